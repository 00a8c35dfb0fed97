package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import longpoll.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broadcast: many polls of one event loop are answered at once. */
@Timeout(60)
class ReadQueueTest {
  private static final int CLIENTS = 300;
  private static final String READ = "read";
  private static final String TOLD = "told";
  private static final String LONG = "x".repeat(60_000);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  /** What the event loop did, in its order. */
  private final List<String> events = new CopyOnWriteArrayList<>();

  private final CountDownLatch asked = new CountDownLatch(CLIENTS);
  private final CountDownLatch published = new CountDownLatch(1);
  private final CountDownLatch written = new CountDownLatch(CLIENTS);
  private final CountDownLatch told = new CountDownLatch(CLIENTS);

  @AfterEach
  void stop() throws InterruptedException {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void allThatAreReadyAreStampedBeforeTheFirstIsDealtWith() throws Exception {
    try (RawServer server = broadcasting("hello")) {
      answerAllAtOnce(server, number -> {});
    }

    assertThat(events.indexOf(TOLD)).as("reads before the first was told").isEqualTo(CLIENTS);
  }

  @Test
  void theLoopReadsAgainBeforeAllAreDealtWith() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    CountDownLatch lateWritten = new CountDownLatch(1);
    CountDownLatch lateAsked = new CountDownLatch(1);
    try (RawServer server = broadcasting("hello");
        RawServer lateServer =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  lateAsked.countDown();
                  late.await();
                  client.send(RawServer.ok("late"));
                  lateWritten.countDown();
                  client.seesEnd();
                })) {
      CountDownLatch lateTold = new CountDownLatch(1);
      poll(transport("late read"), lateServer, new Listener(number -> lateTold.countDown()));
      assertThat(lateAsked.await(20, TimeUnit.SECONDS)).isTrue();
      answerAllAtOnce(
          server,
          number -> {
            if (number == 1) {
              late.countDown();
              await(lateWritten);
            }
          });
      assertThat(lateTold.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(events.indexOf("late read"))
        .isGreaterThan(events.indexOf(TOLD))
        .isLessThan(CLIENTS + CLIENTS / 2);
  }

  @Test
  void whatOneListenerThrowsKeepsNoOtherFromBeingTold() throws Exception {
    try (RawServer server = broadcasting("hello")) {
      answerAllAtOnce(
          server,
          number -> {
            if (number == 1) {
              throw new IllegalStateException("a listener is broken; this is a test");
            }
          });
    }

    assertThat(Collections.frequency(events, TOLD)).isEqualTo(CLIENTS);
  }

  /** More than may wait undecoded. */
  @Test
  void manyLongAnswersAtOnceAreAllWhole() throws Exception {
    try (RawServer server = broadcasting(LONG)) {
      answerAllAtOnce(server, number -> {});
    }

    assertThat(Collections.frequency(events, TOLD)).isEqualTo(CLIENTS);
  }

  /** What is decoded at once waits to be told, and takes of the budget until then. */
  @Test
  void bodiesThatWaitToBeToldAreBounded() throws Exception {
    double share = 10.5 * LONG.length() / Runtime.getRuntime().maxMemory();
    PollTransport transport = transport(READ, new Settings.Body(LONG.length(), share));
    AtomicLong mostUsed = new AtomicLong();
    try (RawServer server = broadcasting(LONG)) {
      answerAllAtOnce(
          server,
          transport,
          number -> mostUsed.accumulateAndGet(transport.bodies().used().get(), Math::max));
    }

    assertThat(mostUsed.get()).isBetween(10L * LONG.length(), 11L * LONG.length());
    assertThat(Collections.frequency(events, TOLD)).isGreaterThanOrEqualTo(10);
    assertThat(events)
        .filteredOn(event -> !event.equals(READ) && !event.equals(TOLD))
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event)
                    .startsWith(FailureKind.MALFORMED + ": all bodies together were more than")
                    .endsWith("(body.heap-share)"));
    assertThat(loop.submit(() -> transport.bodies().used().get()).get()).isZero();
  }

  private RawServer broadcasting(String body) throws Exception {
    return new RawServer(
        (client, number) -> {
          client.readPoll();
          asked.countDown();
          published.await();
          client.send(RawServer.ok(body));
          written.countDown();
          client.seesEnd();
        });
  }

  /** While the loop is busy, so that it finds them all ready when it looks again. */
  private void answerAllAtOnce(RawServer server, IntConsumer work) throws Exception {
    answerAllAtOnce(server, transport(READ), work);
  }

  private void answerAllAtOnce(RawServer server, PollTransport transport, IntConsumer work)
      throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      poll(transport, server, new Listener(work));
    }
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    loop.execute(
        () -> {
          published.countDown();
          await(written);
        });
    assertThat(told.await(40, TimeUnit.SECONDS)).isTrue();
  }

  private PollTransport transport(String read) {
    return transport(read, TestClient.USUAL_BODY);
  }

  private PollTransport transport(String read, Settings.Body body) {
    return new PollTransport(
        NioSocketChannel::new,
        TestClient.JDK_TRUST,
        body,
        StampClock.SYSTEM,
        nanos -> {
          events.add(read);
          return 0;
        });
  }

  private void poll(PollTransport transport, RawServer server, Listener listener) {
    ClientConnection connection =
        transport.open(loop, DirectRoute.to(server.poll(), null), listener);
    byte[] poll =
        PollTemplate.get(server.poll(), List.of()).encoder().encode(PollRequest.PLAIN, null);
    loop.execute(() -> connection.send(poll, TimeUnit.SECONDS.toNanos(50)));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited too long");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Listener implements PollListener {
    private final IntConsumer work;

    Listener(IntConsumer work) {
      this.work = work;
    }

    @Override
    public void connected(ConnectCause cause) {
      // Of no interest here.
    }

    @Override
    public void sent(long nanos, long micros) {
      // Of no interest here.
    }

    @Override
    public void answered(PollAnswer answer) {
      events.add(TOLD);
      told.countDown();
      work.accept((int) (CLIENTS - told.getCount()));
    }

    @Override
    public void failed(String kind, String detail, long nanos, long micros) {
      events.add(kind + ": " + detail);
      told.countDown();
    }

    @Override
    public void cut(long nanos) {
      events.add("cut");
    }
  }
}
