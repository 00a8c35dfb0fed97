package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import longpoll.dialect.PollRequest;
import longpoll.settings.Settings;

/**
 * One client for tests, on an event loop of its own: sends polls from any thread and waits for what
 * comes of them. Fails where a poll ends twice.
 */
final class TestClient implements PollListener, AutoCloseable {
  static final Settings.Tls JDK_TRUST = new Settings.Tls(false, "");
  static final Settings.Body USUAL_BODY = new Settings.Body(16 * 1024 * 1024, 0.25);
  private static final long PATIENCE_SECONDS = 20;
  private static final long USUAL_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);

  final AtomicLong sentBytes = new AtomicLong();
  final AtomicLong writes = new AtomicLong();
  final AtomicLong receivedBytes = new AtomicLong();
  final PollTransport transport;
  final ClientConnection connection;
  final BlockingQueue<ConnectCause> connects = new LinkedBlockingQueue<>();
  final BlockingQueue<String> trailing = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> sends = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> heads = new LinkedBlockingQueue<>();

  /** Null where it is another client's. */
  private final EventLoopGroup group;

  private final EventLoop loop;
  private final Route route;
  private final PollTemplate.Encoder encoder;
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

  /**
   * What came of a poll.
   *
   * @param how answered, cut, or the kind of the failure
   */
  record End(String how, String detail, PollAnswer answer, long nanos) {
    int status() {
      assertThat(answer).as("%s: %s", how, detail).isNotNull();
      return answer.status();
    }

    String body() {
      assertThat(answer).as("%s: %s", how, detail).isNotNull();
      return new String(answer.body(), StandardCharsets.ISO_8859_1);
    }
  }

  TestClient(RawServer server) {
    this(server, USUAL_BODY);
  }

  TestClient(RawServer server, Settings.Body body) {
    this(DirectRoute.to(server.poll(), null), JDK_TRUST, body, server.clientReads::release);
  }

  TestClient(RawServer server, Settings.Tls tls) {
    this(DirectRoute.to(server.poll(), null), tls, USUAL_BODY, server.clientReads::release);
  }

  TestClient(Route route) {
    this(route, JDK_TRUST);
  }

  TestClient(Route route, Settings.Tls tls) {
    this(route, tls, USUAL_BODY, () -> {});
  }

  /** One that speaks HTTP/2, so many clients a connection. */
  TestClient(Route route, Settings.Tls tls, int streams) {
    this(route, tls, USUAL_BODY, new Settings.Http(Settings.Http.Protocol.H2, streams), () -> {});
  }

  TestClient(Route route, Settings.Tls tls, Settings.Body body, Runnable onRead) {
    this(route, tls, body, Settings.Http.H1, onRead);
  }

  /**
   * @param onRead called on the event loop with each read, before what was read is worked on
   */
  TestClient(
      Route route, Settings.Tls tls, Settings.Body body, Settings.Http http, Runnable onRead) {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    loop = group.next();
    this.route = route;
    transport =
        new PollTransport(
            NioSocketChannel::new,
            tls,
            body,
            http,
            StampClock.SYSTEM,
            nanos -> {
              onRead.run();
              return 0;
            },
            new TrafficCounter() {
              @Override
              public void sent(int bytes, long nanos) {
                sentBytes.addAndGet(bytes);
                // TLS passes on an empty buffer with each flush.
                if (bytes > 0) {
                  writes.incrementAndGet();
                }
              }

              @Override
              public void received(int bytes, long nanos) {
                receivedBytes.addAndGet(bytes);
              }
            });
    connection = transport.open(loop, route, this);
    encoder =
        PollTemplate.get(URI.create("http://127.0.0.1:" + route.port() + "/poll"), List.of())
            .encoder();
  }

  /** One more on the same event loop, with the same transport. */
  TestClient(TestClient other) {
    group = null;
    loop = other.loop;
    route = other.route;
    transport = other.transport;
    connection = transport.open(loop, route, this);
    encoder = other.encoder;
  }

  /** Sends a poll and waits for what comes of it. */
  End poll() throws Exception {
    send();
    return end();
  }

  void send() throws Exception {
    send("", USUAL_TIMEOUT_NANOS);
  }

  void send(String query, long timeoutNanos) throws Exception {
    inLoop(
        () -> {
          connection.send(encoder.encode(PollRequest.ofQuery(query), null), timeoutNanos);
          return null;
        });
  }

  void route(Route route) throws Exception {
    inLoop(
        () -> {
          connection.route(route);
          return null;
        });
  }

  void sendFromLoop() {
    connection.send(encoder.encode(PollRequest.PLAIN, null), USUAL_TIMEOUT_NANOS);
  }

  void cut() throws Exception {
    inLoop(
        () -> {
          connection.cut();
          return null;
        });
  }

  void disconnect() throws Exception {
    inLoop(
        () -> {
          connection.disconnect();
          return null;
        });
  }

  /** What came of the poll; there is nothing else to come. */
  End end() throws Exception {
    End end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(end).as("the poll should have ended").isNotNull();
    // What the loop was to do with it has been done then.
    assertThat(hasEnded()).as("whether the poll ended twice").isFalse();
    return end;
  }

  void awaitSent() throws Exception {
    assertThat(sends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
  }

  void awaitHead() throws Exception {
    assertThat(heads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
  }

  boolean hasEnded() throws Exception {
    return inLoop(() -> !ends.isEmpty());
  }

  /** What bodies take of the budget, with no poll under way. */
  long bytesKept() throws Exception {
    return inLoop(() -> transport.bodies().used().get());
  }

  <T> T inLoop(Callable<T> step) throws Exception {
    return loop.submit(step).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public void connected(ConnectCause cause) {
    connects.add(cause);
  }

  @Override
  public void sent(long nanos, long micros) {
    sends.add(nanos);
  }

  @Override
  public void begun(int status, AnswerHeaders headers) {
    heads.add(status);
  }

  @Override
  public void trailingBytes(int status, String excerpt) {
    trailing.add(status + ": " + excerpt);
  }

  @Override
  public void answered(PollAnswer answer) {
    ends.add(new End("answered", "", answer, answer.nanos()));
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    ends.add(new End(kind, detail, null, nanos));
  }

  @Override
  public void cut(long nanos) {
    ends.add(new End("cut", "", null, nanos));
  }

  @Override
  public void close() {
    if (group == null) {
      return;
    }
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
