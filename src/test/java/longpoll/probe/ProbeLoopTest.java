package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import longpoll.dialect.DialectSpec;
import longpoll.histogram.SignedHistogram;
import longpoll.measure.Phase;
import longpoll.measure.ProbeAccount;
import longpoll.measure.ProbeLedger;
import longpoll.measure.Shard;
import longpoll.measure.Timeline;
import longpoll.record.RunRecord;
import longpoll.settings.Settings;
import longpoll.transport.PollTemplate;
import longpoll.transport.StampClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each run goes on until what it is about has happened, however busy the machine is. */
@Timeout(60)
class ProbeLoopTest {
  private static final StampClock CLOCK = StampClock.SYSTEM;
  private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1_000;

  /** How often probes tell what they saw, and whether that is enough is asked. */
  private static final Duration TELL_EVERY = Duration.ofMillis(20);

  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  @Test
  void everyPollIsCountedAsTheServerCountsIt() throws Exception {
    AtomicInteger delivered = new AtomicInteger();
    AtomicInteger empty = new AtomicInteger();
    AtomicInteger gap = new AtomicInteger();
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              if (number == 1) {
                gap.incrementAndGet();
                PollStub.write(client, gone());
              } else if (number % 3 == 0) {
                empty.incrementAndGet();
                PollStub.write(client, PollStub.empty(number));
              } else {
                delivered.incrementAndGet();
                PollStub.write(client, PollStub.event(number, CLOCK.epochMicros()));
              }
            })) {
      RunRecord.Probes report =
          run(
              server.poll(),
              4,
              "native",
              () ->
                  server.connections.get() == 4
                      && Math.min(delivered.get(), empty.get()) > 0
                      && server.polls.get() > 20);

      assertThat(report.count()).isEqualTo(4);
      assertThat(report.started()).isEqualTo(server.polls.get());
      assertThat(report.delivered()).isEqualTo(delivered.get()).isPositive();
      assertThat(report.empty()).isEqualTo(empty.get()).isPositive();
      assertThat(report.gap()).isEqualTo(gap.get()).isEqualTo(1);
      assertThat(report.failed()).isEmpty();
      assertThat(report.cut()).isZero();
      assertThat(server.connections.get()).as("one connection each").isEqualTo(4);
    }
  }

  @Test
  void lagCountsFromThePlannedInstantByTheServersClock() throws Exception {
    long delayMicros = 250_000;
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              if (number <= 20) {
                long planned = CLOCK.epochMicros() + HOUR_MICROS - delayMicros;
                PollStub.write(client, PollStub.event(number, planned));
              } else {
                waitForTheClient(in);
              }
            })) {
      // The window began before the planned instants.
      Timeline timeline = timeline(-1_000, 600_000);
      run(
          settings(server.poll(), 1, "article", HOUR_MICROS),
          timeline,
          () -> server.polls.get() > 20,
          ProbeLoop::end);

      Map<Phase, SignedHistogram> lags = lags();
      assertThat(lags).containsOnlyKeys(Phase.WINDOW);
      assertThat(lags.get(Phase.WINDOW).count()).isEqualTo(20);
      assertThat(lags.get(Phase.WINDOW).min()).isBetween(249_500_000L, 10_000_000_000L);
    }
  }

  @Test
  void anEventPlannedInTheFutureHasANegativeLag() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              if (number == 1) {
                PollStub.write(client, PollStub.event(1, CLOCK.epochMicros() + HOUR_MICROS));
              } else {
                waitForTheClient(in);
              }
            })) {
      run(server.poll(), 1, "article", () -> server.polls.get() > 1);

      assertThat(lags()).containsOnlyKeys(Phase.TAIL);
      assertThat(lags().get(Phase.TAIL).count()).isEqualTo(1);
      assertThat(lags().get(Phase.TAIL).max()).isNegative();
    }
  }

  @Test
  void whatWasSeenIsToldWhileTheRunGoesOn() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              Thread.sleep(5);
              PollStub.write(client, PollStub.event(number, CLOCK.epochMicros()));
            })) {
      RunRecord.Probes report =
          run(server.poll(), 1, "article", () -> started().filter(count -> count > 0).count() >= 3);

      assertThat(started().mapToLong(Long::longValue).sum()).isEqualTo(report.started());
      assertThat(report.started()).isEqualTo(server.polls.get());
    }
  }

  /** The polls that each line tells of. */
  private Stream<Long> started() {
    Shard.Timing timing = Shard.Timing.of(timeline(0, 1), 0, 0, null);
    return deltas().stream().map(delta -> delta.account().report(1, timing, true).started());
  }

  @Test
  void theLastPollAsksForWhatIsLeftOfTheRun() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              double seconds = Double.parseDouble(line.replaceAll(".*timeout=([0-9.]+).*", "$1"));
              Thread.sleep(Math.round(seconds * 1_000));
              PollStub.write(client, PollStub.empty(1));
            })) {
      Timeline timeline = timeline(0, 2_000);
      RunRecord.Probes report =
          run(
              settings(server.poll(), 2, "native", 0L),
              timeline,
              () -> CLOCK.nanoTime() - timeline.endNanos() >= 0,
              ProbeLoop::end);

      assertThat(server.requestLines)
          .isNotEmpty()
          .allMatch(line -> Double.parseDouble(line.replaceAll(".*timeout=([0-9.]+).*", "$1")) < 3);
      assertThat(report.empty()).isEqualTo(report.started());
      assertThat(report.cut()).isZero();
    }
  }

  @Test
  void aPollThatCannotAskIsGivenUpAtTheEndAndTheServerHasTheLastWord() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              waitForTheClient(in);
              if (number == 1) {
                answered.incrementAndGet();
                PollStub.write(client, PollStub.event(1, CLOCK.epochMicros()));
              }
              client.close();
            })) {
      RunRecord.Probes report = run(server.poll(), 3, "article", () -> server.polls.get() == 3);

      assertThat(report.started()).isEqualTo(3);
      assertThat(report.delivered()).isEqualTo(answered.get()).isEqualTo(1);
      assertThat(report.cut()).isEqualTo(2);
      assertThat(report.failed()).isEmpty();
    }
  }

  @Test
  void aServerThatAsksForAWaitUntilADateIsLeftAlone() throws Exception {
    String full =
        "HTTP/1.1 503 Full\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
            + "Retry-After: Wed, 21 Oct 2015 07:29:00 GMT\r\nContent-Length: 0\r\n\r\n";
    try (PollStub server =
        new PollStub((number, line, client, in) -> PollStub.write(client, full))) {
      // After a failure without such a wait the next poll comes in 10 ms.
      RunRecord.Probes report = run(server.poll(), 1, "native", () -> linesAfterAProblem() > 15);

      assertThat(report.failed()).isEqualTo(Map.of("http-503", 1L));
      assertThat(server.polls).hasValue(1);
    }
  }

  @Test
  void everyFailureHasItsName() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              switch (number) {
                case 1 -> client.close();
                case 2 -> {
                  client.setSoLinger(true, 0);
                  client.close();
                }
                case 3 -> {
                  PollStub.write(client, PollStub.event(1, 1).substring(0, 60));
                  client.close();
                }
                case 4 -> PollStub.write(client, "nonsense that is no answer\r\n\r\n");
                case 5 ->
                    PollStub.write(
                        client, "HTTP/1.1 503 Full\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
                default -> {
                  Thread.sleep(5);
                  PollStub.write(client, PollStub.empty(1));
                }
              }
            })) {
      RunRecord.Probes report = run(server.poll(), 1, "native", () -> server.polls.get() > 7);

      assertThat(report.failed())
          .isEqualTo(
              Map.of("closed", 1L, "reset", 1L, "truncated", 1L, "malformed", 1L, "http-503", 1L));
      assertThat(report.failures()).isEqualTo(5);
      assertThat(report.started()).isEqualTo(server.polls.get());
      assertThat(report.empty()).isEqualTo(report.started() - 5);
      assertThat(said).filteredOn(ProbeLoopTest::isProblem).hasSize(5);
    }
  }

  @Test
  void aTargetThatRefusesIsNoHotLoop() throws Exception {
    URI nobody;
    try (PollStub server = new PollStub((number, line, client, in) -> {})) {
      nobody = server.poll();
    }
    long since = CLOCK.nanoTime();
    RunRecord.Probes report = run(nobody, 2, "native", () -> linesAfterAProblem() > 20);

    // Back-offs of 10 ms, doubled each time: so many attempts of each at the most.
    double backOffs = (CLOCK.nanoTime() - since) / 10e6;
    long most = 2 + (long) (Math.log(backOffs + 1) / Math.log(2));
    assertThat(report.failed()).containsOnlyKeys("refused");
    assertThat(report.started()).isEqualTo(report.failures()).isBetween(2L, 2 * most);
  }

  private long linesAfterAProblem() {
    return said.stream().dropWhile(line -> !isProblem(line)).count();
  }

  private static boolean isProblem(String line) {
    return line.startsWith("problem ");
  }

  @Test
  void aConnectionThatTheServerClosesBetweenPollsIsOpenedAgain() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              PollStub.write(client, PollStub.empty(1));
              client.close();
            })) {
      ProbeSettings settings =
          new ProbeSettings(
              server.poll(),
              1,
              DialectSpec.of("native"),
              List.of(),
              0,
              0,
              "run",
              null,
              0L,
              10_000_000_000L,
              20_000_000_000L,
              // The client notices the close well before that.
              "fixed 1s",
              10_000_000,
              1_000_000_000,
              List.of(),
              new Settings.Tls(false, ""),
              Settings.Http.H1,
              new Settings.Body(1_000_000, 0.25));
      RunRecord.Probes report =
          run(settings, timeline(0, 600_000), () -> server.polls.get() > 1, ProbeLoop::end);

      assertThat(report.failed()).isEmpty();
      assertThat(report.empty()).isEqualTo(server.polls.get());
      assertThat(server.connections.get()).isEqualTo(server.polls.get()).isGreaterThan(1);
    }
  }

  @Test
  void manyAnswersAtOnceFromAServerThatClosesAfterEachAreAllCounted() throws Exception {
    int probes = 40;
    CyclicBarrier broadcast = new CyclicBarrier(probes);
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              if (number <= probes) {
                try {
                  broadcast.await();
                } catch (BrokenBarrierException e) {
                  throw new IOException(e);
                }
              }
              PollStub.write(
                  client,
                  PollStub.event(number, CLOCK.epochMicros())
                      .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
              client.close();
            })) {
      RunRecord.Probes report =
          run(server.poll(), probes, "native", () -> server.polls.get() >= 2 * probes);

      assertThat(report.failed()).isEmpty();
      assertThat(report.delivered()).isEqualTo(server.polls.get()).isGreaterThanOrEqualTo(probes);
      assertThat(report.started()).isEqualTo(report.delivered());
      assertThat(server.connections.get()).isEqualTo(server.polls.get());
      assertThat(report.lagP99AtLeastMs()).isNotNegative();
    }
  }

  @Test
  void aChunkedAnswerAndOneInPiecesAreWhole() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              if (number > 2) {
                waitForTheClient(in);
                return;
              }
              String event = PollStub.event(number, CLOCK.epochMicros());
              String json = event.substring(event.indexOf('{'));
              if (number == 1) {
                PollStub.write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                PollStub.write(client, Integer.toHexString(json.length()) + "\r\n" + json);
                Thread.sleep(20);
                PollStub.write(client, "\r\n0\r\n\r\n");
              } else {
                PollStub.write(client, event.substring(0, 30));
                Thread.sleep(20);
                PollStub.write(client, event.substring(30));
              }
            })) {
      RunRecord.Probes report = run(server.poll(), 1, "article", () -> server.polls.get() > 2);

      assertThat(report.delivered()).isEqualTo(2);
      assertThat(report.failed()).isEmpty();
    }
  }

  @Test
  void aRunThatEndsBeforeItsTimeCutsWhatIsHeld() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              waitForTheClient(in);
              client.close();
            })) {
      RunRecord.Probes report =
          run(
              settings(server.poll(), 3, "native", 0L),
              timeline(0, 600_000),
              () -> server.polls.get() == 3,
              ProbeLoop::cut);

      assertThat(report.started()).isEqualTo(3);
      assertThat(report.cut()).isEqualTo(3);
    }
  }

  /** Returns when the client has closed its half. */
  private static void waitForTheClient(java.io.BufferedReader in) throws IOException {
    while (in.readLine() != null) {
      // It says nothing more.
    }
  }

  private static String gone() {
    String json = "{\"oldest\":1,\"next\":5,\"epoch\":\"e\"}";
    return "HTTP/1.1 410 Gone\r\nRetry-After: 0\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  private static Timeline timeline(long startsInMillis, long windowMillis) {
    return new Timeline(
        CLOCK.nanoTime() + startsInMillis * 1_000_000,
        CLOCK.epochMicros() + startsInMillis * 1_000,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(windowMillis),
        Duration.ZERO);
  }

  private static ProbeSettings settings(URI poll, int count, String dialect, Long offsetMicros) {
    return new ProbeSettings(
        poll,
        count,
        DialectSpec.of(dialect),
        List.of(),
        0,
        0,
        "run",
        null,
        offsetMicros,
        10_000_000_000L,
        20_000_000_000L,
        "immediate",
        10_000_000,
        1_000_000_000,
        List.of(),
        new Settings.Tls(false, ""),
        Settings.Http.H1,
        new Settings.Body(1_000_000, 0.25));
  }

  private RunRecord.Probes run(URI poll, int count, String dialect, BooleanSupplier enough)
      throws IOException, InterruptedException {
    return run(settings(poll, count, dialect, 0L), timeline(0, 600_000), enough, ProbeLoop::end);
  }

  /**
   * Polls until enough has been seen.
   *
   * @param enough asked after each line that the probes say
   * @param ending what is done then
   */
  private RunRecord.Probes run(
      ProbeSettings settings, Timeline timeline, BooleanSupplier enough, Consumer<ProbeLoop> ending)
      throws IOException, InterruptedException {
    AtomicReference<ProbeLoop> running = new AtomicReference<>();
    ProbeLoop loop =
        new ProbeLoop(
            settings,
            PollTemplate.get(settings.poll(), List.of()),
            timeline,
            CLOCK,
            TELL_EVERY,
            line -> {
              said.add(line);
              if (enough.getAsBoolean()) {
                ending.accept(running.get());
              }
            });
    running.set(loop);
    loop.run();
    String done = List.copyOf(said).get(said.size() - 1);
    assertThat(ProbeLines.word(done)).isEqualTo(ProbeLines.DONE);
    ProbeLedger ledger = new ProbeLedger();
    deltas().forEach(ledger::add);
    return ledger
        .account()
        .report(settings.count(), Shard.Timing.of(timeline, 0, CLOCK.nanoTime(), null), true);
  }

  private List<ProbeAccount.Delta> deltas() {
    return said.stream()
        .filter(line -> Set.of(ProbeLines.DELTA, ProbeLines.DONE).contains(ProbeLines.word(line)))
        .map(line -> ProbeLines.delta(ProbeLines.rest(line)))
        .toList();
  }

  /** Of all deltas together. */
  private Map<Phase, SignedHistogram> lags() {
    Map<Phase, SignedHistogram> lags = new EnumMap<>(Phase.class);
    deltas()
        .forEach(
            delta ->
                delta
                    .lags()
                    .forEach(
                        (phase, values) ->
                            lags.computeIfAbsent(phase, any -> new SignedHistogram())
                                .add(values.open())));
    return lags;
  }
}
