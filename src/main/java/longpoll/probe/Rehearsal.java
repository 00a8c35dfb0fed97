package longpoll.probe;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import longpoll.dialect.RehearsedAnswers;
import longpoll.measure.Timeline;
import longpoll.transport.Header;
import longpoll.transport.PollTemplate;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;
import longpoll.transport.stub.LoopbackStub;

/**
 * A probe that polls a stub of this process's own before the first real poll: code that has never
 * run is slow, and would be so when the first real answers come. Asking the JVM for its CPU time
 * when the window begins was seen to take 100 ms the first time, with a broadcast waiting to be
 * stamped. Nothing of it is counted.
 */
final class Rehearsal {
  private static final int ROUNDS = 4_000;
  private static final long LIMIT_SECONDS = 10;

  /** Short, so that its end is rehearsed as well. */
  private static final Duration WINDOW = Duration.ofMillis(200);

  private static final Duration TELL_EVERY = Duration.ofMillis(25);

  private Rehearsal() {}

  /** Whether it was played to its end; if not, the probes begin as they are. */
  static boolean run(ProbeSettings settings) throws IOException, InterruptedException {
    if ("https".equalsIgnoreCase(settings.poll().getScheme())) {
      new PollTransport(
              NioSocketChannel::new,
              settings.tls(),
              settings.body(),
              settings.http(),
              StampClock.SYSTEM,
              nanos -> 0,
              TrafficCounter.NONE)
          .prepareTls();
    }
    boolean bare = !settings.rehearsal(settings.poll()).policy().dialect().resumes();
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger played = new AtomicInteger();
    IntFunction<byte[]> answers =
        poll -> {
          if (played.incrementAndGet() == ROUNDS) {
            over.countDown();
          }
          return RehearsedAnswers.of(poll, bare, StampClock.SYSTEM.epochMicros());
        };
    LoopbackStub.Protocol protocol = LoopbackStub.Protocol.of(settings.poll(), settings.http());
    try (LoopbackStub stub = new LoopbackStub(1, answers, protocol)) {
      ProbeLoop loop =
          new ProbeLoop(
              settings.rehearsal(stub.poll()),
              PollTemplate.get(stub.poll(), List.of(new Header("Accept", "application/json"))),
              timeline(StampClock.SYSTEM),
              StampClock.SYSTEM,
              TELL_EVERY,
              line -> endOnProblem(line, over));
      Thread ending = new Thread(() -> endAfter(over, loop), "longpoll-rehearsal-end");
      ending.setDaemon(true);
      ending.start();
      loop.run();
    }
    return played.get() >= ROUNDS;
  }

  private static Timeline timeline(StampClock clock) {
    return new Timeline(
        clock.nanoTime(),
        clock.epochMicros(),
        Duration.ZERO,
        Duration.ZERO,
        WINDOW,
        Duration.ofSeconds(LIMIT_SECONDS));
  }

  /** The stub's answers are not understood: nothing more is to be learned. */
  private static void endOnProblem(String line, CountDownLatch over) {
    if (ProbeLines.word(line).equals(ProbeLines.PROBLEM)) {
      over.countDown();
    }
  }

  private static void endAfter(CountDownLatch over, ProbeLoop loop) {
    try {
      over.await(LIMIT_SECONDS, TimeUnit.SECONDS);
      loop.end();
    } catch (InterruptedException e) {
      loop.cut();
    }
  }
}
