package longpoll.measure;

import static longpoll.measure.ServerStatsSamples.stats;
import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.host.LoopLag;
import longpoll.record.RunFolder;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;
import longpoll.target.ServerStats;
import longpoll.target.TargetException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunSamplerTest {
  @TempDir Path path;

  private final TestRun run = TestRun.withoutPlan();
  private final LoopLag loopLag = new LoopLag();
  private final List<RunSampler.Progress> shown = new ArrayList<>();
  private final FailingPart errors = FailingPart.none();
  private final RunSampler sampler = new RunSampler(run.ledger, loopLag, null, shown::add);

  private RunFolder folder() {
    return new RunFolder(path);
  }

  private void tick(double millis) {
    run.clock.to(millis);
    sampler.tick();
  }

  /** A run in which one event a second is delivered, each 10 ms late, from 0.5 s on. */
  private RunSampler.Sampled wholeRun() {
    sampler.open(folder());
    TestRun.User user = run.user().sent(100);
    for (int second = 0; second < 14; second++) {
      if (second == 2) {
        sampler.windowBegins();
      }
      double planned = second * 1_000 + 500;
      user.answered(planned + 10, delivered(event(second + 1, planned))).sent(planned + 10);
      tick((second + 1) * 1_000);
      if (second == 11) {
        sampler.windowEnds();
      }
    }
    return sampler.close(folder(), errors);
  }

  @Test
  void eachSecondIsARowWithItsPhase() {
    wholeRun();
    List<SeriesRow> rows = SeriesCsv.read(folder().seriesCsv());

    assertThat(rows).hasSize(15);
    assertThat(rows).extracting(SeriesRow::second).startsWith(0, 1, 2).endsWith(13, 14);
    assertThat(rows.subList(0, 14))
        .extracting(SeriesRow::phase)
        .containsExactly(
            "ramp", "warmup", "window", "window", "window", "window", "window", "window", "window",
            "window", "window", "window", "tail", "tail");
    assertThat(rows.subList(0, 14))
        .allSatisfy(
            row -> {
              assertThat(row.delivered()).isEqualTo(1);
              assertThat(row.polls()).isEqualTo(1);
              assertThat(row.events()).isEqualTo(1);
              assertThat(row.emptyRate()).isZero();
              assertThat(row.lagP50Ms()).isCloseTo(10, Offset.offset(0.1));
              assertThat(row.injectorCpu()).isNotNegative();
              assertThat(row.serverHeld()).isNull();
              assertThat(row.loopLagMaxMs()).isNull();
            });
  }

  @Test
  void aLastRowOfNoLengthHasNoRates() {
    wholeRun();
    SeriesRow last = SeriesCsv.read(folder().seriesCsv()).get(14);

    assertThat(last.injectorCpu()).isNull();
    assertThat(last.emptyRate()).isNull();
    assertThat(last.lagP99Ms()).isNull();
    assertThat(last.polls()).isZero();
    assertThat(shown.get(14).eventsPerSecond()).isZero();
  }

  @Test
  void delaysBeforeTheWindowAreKeptApart() {
    RunSampler.Sampled sampled = wholeRun();

    assertThat(sampled.beforeWindow())
        .containsOnlyKeys(Measure.LATENESS, Measure.REARM, Measure.LAG_PARKED);
    assertThat(sampled.beforeWindow().get(Measure.LAG_PARKED).count()).isEqualTo(2);
    assertThat(sampled.beforeWindow().get(Measure.REARM).count()).isEqualTo(2);
    assertThat(sampled.window().get(Measure.LAG_PARKED).count()).isEqualTo(10);
  }

  @Test
  void theLinesThatStartInTheWindowAddUpToTheTotals() throws IOException {
    RunSampler.Sampled sampled = wholeRun();
    long windowStart = VirtualClock.START_MICROS / 1_000 + 2_000;
    Map<String, Histogram> added = sum(folder().latencyLog(), windowStart, windowStart + 10_000);
    Map<String, Histogram> totals = sum(folder().totalsLog(), Long.MIN_VALUE, Long.MAX_VALUE);

    assertThat(added)
        .isEqualTo(totals)
        .containsOnlyKeys("hold.delivered", "lag", "lag.parked", "rearm");
    assertThat(totals.get("lag").getTotalCount()).isEqualTo(10);
    assertThat(sampled.window().get(Measure.LAG).count()).isEqualTo(10);
    assertThat(sampled.writeFailure()).isNull();
  }

  private static Map<String, Histogram> sum(Path log, long from, long to) throws IOException {
    Map<String, Histogram> sums = new TreeMap<>();
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        Histogram line = (Histogram) reader.nextIntervalHistogram();
        if (line.getStartTimeStamp() >= from && line.getStartTimeStamp() < to) {
          sums.computeIfAbsent(line.getTag(), tag -> new Histogram(3)).add(line);
        }
      }
    }
    return sums;
  }

  @Test
  void anEventOfTheWindowThatComesAfterItStillCountsInTheTotals() throws IOException {
    sampler.open(folder());
    TestRun.User user = run.user();
    user.sent(11_000);
    tick(12_500);
    user.answered(12_900, delivered(event(1, 11_999)));
    tick(13_000);
    sampler.close(folder(), errors);
    long windowStart = VirtualClock.START_MICROS / 1_000 + 2_000;

    assertThat(sum(folder().totalsLog(), Long.MIN_VALUE, Long.MAX_VALUE))
        .containsOnlyKeys("lag", "lag.parked");
    assertThat(sum(folder().latencyLog(), windowStart, windowStart + 10_000))
        .isEqualTo(sum(folder().totalsLog(), Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @Test
  void whatWasRecordedSinceTheLastTickIsNotLost() {
    sampler.open(folder());
    run.user().sent(3_000).answered(3_010, delivered(event(1, 3_000)));
    RunSampler.Sampled sampled = sampler.close(folder(), errors);

    assertThat(sampled.window().get(Measure.LAG).count()).isEqualTo(1);
    assertThat(SeriesCsv.read(folder().seriesCsv())).hasSize(1);
  }

  @Test
  void closingTwiceGivesTheSame() {
    sampler.open(folder());
    loopLag.record(1_000_000, true);
    RunSampler.Sampled first = sampler.close(folder(), errors);

    assertThat(sampler.close(folder(), errors)).isSameAs(first);
    assertThat(first.loopLagP99Millis()).isNotNull();
    sampler.tick();
    assertThat(SeriesCsv.read(folder().seriesCsv())).hasSize(1);
  }

  @Test
  void aRunThatNeverReachedItsWindowHasNoHealthOfIt() {
    sampler.open(folder());
    tick(1_000);
    RunSampler.Sampled sampled = sampler.close(folder(), errors);

    assertThat(sampled.gcPauseMaxMillis()).isNull();
    assertThat(sampled.injectorCpu()).isNull();
    assertThat(sampled.loopLagP99Millis()).isNull();
    assertThat(sampled.window().values()).allMatch(SignedHistogram::isEmpty);
  }

  @Test
  void aWindowThatDidNotEndHasNoInjectorCpu() {
    sampler.open(folder());
    run.clock.to(2_000);
    sampler.windowBegins();
    tick(5_000);

    assertThat(sampler.close(folder(), errors).injectorCpu()).isNull();
  }

  @Test
  void readingsNextToEachOtherTellNothingOfTheCpu() {
    sampler.open(folder());
    run.clock.to(12_500);
    sampler.windowBegins();
    run.clock.to(12_550);
    sampler.windowEnds();
    tick(12_550);
    tick(12_649);
    tick(13_649);

    assertThat(sampler.close(folder(), errors).injectorCpu()).isNull();
    assertThat(SeriesCsv.read(folder().seriesCsv()))
        .extracting(row -> row.injectorCpu() == null)
        .startsWith(false, true, false);
  }

  /** An event at the window's end answers nearly all polls, and takes no memory from them. */
  @Test
  void memoryIsDividedByTheMostPollsOfTheWindow() {
    assertThat(RunSampler.bytesPerPoll(100_000_000L, 150_000_000L, 5_000)).isEqualTo(10_000);
    assertThat(RunSampler.bytesPerPoll(100_000_000L, 90_000_000L, 5_000)).isNull();
    assertThat(RunSampler.bytesPerPoll(100_000_000L, 150_000_000L, 0)).isNull();
    assertThat(RunSampler.bytesPerPoll(null, 150_000_000L, 5_000)).isNull();
    assertThat(RunSampler.bytesPerPoll(100_000_000L, null, 5_000)).isNull();
  }

  @Test
  void progressIsOfTheWindowSoFar() {
    sampler.open(folder());
    TestRun.User user = run.user();
    user.sent(1_000).answered(1_500, empty());
    tick(2_000);
    assertThat(shown.get(0).emptyRate()).as("nothing of the window yet").isNull();

    user.sent(2_000).answered(2_010, delivered(event(1, 2_005), event(2, 2_006)));
    user.sent(2_100).answered(2_900, empty());
    user.sent(2_900).failed(2_950, "closed");
    user.sent(2_950);
    tick(3_000);
    RunSampler.Progress progress = shown.get(1);

    assertThat(progress.second()).isEqualTo(2);
    assertThat(progress.phase()).isEqualTo(Phase.WINDOW);
    assertThat(progress.held()).isEqualTo(1);
    assertThat(progress.eventsPerSecond()).isEqualTo(2);
    assertThat(progress.emptyRate()).isEqualTo(0.5);
    assertThat(progress.lagP99Millis()).isCloseTo(5, Offset.offset(0.1));
    assertThat(progress.failures()).isEqualTo(1);
  }

  @Test
  void whoeverShowsTheProgressCannotEndTheSampling() {
    RunSampler shaky =
        new RunSampler(
            run.ledger,
            loopLag,
            null,
            progress -> {
              throw new IllegalStateException("no terminal");
            });
    shaky.open(folder());
    run.clock.to(1_000);
    shaky.tick();
    run.clock.to(2_000);
    shaky.tick();
    RunSampler.Sampled sampled = shaky.close(folder(), errors);

    assertThat(SeriesCsv.read(folder().seriesCsv())).hasSize(3);
    assertThat(folder().totalsLog()).exists();
    assertThat(sampled.writeFailure()).hasMessageContaining("no terminal");
  }

  @Test
  void totalsThatCannotBeWrittenAreSaidAndTheRestStands() throws IOException {
    Files.createDirectories(folder().totalsLog().resolve("in the way"));
    RunSampler.Sampled sampled = wholeRun();

    assertThat(sampled.writeFailure()).isNotNull();
    assertThat(sampled.window().get(Measure.LAG).count()).isEqualTo(10);
    assertThat(SeriesCsv.read(folder().seriesCsv())).hasSize(15);
  }

  @Test
  void aFolderThatIsNotThereCostsItsFilesAndNothingThatWasMeasured() {
    RunFolder nowhere = new RunFolder(path.resolve("nowhere"));
    sampler.open(nowhere);
    run.user().sent(3_000).answered(3_010, delivered(event(1, 3_000)));
    tick(4_000);
    RunSampler.Sampled sampled = sampler.close(nowhere, errors);

    assertThat(sampled.window().get(Measure.LAG).count()).isEqualTo(1);
    assertThat(sampled.writeFailure()).hasMessageContaining("nowhere");
    assertThat(shown).hasSize(2);
  }

  @Test
  void aSamplerThatNeverBeganHasNothingToClose() {
    assertThatThrownBy(() -> sampler.close(folder(), errors))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no poll was sent");
  }

  @Test
  void anErrorOfTheJvmInOneSecondDoesNotEndTheOthers() {
    RunSampler shaky =
        new RunSampler(
            run.ledger,
            loopLag,
            null,
            progress -> {
              throw new NoClassDefFoundError("Console");
            });
    shaky.open(folder());
    run.clock.to(1_000);
    shaky.tick();
    run.user().sent(3_000).answered(3_010, delivered(event(1, 3_000)));
    RunSampler.Sampled sampled = shaky.close(folder(), errors);

    assertThat(sampled.window().get(Measure.LAG).count()).isEqualTo(1);
    assertThat(sampled.writeFailure()).hasMessageContaining("NoClassDefFoundError: Console");
  }

  @Test
  void aReadingThatFailsIsNullAndTheOthersStand() {
    FailingPart failing =
        new FailingPart("health.injector.rssBytes", new StackOverflowError("deep"));
    sampler.open(folder());
    loopLag.record(1_000_000, true);
    RunSampler.Sampled sampled = sampler.close(folder(), failing);

    assertThat(sampled.rssBytes()).isNull();
    assertThat(sampled.loopLagP99Millis()).isNotNull();
    assertThat(failing.problems()).hasSize(1);
  }

  @Test
  @Timeout(30)
  void whatTheServerSaysOfASecondsEndStandsInThatSecondsRow() throws Exception {
    BlockingQueue<ServerStats> answers = new LinkedBlockingQueue<>();
    ServerWatch watch =
        new ServerWatch(
            () -> {
              try {
                return answers.take();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TargetException("closed");
              }
            },
            run.clock);
    RunSampler watching = new RunSampler(run.ledger, loopLag, watch, shown::add);
    try (watch) {
      watching.open(folder());
      run.clock.to(1_000);
      watching.tick();
      answerAndAwait(watch, answers, stats("e1", 1_000_000L, 11, 0, 5.0, null));
      run.clock.to(2_000);
      askUntilTaken(watch, watching, answers, stats("e1", 2_000_000L, 22, 0, 5.5, null));
      run.clock.to(3_000);
      watching.close(folder(), errors);
    }
    List<SeriesRow> rows = SeriesCsv.read(folder().seriesCsv());

    assertThat(rows.get(0).serverHeld()).isEqualTo(11);
    assertThat(rows.get(0).serverCpu()).as("one reading is no rate").isNull();
    assertThat(rows.get(1).serverHeld()).isEqualTo(22);
    assertThat(rows.get(1).serverCpu()).isCloseTo(0.5, Offset.offset(0.001));
    assertThat(rows.get(2).serverHeld()).as("nobody asked any more").isNull();
  }

  private static void answerAndAwait(
      ServerWatch watch, BlockingQueue<ServerStats> answers, ServerStats stats) {
    answers.add(stats);
    while (watch.latest() == null || watch.latest().stats() != stats) {
      Thread.onSpinWait();
    }
  }

  private void askUntilTaken(
      ServerWatch watch,
      RunSampler watching,
      BlockingQueue<ServerStats> answers,
      ServerStats stats) {
    watching.tick();
    answers.add(stats);
    while (watch.latest().stats() != stats) {
      // The thread before may not have been through with its answer as the tick asked.
      watch.ask(run.ledger.begin());
    }
  }

  @Test
  @Timeout(30)
  void theClockworkTicksByItself() throws Exception {
    CountDownLatch ticked = new CountDownLatch(1);
    RunLedger real =
        RunLedger.builder()
            .timeline(
                clock ->
                    new Timeline(
                        clock.nanoTime() - TimeUnit.MILLISECONDS.toNanos(990),
                        clock.epochMicros(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(60),
                        Duration.ZERO))
            .open();
    RunSampler running = new RunSampler(real, loopLag, null, progress -> ticked.countDown());
    running.begin(folder());

    assertThat(ticked.await(20, TimeUnit.SECONDS)).isTrue();
    running.close(folder(), errors);
    assertThat(SeriesCsv.read(folder().seriesCsv())).hasSizeGreaterThanOrEqualTo(2);
  }
}
