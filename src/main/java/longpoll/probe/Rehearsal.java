package longpoll.probe;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.Position;
import longpoll.measure.Audience;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunLedger;
import longpoll.measure.Timeline;
import longpoll.measure.UserLedger;
import longpoll.transport.CookieJar;
import longpoll.transport.DirectRoute;
import longpoll.transport.Header;
import longpoll.transport.LoopbackStub;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollConnection;
import longpoll.transport.PollListener;
import longpoll.transport.PollTemplate;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;

/**
 * Polls a stub of its own, and writes down what it answers, before the first real poll: code that
 * has never run is slow, and would be so when the first real answers come. Asking the JVM for its
 * CPU time when the window begins was seen to take 100 ms the first time, with a broadcast waiting
 * to be stamped. Nothing of it is counted.
 */
final class Rehearsal implements PollListener {
  private static final int ROUNDS = 4_000;
  private static final long LIMIT_SECONDS = 10;

  private final ProbeSettings settings;
  private final Dialect dialect;
  private final ProbeAccounts accounts;
  private final UserLedger userLedger;
  private final PollTemplate.Encoder encoder;
  private final CookieJar cookies;
  private final PollConnection connection;
  private final CountDownLatch over = new CountDownLatch(1);

  private Position position = Position.START;
  private int rounds;

  private Rehearsal(ProbeSettings settings, LoopbackStub stub, EventLoopGroup group) {
    this.settings = settings;
    dialect = settings.speaks();
    StampClock clock = StampClock.SYSTEM;
    Timeline timeline =
        new Timeline(
            clock.nanoTime(),
            clock.epochMicros(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ZERO);
    RunLedger ledger =
        RunLedger.builder()
            .timeline(any -> timeline)
            .serverOffsetMicros(0L)
            .audience(Audience.ofEach(1))
            .open();
    accounts = new ProbeAccounts(ledger);
    userLedger = ledger.user("default");
    encoder =
        PollTemplate.get(stub.poll(), List.of(new Header("Accept", "application/json"))).encoder();
    DirectRoute route = DirectRoute.to(stub.poll(), null);
    cookies = new CookieJar(route, stub.poll().getPath());
    PollTransport transport =
        new PollTransport(
            NioSocketChannel::new, settings.tls(), settings.body(), clock, nanos -> 0);
    connection = transport.open(group.next(), route, this);
    if ("https".equalsIgnoreCase(settings.poll().getScheme())) {
      transport.tls();
    }
  }

  static void run(ProbeSettings settings) throws IOException, InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (LoopbackStub stub = new LoopbackStub(Rehearsal::answer)) {
      Rehearsal rehearsal = new Rehearsal(settings, stub, group);
      rehearsal.accounts.windowBegins();
      group.next().execute(rehearsal::poll);
      rehearsal.over.await(LIMIT_SECONDS, TimeUnit.SECONDS);
      rehearsal.accounts.windowEnds();
      ProbeLines.delta(ProbeLines.DONE, rehearsal.accounts.delta());
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  private void poll() {
    rounds++;
    if (rounds > ROUNDS) {
      connection.disconnect();
      over.countDown();
      return;
    }
    String query = dialect.query(position, settings.hold(), "default");
    connection.send(
        encoder.encode(query, cookies.header()), TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
  }

  @Override
  public void connected(boolean again) {
    userLedger.connectionOpened(again);
  }

  @Override
  public void sent(long nanos, long micros) {
    userLedger.sent(nanos, micros, settings.holdNanos());
  }

  @Override
  public void answered(PollAnswer response) {
    cookies.store(response.headers("Set-Cookie"));
    Answer answer = dialect.read(position, response.status(), response::header, response.body());
    userLedger.answered(response.nanos(), response.micros(), answer);
    accounts.delivered(answer, response.micros(), 0);
    position = answer.next();
    if (rounds % 100 == 0) {
      ProbeLines.delta(ProbeLines.DELTA, accounts.delta());
      accounts.late(0, true);
    }
    poll();
  }

  @Override
  public void failed(String kind, String detail, long nanos, long micros) {
    // Then the probes begin as they are.
    over.countDown();
  }

  @Override
  public void cut(long nanos) {
    over.countDown();
  }

  private static byte[] answer(int poll) {
    if (poll % 4 == 0) {
      return ("HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nPoll-Next: "
              + poll
              + "\r\nPoll-Epoch: rehearsal\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
    String event =
        "{\"id\":"
            + poll
            + ",\"channel\":\"default\",\"seq\":"
            + poll
            + ",\"plannedAt\":"
            + StampClock.SYSTEM.epochMicros()
            + ",\"publishedAt\":"
            + StampClock.SYSTEM.epochMicros()
            + ",\"data\":\"................................\"}";
    // As the article's server answers, and as the bundled one does.
    String json =
        poll % 4 == 1
            ? event
            : "{\"epoch\":\"rehearsal\",\"next\":" + (poll + 1) + ",\"events\":[" + event + "]}";
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
