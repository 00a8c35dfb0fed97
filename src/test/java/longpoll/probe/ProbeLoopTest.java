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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

@Timeout(30)
class ProbeLoopTest {
  private static final StampClock CLOCK = StampClock.SYSTEM;
  private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1_000;

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
      RunRecord.Probes report = run(server.poll(), 4, "native", timeline(0, 300, 50));

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
      Timeline timeline = timeline(-1_000, 1_500, 0);
      run(settings(server.poll(), 1, "article", HOUR_MICROS), timeline, null);

      Map<Phase, SignedHistogram> lags = lags();
      assertThat(lags).containsOnlyKeys(Phase.WINDOW);
      assertThat(lags.get(Phase.WINDOW).count()).isEqualTo(20);
      assertThat(lags.get(Phase.WINDOW).min()).isBetween(249_500_000L, 1_000_000_000L);
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
      run(server.poll(), 1, "article", timeline(0, 100, 0));

      assertThat(lags()).containsOnlyKeys(Phase.TAIL);
      assertThat(lags().get(Phase.TAIL).count()).isEqualTo(1);
      assertThat(lags().get(Phase.TAIL).max()).isNegative();
    }
  }

  @Test
  void whatWasSeenIsToldEachSecond() throws Exception {
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              Thread.sleep(20);
              PollStub.write(client, PollStub.event(number, CLOCK.epochMicros()));
            })) {
      RunRecord.Probes report = run(server.poll(), 1, "article", timeline(0, 2_300, 0));

      List<Long> started =
          deltas().stream()
              .map(
                  delta ->
                      delta
                          .account()
                          .report(1, Shard.Timing.of(timeline(0, 2_300, 0), 0, 0, null), true)
                          .started())
              .toList();
      assertThat(started).hasSizeGreaterThanOrEqualTo(3);
      assertThat(started.get(0)).isPositive();
      assertThat(started.stream().mapToLong(Long::longValue).sum()).isEqualTo(report.started());
    }
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
      RunRecord.Probes report = run(server.poll(), 2, "native", timeline(0, 300, 100));

      assertThat(server.requestLines)
          .allMatch(line -> Double.parseDouble(line.replaceAll(".*timeout=([0-9.]+).*", "$1")) < 1);
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
      RunRecord.Probes report = run(server.poll(), 3, "article", timeline(0, 200, 0));

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
      RunRecord.Probes report = run(server.poll(), 1, "native", timeline(0, 500, 0));

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
      RunRecord.Probes report = run(server.poll(), 1, "native", timeline(0, 500, 0));

      assertThat(report.failed())
          .isEqualTo(
              Map.of("closed", 1L, "reset", 1L, "truncated", 1L, "malformed", 1L, "http-503", 1L));
      assertThat(report.failures()).isEqualTo(5);
      assertThat(report.started()).isEqualTo(server.polls.get());
      assertThat(report.empty()).isEqualTo(report.started() - 5);
      assertThat(said).filteredOn(line -> line.startsWith("problem ")).hasSize(5);
    }
  }

  @Test
  void aTargetThatRefusesIsNoHotLoop() throws Exception {
    URI nobody;
    try (PollStub server = new PollStub((number, line, client, in) -> {})) {
      nobody = server.poll();
    }
    RunRecord.Probes report = run(nobody, 2, "native", timeline(0, 600, 0));

    // Back-offs of 10 ms, doubled each time: in 600 ms at most seven attempts of each.
    assertThat(report.failed()).containsOnlyKeys("refused");
    assertThat(report.started()).isEqualTo(report.failures()).isBetween(2L, 14L);
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
              "fixed 50ms",
              10_000_000,
              1_000_000_000,
              List.of(),
              new Settings.Tls(false, ""),
              Settings.Http.H1,
              new Settings.Body(1_000_000, 0.25));
      RunRecord.Probes report = run(settings, timeline(0, 400, 0), null);

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
              try {
                broadcast.await(1, TimeUnit.SECONDS);
              } catch (BrokenBarrierException | TimeoutException e) {
                // The last round: some probes have left.
              }
              PollStub.write(
                  client,
                  PollStub.event(number, CLOCK.epochMicros())
                      .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
              client.close();
            })) {
      RunRecord.Probes report = run(server.poll(), probes, "native", timeline(0, 400, 0));

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
      RunRecord.Probes report = run(server.poll(), 1, "article", timeline(0, 500, 0));

      assertThat(report.delivered()).isEqualTo(2);
      assertThat(report.failed()).isEmpty();
    }
  }

  @Test
  void aRunThatEndsBeforeItsTimeCutsWhatIsHeld() throws Exception {
    CountDownLatch held = new CountDownLatch(3);
    try (PollStub server =
        new PollStub(
            (number, line, client, in) -> {
              held.countDown();
              waitForTheClient(in);
              client.close();
            })) {
      AtomicReference<ProbeLoop> loop = new AtomicReference<>();
      Thread ending =
          new Thread(
              () -> {
                try {
                  held.await();
                  loop.get().cut();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      RunRecord.Probes report =
          run(
              settings(server.poll(), 3, "native", 0L),
              timeline(0, 600_000, 0),
              started -> {
                loop.set(started);
                ending.start();
              });

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

  private static Timeline timeline(long startsInMillis, long windowMillis, long tailMillis) {
    return new Timeline(
        CLOCK.nanoTime() + startsInMillis * 1_000_000,
        CLOCK.epochMicros() + startsInMillis * 1_000,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(windowMillis),
        Duration.ofMillis(tailMillis));
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

  private RunRecord.Probes run(URI poll, int count, String dialect, Timeline timeline)
      throws IOException, InterruptedException {
    return run(settings(poll, count, dialect, 0L), timeline, null);
  }

  private RunRecord.Probes run(
      ProbeSettings settings, Timeline timeline, java.util.function.Consumer<ProbeLoop> started)
      throws IOException, InterruptedException {
    ProbeLoop loop =
        new ProbeLoop(
            settings,
            PollTemplate.get(settings.poll(), List.of()),
            timeline,
            CLOCK,
            ProbeLoop.TELL_EVERY,
            said::add);
    if (started != null) {
      started.accept(loop);
    } else {
      Thread ending =
          new Thread(
              () -> {
                try {
                  Thread.sleep(Math.max(0, (timeline.endNanos() - CLOCK.nanoTime()) / 1_000_000));
                  loop.end();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      ending.setDaemon(true);
      ending.start();
    }
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
