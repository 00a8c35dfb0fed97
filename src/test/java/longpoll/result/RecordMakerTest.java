package longpoll.result;

import static longpoll.measure.ServerStatsSamples.parked;
import static longpoll.measure.ServerStatsSamples.stats;
import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.Measure;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.host.LoopLag;
import longpoll.measure.FailingPart;
import longpoll.measure.Phase;
import longpoll.measure.ProbeAccount;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunSampler;
import longpoll.measure.RunSnapshot;
import longpoll.measure.RunSnapshots;
import longpoll.measure.SampleShards;
import longpoll.measure.ServerWatch;
import longpoll.measure.Shard;
import longpoll.measure.TestRun;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.record.MetricSummary;
import longpoll.record.RecordTrees;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.settings.Rearm;
import longpoll.target.ClockOffset;
import longpoll.target.ServerStats;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordMakerTest {
  private static final Ending WELL = new Ending(false, null, null);
  private static final Ending ABORTED = new Ending(true, null, null);

  @TempDir Path path;

  private TestRun run = TestRun.withPlan(3_000, 6_000, 9_000);
  private RunRecord.Clock clock = new RunRecord.Clock(TestRun.OFFSET_MICROS, 40L);
  private ServerWatch.InWindow server = ServerWatch.InWindow.NONE;
  private Long idleRss = 1_000_000L;
  private FailingPart errors = FailingPart.none();
  private Duration hold = Duration.ofSeconds(4);
  private RunSampler.Sampled sampledOnce;

  private record Ending(boolean aborted, String writeFailure, EmptyRatePrediction prediction) {}

  /** The ledger gives its histograms away once. */
  private RunSampler.Sampled sampled() {
    if (sampledOnce == null) {
      RunSampler sampler = new RunSampler(run.ledger, new LoopLag(), null, progress -> {});
      sampler.open(new RunFolder(path));
      sampledOnce = sampler.close(new RunFolder(path), FailingPart.none());
    }
    return sampledOnce;
  }

  private Shard.Probes probes;

  private RunRecord assemble(Ending ending) {
    RunSampler.Sampled sampled = sampled();
    Shard shard =
        new Shard(
            0,
            SampleShards.description(hold, new Rearm.Immediate()),
            run.ledger.timing(),
            ending.aborted(),
            sampled.injector(),
            server,
            stats("e1", null, 0, 0, null, idleRss),
            null,
            null,
            null,
            new ClockOffset(clock.offsetUs(), clock.boundUs()),
            null,
            probes,
            0,
            ending.writeFailure(),
            List.of());
    RunSnapshot snapshot = run.ledger.snapshot(sampled, shard, FailingPart.none());
    RunSnapshot read = RunSnapshots.parse(RunSnapshots.json(snapshot), RunSnapshot.class);
    assertThat(RunSnapshots.json(read)).isEqualTo(RunSnapshots.json(snapshot));
    return new RecordMaker(read, errors).figures(ending.prediction());
  }

  /** A user that gets the plan's three events and ends with an empty poll. */
  private void play() {
    run.user()
        .got(100, 1, 3_000)
        .got(3_002, 2, 6_000)
        .got(6_002, 3, 9_000)
        .sent(9_002)
        .answered(13_002, empty());
    run.clock.to(TestRun.END);
  }

  @Test
  void theUsersBytesAreOfTheWindow() {
    play();
    run.ledger.traffic().sent(70, run.clock.nanoTime());
    run.ledger.traffic().received(500, run.ledger.begin().windowStartNanos());

    assertThat(assemble(WELL).traffic()).isEqualTo(new RunRecord.Traffic(0, 500));
  }

  @Test
  void whatDidNotFitInAnswersIsAmongTheReasons() {
    play();
    run.user("")
        .sent(TestRun.END)
        .answered(TestRun.END, Answer.failed(StreamPosition.START, "http-304", "odd", null));

    assertThat(assemble(WELL).reasons()).contains("first poll that failed as http-304: odd");
  }

  private void servers(ServerStats first, ServerStats last) {
    server =
        new ServerWatch.InWindow(
            null, first, last, OptionalLong.of(Math.max(first.parked(), last.parked())), 3.0);
  }

  /** Two readings, 4 s apart, of a server that parked 4 polls on average. */
  private void fourPollsOnTheServer() {
    servers(
        stats("e1", 5_000_000L, 3, 100.0, 2.0, 2_000_000L),
        stats("e1", 9_000_000L, 4, 116.0, 3.0, 5_000_000L));
  }

  @Test
  void aWholeRunIsCompleteAndItsPartsAddUp() {
    play();
    RunRecord record = assemble(WELL);

    assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(record.reasons()).isEmpty();
    assertThat(record.startedAt()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(record.durationMs()).isEqualTo(14_000);
    assertThat(record.window()).isEqualTo(new RunRecord.Window(2_000, 10_000));
    assertThat(record.totals()).isEqualTo(new RunRecord.Totals(4, 3, 1, 0, Map.of(), 0));
    assertThat(record.polls())
        .isEqualTo(new RunRecord.Polls(3, 3, 0, 0, Map.of(), 0.3, 0.0, null, 0L, null, Map.of()));
    assertThat(record.held().intended()).isEqualTo(4);
    assertThat(record.held().mean()).isCloseTo(0.9998, Offset.offset(0.0005));
    assertThat(record.events().expected()).isEqualTo(3);
    assertThat(record.events().missed()).isZero();
    assertThat(record.metrics())
        .containsOnlyKeys(Stream.of(Measure.values()).map(Measure::tag).toArray(String[]::new));
    assertThat(record.metrics().get("lag").p50()).isCloseTo(1, Offset.offset(0.01));
  }

  @Test
  void aWindowWithoutSamplesHasNullsAndNoZeros() {
    run = TestRun.withoutPlan();
    run.clock.to(TestRun.END);
    RunRecord record = assemble(WELL);

    assertThat(record.metrics().values()).containsOnly(MetricSummary.NONE);
    assertThat(record.polls().emptyRate()).isNull();
    assertThat(record.polls().emptyRatePredicted()).isNull();
    assertThat(record.events().perPoll()).isNull();
    assertThat(record.events().missed()).isNull();
    assertThat(record.held().serverMean()).isNull();
    assertThat(record.held().serverMax()).isNull();
    assertThat(record.health().server())
        .isEqualTo(new RunRecord.Server(null, null, null, null, null));
    assertThat(record.health().injector().cpu()).isNull();
  }

  @Test
  void aRunInterruptedHalfWayCoversOnlyWhatWasMeasured() {
    TestRun.User user = run.user();
    run.user().sent(50);
    user.got(100, 1, 3_000).got(3_002, 2, 6_000).sent(6_002);
    run.clock.to(7_000);
    RunRecord record = assemble(ABORTED);

    assertThat(record.status()).isEqualTo(RunStatus.ABORTED);
    assertThat(record.reasons())
        .containsExactly("interrupted after 7 s: 5 s of 10 s of the window were measured");
    assertThat(record.window().measuredMs()).isEqualTo(5_000);
    assertThat(record.polls().perSecond()).isEqualTo(0.4);
    assertThat(record.events().published()).isEqualTo(2);
    assertThat(record.events().missed()).isZero();
    assertThat(record.held().mean())
        .as("open polls count up to now")
        .isCloseTo(2, Offset.offset(0.001));
    assertThat(record.totals())
        .as("what is held ends with the run")
        .isEqualTo(new RunRecord.Totals(4, 2, 0, 0, Map.of(), 2));
  }

  @Test
  void aRunInterruptedBeforeItsWindowHasMeasuredNothing() {
    run.user().got(100, 1, 500);
    run.clock.to(1_000);
    RunRecord record = assemble(ABORTED);

    assertThat(record.window().measuredMs()).isZero();
    assertThat(record.polls().perSecond()).isNull();
    assertThat(record.held().mean()).isNull();
    assertThat(record.held().max()).isNull();
    assertThat(record.events()).isEqualTo(RunRecord.Events.unknown("broadcast"));
    assertThat(record.health().broadcastsIncomplete()).isNull();
    assertThat(record.health().injector().gcPauseMaxMs()).isNull();
    assertThat(record.totals().delivered()).as("totals are of the whole run").isEqualTo(1);
  }

  /**
   * A user that misses the first of the plan's three events.
   *
   * @param connections that the server had in the warm-up, the one that asked among them
   */
  private RunRecord missingTheFirst(int connections) {
    run.user().sent(100).answered(6_001, delivered(event(2, 6_000))).got(6_002, 3, 9_000);
    run.clock.to(TestRun.END);
    server = ServerWatch.InWindow.after(parked(connections));
    RunRecord record = assemble(WELL);
    assertThat(record.events().missed()).isEqualTo(1);
    return record;
  }

  @Test
  void whatAServerPublishedBeforeItTookUpAllUsersMayNotBeMissing() {
    RunRecord record = missingTheFirst(3);

    assertThat(record.reasons())
        .containsExactly(
            "some of the missed events may have been owed to nobody: when last asked in the warm-up"
                + " the server had taken up 2 of 4 connections, and what it published before it took"
                + " up the others counts as missed; a longer warmup tells");
  }

  @Test
  void aServerThatHadTakenUpAllUsersHasNoExcuseForALoss() {
    assertThat(missingTheFirst(5).reasons()).isEmpty();
  }

  @Test
  void aLateStartWithoutALossIsNotWorthAWord() {
    play();
    server = ServerWatch.InWindow.after(parked(3));

    assertThat(assemble(WELL).reasons()).isEmpty();
  }

  @Test
  void aReasonAgainstTheRunMakesItInvalid() {
    play();
    RunRecord record = assemble(new Ending(false, "disk full", null));

    assertThat(record.status()).isEqualTo(RunStatus.INVALID);
    assertThat(record.reasons()).containsExactly("some files of the run are not whole: disk full");
  }

  @Test
  void failuresAreNamedByKindInTotalsAndWindow() {
    TestRun.User user = run.user();
    user.failed(500, FailureKind.REFUSED);
    user.sent(1_500).failed(3_000, FailureKind.CLOSED);
    run.clock.to(TestRun.END);
    RunRecord record = assemble(WELL);

    assertThat(record.totals().failed()).isEqualTo(Map.of("refused", 1L, "closed", 1L));
    assertThat(record.polls().failed()).isEqualTo(Map.of("closed", 1L));
    assertThat(record.polls().total()).isEqualTo(1);
    assertThat(record.failures())
        .containsExactly(
            new RunRecord.Failure("closed", 1, 1_500.0, 1_500.0, 1_500.0),
            new RunRecord.Failure("refused", 1, null, null, null));
  }

  @Test
  void usersThatTheirDelayKeepsAwayAreNotIntendedAndTheRestIsNotRounded() {
    TestRun.User user = run.user().sent(2_000).answered(2_050, empty());
    user.userLedger.staysAway(run.clock.nanoTime(), 9_950_000_000L);
    run.clock.to(TestRun.END);
    RunRecord.Held held = assemble(WELL).held();

    assertThat(held.mean()).isEqualTo(0.005);
    assertThat(held.intended())
        .as("of 10 s a user holds 50 ms, and there are 4")
        .isCloseTo(4 * 0.005, Offset.offset(1e-12));
  }

  @Test
  void aTimerThatRunsALittleLateIsNoLackOfHeldPolls() {
    List<TestRun.User> users = List.of(run.user(), run.user(), run.user(), run.user());
    // Holds of 5 ms, and polls that come 12 ms later than the delay of 2.4 s says.
    for (double at = 2_000; at < 12_000; at += 2_417) {
      double sent = at;
      users.forEach(user -> user.sent(sent));
      users.forEach(user -> user.answered(sent + 5, empty()));
      users.forEach(user -> user.userLedger.staysAway(run.clock.nanoTime(), 2_400_000_000L));
    }
    run.clock.to(TestRun.END);

    assertThat(assemble(WELL).held().share()).isBetween(0.99, 1.0);
  }

  @Test
  void anInterruptedRunLeavesOutTheAbsenceThatWasStillToCome() {
    TestRun.User user = run.user().sent(2_000).answered(3_000, empty());
    user.userLedger.staysAway(run.clock.nanoTime(), 60_000_000_000L);
    run.clock.to(4_000);

    assertThat(assemble(ABORTED).held().intended()).as("a second held, a second away").isEqualTo(2);
  }

  @Test
  void whereNothingIsHeldNoPollIsIntendedToBe() {
    hold = Duration.ZERO;
    play();
    RunRecord.Held held = assemble(WELL).held();

    assertThat(held.intended()).isNull();
    assertThat(held.mean()).isPositive();
  }

  @Test
  void usersThatAreAwayForAllOfTheWindowLeaveNobodyToBeHeld() {
    for (int i = 0; i < 4; i++) {
      TestRun.User user = run.user().sent(100 * i).answered(100 * i + 50, empty());
      user.userLedger.staysAway(run.clock.nanoTime(), 3_600_000_000_000L);
    }
    run.clock.to(TestRun.END);
    RunRecord.Held held = assemble(WELL).held();

    assertThat(held.intended()).isZero();
    assertThat(held.share()).isNull();
  }

  @Test
  void failuresTellHowLongTheirPollsHadBeenHeldOverTheWholeRun() {
    TestRun.User user = run.user();
    Answer timeout = Answer.failed(StreamPosition.START, "http-504", "a page", null);
    user.sent(0).answered(900.25, timeout);
    user.sent(3_000).answered(3_900.5, timeout);
    user.failed(4_000, FailureKind.RESET);
    user.sent(5_000).failed(5_900, FailureKind.RESET);
    user.sent(13_000).answered(13_901, timeout);
    user.sent(13_901).answered(13_950, Answer.gap(StreamPosition.START, null));
    run.clock.to(TestRun.END);
    RunRecord record = assemble(WELL);

    assertThat(record.failures())
        .as("by kind, a gap is none; the shortest and the longest are exact")
        .containsExactly(
            new RunRecord.Failure(
                "http-504", 3, 900.25, record.failures().get(0).holdP50Ms(), 901.0),
            new RunRecord.Failure("reset", 2, 900.0, 900.0, 900.0));
    assertThat(record.failures().get(0).holdP50Ms()).isCloseTo(900.5, Offset.offset(0.5));
    assertThat(record.totals().failed()).isEqualTo(Map.of("http-504", 3L, "reset", 2L));
  }

  @Test
  void aRunWithoutFailuresSaysSo() {
    play();
    assertThat(assemble(WELL).failures()).isEmpty();
  }

  @Test
  void aLagSmallerThanTheClocksErrorIsWithheldAndSaidSo() {
    play();
    clock = new RunRecord.Clock(TestRun.OFFSET_MICROS, 1_500L);
    RunRecord record = assemble(WELL);

    assertThat(record.metrics().get("lag")).isEqualTo(MetricSummary.NONE);
    assertThat(record.metrics().get("lag.parked")).isEqualTo(MetricSummary.NONE);
    assertThat(record.metrics().get("hold.delivered").count()).isEqualTo(3);
    assertThat(record.metrics().get("rearm").count()).isEqualTo(3);
    assertThat(record.reasons())
        .hasSize(2)
        .first()
        .asString()
        .matches(
            "lag is not shown: its median of 1\\.00\\d ms is less than the 1\\.500 ms that the"
                + " clocks may be apart");
    assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
  }

  @Test
  void latenessHangsOnOneClockAndIsNeverWithheld() {
    run.user().sent(2_500).answered(6_501, empty());
    run.clock.to(TestRun.END);
    clock = new RunRecord.Clock(0L, 1_000_000L);

    assertThat(assemble(WELL).metrics().get("lateness").count()).isEqualTo(1);
  }

  @Test
  void aPredictionThatAgreesStandsBesideTheMeasurement() {
    run.user()
        .sent(100)
        .answered(2_500, empty())
        .sent(2_501)
        .answered(3_001, delivered(event(1, 3_000)));
    run.clock.to(TestRun.END);
    RunRecord record =
        assemble(new Ending(false, null, new EmptyRatePrediction(1, 1, 0, 0.5, 0.5)));

    assertThat(record.polls().emptyRate()).isEqualTo(0.5);
    assertThat(record.polls().emptyRatePredicted()).isEqualTo(0.5);
    assertThat(record.reasons()).isEmpty();
  }

  @Test
  void aPredictionThatDisagreesIsSaid() {
    play();
    RunRecord record =
        assemble(new Ending(false, null, new EmptyRatePrediction(1, 1, 0, 0.5, 0.5)));

    assertThat(record.reasons())
        .containsExactly(
            "the empty rate of 0.00 % disagrees with the prediction of 50.00 %: late answers and"
                + " polls explain 50.00 % to 50.00 %, so server, users or ledger is off");
  }

  @Test
  void anInterruptedRunIsNotHeldAgainstThePredictionOfAWholeOne() {
    run.user().got(100, 1, 3_000);
    RunRecord record = assemble(new Ending(true, null, new EmptyRatePrediction(1, 1, 0, 0.5, 0.5)));

    assertThat(record.polls().emptyRatePredicted()).isNull();
    assertThat(record.reasons()).hasSize(1);
  }

  @Test
  void ratesOfTheServerAreByItsOwnClock() {
    play();
    fourPollsOnTheServer();
    RunRecord record = assemble(WELL);

    assertThat(record.held().serverMean()).isEqualTo(4.0);
    assertThat(record.held().serverMax()).isEqualTo(4);
    assertThat(record.health().server().cpu()).isEqualTo(0.25);
    assertThat(record.health().server().rssBytes()).isEqualTo(5_000_000);
    assertThat(record.health().server().bytesPerHeldPoll()).isEqualTo(1_000_000.0);
    assertThat(record.health().server().publishSlipP99Ms())
        .as("of the window's events, which do not say, and not of the server's whole life")
        .isNull();
    assertThat(record.health().server().gcPauseMaxMs())
        .as("of the window, and not of the server's whole life")
        .isEqualTo(3.0);
  }

  /** Two probes that held a poll each, saw one event, and broke off. */
  private void probesBreakOffAt(long millis) {
    ProbeAccount none = new ProbeAccounts(TestRun.withoutPlan().ledger).delta().account();
    ProbeAccount account =
        new ProbeAccount(
            millis * 1_000_000,
            none.polls(),
            2 * (millis - 2_000) * 1_000_000,
            2,
            null,
            none.loopLag(),
            none.lagAtLeast());
    SignedHistogram lag = new SignedHistogram();
    lag.record(5_000_000);
    run.ledger
        .probes()
        .add(new ProbeAccount.Delta(account, 2, Map.of(Phase.WINDOW, SavedHistogram.of(lag))));
    probes = new Shard.Probes(2, account, "their process ended", List.of());
  }

  @Test
  void probesThatBreakOffInTheWindowLeaveTheServersViewUnknown() {
    play();
    probesBreakOffAt(5_000);
    fourPollsOnTheServer();
    RunRecord record = assemble(WELL);

    assertThat(record.probes().untilMs()).isEqualTo(5_000);
    assertThat(record.held().serverMean()).isNull();
    assertThat(record.held().serverMax()).isNull();
    assertThat(record.metrics().get("lag.probe").count())
        .as("of other events than those of the users")
        .isZero();
  }

  @Test
  void probesThatBreakOffAfterTheWindowHaveSeenIt() {
    play();
    probesBreakOffAt(12_500);
    fourPollsOnTheServer();
    RunRecord record = assemble(WELL);

    assertThat(record.held().serverMax()).isEqualTo(2);
    assertThat(record.metrics().get("lag.probe").count()).isEqualTo(1);
  }

  @Test
  void thePublishSlipIsOfTheWindowsEventsEachCountedOnce() {
    TestRun.User user = run.user().sent(2_000);
    TestRun.User other = run.user().sent(2_000);
    long planned = TestRun.serverMicros(3_000);
    PolledEvent late = new PolledEvent(1, "a", 1, planned, planned + 2_000);
    PolledEvent outside = new PolledEvent(1, "a", 2, TestRun.serverMicros(12_500), Long.MAX_VALUE);
    user.answered(3_010, delivered(late)).sent(3_010);
    other.answered(3_010, delivered(late));
    user.answered(12_600, delivered(outside));
    run.clock.to(TestRun.END);

    assertThat(assemble(WELL).health().server().publishSlipP99Ms())
        .isCloseTo(2, Offset.offset(0.01));
  }

  @Test
  void aSingleReadingIsNoRate() {
    play();
    ServerStats only = stats("e1", 5_000_000L, 3, 100.0, 2.0, 2_000_000L);
    servers(only, only);
    RunRecord record = assemble(WELL);

    assertThat(record.held().serverMean()).isNull();
    assertThat(record.held().serverMax()).isEqualTo(3);
    assertThat(record.health().server().cpu()).isNull();
  }

  @Test
  void readingsNextToEachOtherTellNothingOfTheServersCpu() {
    play();
    servers(
        stats("e1", 5_000_000L, 3, 100.0, 2.0, 2_000_000L),
        stats("e1", 5_050_000L, 4, 100.2, 2.01, 2_000_000L));

    assertThat(assemble(WELL).health().server().cpu()).isNull();
  }

  @Test
  void aServerThatBeganAnewHasNoRates() {
    play();
    servers(
        stats("e1", 5_000_000L, 3, 100.0, 2.0, 2_000_000L),
        stats("e2", 9_000_000L, 4, 1.0, 0.1, 500_000L));
    RunRecord record = assemble(WELL);

    assertThat(record.held().serverMean()).isNull();
    assertThat(record.health().server().cpu()).isNull();
    assertThat(record.health().server().bytesPerHeldPoll())
        .as("less memory than when it was idle")
        .isNull();
  }

  @Test
  void aServerThatTellsLittleIsTakenAsItIs() {
    play();
    idleRss = null;
    servers(stats("e1", 5_000_000L, 0, 0, null, null), stats("e1", null, 0, 0, null, null));
    RunRecord record = assemble(WELL);

    assertThat(record.held().serverMean()).isNull();
    assertThat(record.health().server().cpu()).isNull();
    assertThat(record.health().server().rssBytes()).isNull();
    assertThat(record.health().server().bytesPerHeldPoll()).isNull();
  }

  @Test
  void aPartThatFailsIsNullOrEmptyAndCostsNoOther() {
    play();
    RunRecord whole = assemble(WELL);
    Set<String> parts = errors.parts;
    assertThat(errors.problems()).isEmpty();
    assertThat(parts).contains("totals", "polls", "held", "events", "failures", "metrics.lag");
    List<Throwable> throwables =
        List.of(
            new NumberFormatException("Infinite or NaN"),
            new StackOverflowError(),
            new NoClassDefFoundError("longpoll/Gone"));
    int next = 0;
    for (String part : parts) {
      errors = new FailingPart(part, throwables.get(next++ % throwables.size()));
      RunRecord left = assemble(WELL);

      assertThat(errors.problems())
          .as(part)
          .hasSize(1)
          .allMatch(problem -> problem.startsWith(part + " failed"));
      assertThat(RecordTrees.differing(whole, left))
          .as(part)
          .allMatch(
              field ->
                  field.startsWith(
                      "/" + part.replace("metrics.", "metrics/").replace("health.", "health/")));
      assertThat(RecordTrees.schemaErrors(left)).as(part).isEmpty();
    }
  }

  @Test
  void theReasonsCannotBeChangedAfterwards() {
    play();
    RunRecord record = assemble(WELL);

    assertThatThrownBy(() -> record.reasons().add("more"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
