package longpoll.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.PollRequest;
import longpoll.settings.Settings;

/**
 * Sends single requests to one host and waits for what comes of them: what the harness asks outside
 * of polling. Over a connection that is kept and with the cookies that it was given, one request at
 * a time. Thread-safe; every call blocks.
 */
public final class SingleRequests implements AutoCloseable {
  static final List<Header> HEADERS =
      List.of(new Header("Accept", "application/json"), new Header("User-Agent", "longpoll-check"));

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("longpoll-requests", true), NioIoHandler.newFactory());
  private final PollTransport transport;
  private final DirectRoute route;
  private final URI host;
  private final boolean keepsCookies;
  private final Map<URI, Asking> elsewhere = new HashMap<>();
  private Asking asking;

  /**
   * What came of a request.
   *
   * @param answer the whole answer, or null
   * @param failure where there is none, the {@link longpoll.dialect.FailureKind}
   * @param detail for a failure, what a person should read
   * @param status of the head, 0 where not even that came
   * @param held from the request's sending to the answer, or null where there is none
   */
  public record Reply(
      PollAnswer answer,
      String failure,
      String detail,
      int status,
      AnswerHeaders headers,
      Duration held) {}

  /**
   * @param host a URL of the host; cookies that fit its path are sent
   * @throws longpoll.settings.SettingsException when the host wants TLS and the trust store cannot
   *     be read
   */
  public SingleRequests(URI host, Settings.Tls tls, Settings.Body body) {
    this(host, tls, body, true);
  }

  /**
   * @param keepsCookies whether cookies that answers set are sent back
   */
  public SingleRequests(URI host, Settings.Tls tls, Settings.Body body, boolean keepsCookies) {
    this(host, tls, body, Settings.Http.H1, keepsCookies);
  }

  /**
   * @param http how requests are carried over https
   * @param keepsCookies whether cookies that answers set are sent back
   */
  public SingleRequests(
      URI host, Settings.Tls tls, Settings.Body body, Settings.Http http, boolean keepsCookies) {
    transport =
        new PollTransport(
            NioSocketChannel::new,
            tls,
            body,
            http,
            StampClock.SYSTEM,
            nanos -> 0,
            TrafficCounter.NONE);
    route = DirectRoute.to(host, null);
    if (route.tls()) {
      transport.prepareTls();
    }
    this.host = host;
    this.keepsCookies = keepsCookies;
    asking = new Asking(route, host);
  }

  /** For a host that the JDK trusts or that speaks plain http, with the usual bounds. */
  public static SingleRequests plain(URI host) {
    return new SingleRequests(
        host, new Settings.Tls(false, ""), new Settings.Body(16 * 1024 * 1024, 0.25));
  }

  /**
   * A GET.
   *
   * @param uri of the host that this was made for
   * @param limit how long it may take, the time to connect included
   */
  public Reply get(URI uri, Duration limit) throws InterruptedException {
    return send(uri, PollRequest.PLAIN, limit);
  }

  /**
   * A GET, or what a dialect makes of it.
   *
   * @param uri of the host that this was made for
   * @param limit how long it may take, the time to connect included
   */
  public synchronized Reply send(URI uri, PollRequest request, Duration limit)
      throws InterruptedException {
    PollTemplate.Encoder encoder = PollTemplate.get(uri, HEADERS).encoder();
    Asking now = askingAt(request.origin());
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    group.execute(() -> now.send(encoder, request, limit, reply));
    try {
      return reply.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the request could not be sent", e.getCause());
    } catch (InterruptedException e) {
      // Whoever asks next does not wait for the end of this one.
      if (now == asking) {
        asking = new Asking(route, host);
      } else {
        elsewhere.remove(request.origin());
      }
      group.execute(now.connection::cut);
      throw e;
    }
  }

  /** The bytes that {@link #send} would send now, secrets and cookies included. */
  public synchronized byte[] encoded(URI uri, PollRequest request) {
    return PollTemplate.get(uri, HEADERS)
        .encoder()
        .encode(request, askingAt(request.origin()).cookies.header());
  }

  /**
   * @param origin of another host, or null
   */
  private Asking askingAt(URI origin) {
    return origin == null
        ? asking
        : elsewhere.computeIfAbsent(
            origin, other -> new Asking(DirectRoute.to(other, null), other));
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** A connection, and the request that is under way. Confined to the event loop. */
  private final class Asking implements PollListener {
    private final ClientConnection connection;
    private final CookieJar cookies;
    private CompletableFuture<Reply> waiting;
    private long sentNanos;
    private int status;
    private AnswerHeaders headers;

    Asking(DirectRoute to, URI host) {
      connection = transport.open(group.next(), to, this);
      cookies = new CookieJar(to, host.getPath());
    }

    void send(
        PollTemplate.Encoder encoder,
        PollRequest request,
        Duration limit,
        CompletableFuture<Reply> reply) {
      waiting = reply;
      status = 0;
      headers = AnswerHeaders.NONE;
      try {
        connection.send(encoder.encode(request, cookies.header()), limit.toNanos());
      } catch (RuntimeException e) {
        reply.completeExceptionally(e);
      }
    }

    @Override
    public void connected(ConnectCause cause) {
      // Nobody counts these.
    }

    @Override
    public void sent(long nanos, long micros) {
      sentNanos = nanos;
    }

    @Override
    public void begun(int newStatus, AnswerHeaders newHeaders) {
      status = newStatus;
      headers = newHeaders;
    }

    @Override
    public void answered(PollAnswer answer) {
      if (keepsCookies) {
        cookies.store(answer.headers("Set-Cookie"));
      }
      Duration held = Duration.ofNanos(answer.nanos() - sentNanos);
      waiting.complete(new Reply(answer, null, null, answer.status(), answer.headers(), held));
    }

    @Override
    public void failed(String kind, String detail, long nanos, long micros) {
      waiting.complete(new Reply(null, kind, detail, status, headers, null));
    }

    @Override
    public void cut(long nanos) {
      // Whoever waited was interrupted.
    }
  }
}
