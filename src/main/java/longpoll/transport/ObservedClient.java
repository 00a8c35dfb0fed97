package longpoll.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.transport.ExchangePlan.Leaving;
import longpoll.transport.ObservedExchange.ConnectionEnd;

/**
 * One client of an {@link ExchangeObserver}: a request at a time, with its own connection and
 * cookies. A connection that a plan keeps serves the next request as well. Thread-safe; all else
 * happens on one event loop.
 */
public final class ObservedClient {
  private final ExchangeObserver observer;
  private final EventLoop loop;
  private final boolean keepsCookies;
  private final CookieJar cookies;
  private final PollTemplate.Encoder encoder;

  /** The connection that was kept, or the one in use; null for none. */
  private ObservedWire wire;

  private URI wireOrigin;

  /** What is under way, or null. */
  private Exchange current;

  ObservedClient(ExchangeObserver observer, boolean keepsCookies) {
    this.observer = observer;
    this.keepsCookies = keepsCookies;
    loop = observer.loop();
    cookies = new CookieJar(DirectRoute.to(observer.target(), null), observer.target().getPath());
    encoder = observer.template().encoder();
  }

  /**
   * Sends a request and watches.
   *
   * @return done when the plan has nothing more to wait for; fails where the request cannot be
   *     written, or one is under way
   */
  public CompletableFuture<ObservedExchange> send(ExchangePlan plan) {
    CompletableFuture<ObservedExchange> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            begin(plan, done);
          } catch (RuntimeException e) {
            current = null;
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Closes a connection that was kept. */
  public void close() {
    loop.execute(this::drop);
  }

  private void begin(ExchangePlan plan, CompletableFuture<ObservedExchange> done) {
    if (current != null) {
      throw new IllegalStateException("a request is under way");
    }
    byte[] request = encode(plan);
    URI origin = plan.request().origin();
    if (wire != null && (!wire.isUsable() || !Objects.equals(origin, wireOrigin))) {
      drop();
    }
    Exchange exchange = new Exchange(plan, request, done);
    current = exchange;
    exchange.atLimit = after(plan.limit().toNanos(), exchange::limitReached);
    if (wire != null) {
      wire.follow(exchange);
      exchange.recorder.reuses();
      exchange.write();
    } else {
      connect(exchange, origin);
    }
  }

  private byte[] encode(ExchangePlan plan) {
    byte[] request = encoder.encode(plan.request(), cookies.header());
    if (plan.version() == ExchangePlan.Version.HTTP_1_1) {
      return request;
    }
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n");
    int version = text.lastIndexOf(' ', end) + 1;
    return (text.substring(0, version) + plan.version().text() + text.substring(end))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void connect(Exchange exchange, URI origin) {
    ObservedWire made = new ObservedWire(observer);
    made.follow(exchange);
    wire = made;
    wireOrigin = origin;
    DirectRoute route = DirectRoute.to(origin == null ? observer.target() : origin, null);
    Connector.connect(observer.transport(), loop, route, made::install, () -> current == exchange)
        .addListener(
            (Future<Channel> standing) -> {
              if (current != exchange || exchange.recorder.hasFailed()) {
                made.close();
              } else if (standing.isSuccess()) {
                exchange.recorder.connected(
                    observer.micros(), String.valueOf(made.channel().remoteAddress()));
                exchange.write();
              } else {
                exchange.fail(
                    Failures.connecting(standing.cause()), Failures.inWords(standing.cause()));
              }
            });
  }

  private void drop() {
    if (wire != null) {
      wire.close();
      wire = null;
    }
  }

  private ScheduledFuture<?> after(long nanos, Runnable what) {
    return loop.schedule(what, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** A request under way. */
  final class Exchange {
    final ExchangeRecorder recorder =
        new ExchangeRecorder(observer.micros(), observer.transport().bodies(), observer.secrets());
    private final ExchangePlan plan;
    private final byte[] request;
    private final CompletableFuture<ObservedExchange> done;
    private ScheduledFuture<?> atLimit;
    private ScheduledFuture<?> atLeaving;
    private ScheduledFuture<?> afterListening;

    Exchange(ExchangePlan plan, byte[] request, CompletableFuture<ObservedExchange> done) {
      this.plan = plan;
      this.request = request;
      this.done = done;
    }

    void write() {
      String method = new String(request, 0, 20, StandardCharsets.ISO_8859_1).split(" ", 2)[0];
      recorder.sent(observer.micros(), request.length, method + " in " + plan.version().text());
      wire.write(request);
      if (plan.leaving() != null) {
        atLeaving = after(plan.leaveAfter().toNanos(), this::leave);
      }
    }

    private void leave() {
      if (!recorder.hasEnded()) {
        wire.end(plan.leaving() == Leaving.RESET);
        recorder.connectionEnded(observer.micros(), ConnectionEnd.LEFT);
        finish();
      }
    }

    private void limitReached() {
      if (!recorder.hasEnded()) {
        boolean connecting = recorder.sentMicros() == null;
        fail(
            connecting ? FailureKind.UNREACHABLE : FailureKind.TIMEOUT,
            (connecting ? "no connection after " : "no whole answer after ")
                + plan.limit().toMillis()
                + " ms");
      }
    }

    /** The head has come. */
    void head() {
      if (keepsCookies) {
        cookies.store(recorder.cookies());
      }
    }

    /** The whole answer has come. */
    void answered() {
      if (afterListening == null) {
        long sinceSent = (observer.micros() - recorder.sentMicros()) * 1_000;
        long until = recorder.hasNoBody() ? plan.listenUntil().toNanos() - sinceSent : 0;
        long listen = Math.max(plan.listenAfter().toNanos(), until);
        if (listen <= 0) {
          // What came with the end of the answer is told before the exchange is.
          loop.execute(this::finish);
        } else {
          afterListening = after(listen, this::finish);
        }
      }
    }

    void fail(String kind, String detail) {
      recorder.fail(observer.micros(), kind, detail);
      finish();
    }

    /** The connection has ended. */
    void ended(ConnectionEnd how) {
      recorder.connectionEnded(observer.micros(), how);
      if (!recorder.hasEnded()) {
        boolean reset = how == ConnectionEnd.RESET;
        recorder.fail(
            observer.micros(),
            recorder.hasBegun()
                ? FailureKind.TRUNCATED
                : reset ? FailureKind.RESET : FailureKind.CLOSED,
            recorder.hasBegun()
                ? "the connection ended in the middle of an answer"
                : "the connection was " + (reset ? "reset" : "closed") + " before an answer");
      }
      finish();
    }

    void finish() {
      if (current != this) {
        return;
      }
      current = null;
      for (ScheduledFuture<?> timer :
          new ScheduledFuture<?>[] {atLimit, atLeaving, afterListening}) {
        if (timer != null) {
          timer.cancel(false);
        }
      }
      wire.follow(null);
      if (!plan.keeps() || !recorder.hasEnded() || !wire.isUsable()) {
        drop();
      }
      try {
        done.complete(recorder.done());
      } catch (Throwable e) {
        // Whoever waits has no other limit; memory may be what is missing.
        done.completeExceptionally(e);
      }
    }
  }
}
