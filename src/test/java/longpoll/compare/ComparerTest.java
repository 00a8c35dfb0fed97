package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import longpoll.record.MetricSummary;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;

class ComparerTest {
  private static final double[] STEADY = {10, 10.2, 9.9, 10.1, 9.8, 10, 10.3, 9.9};
  private static final double[] SLOWER = {12.1, 12.3, 11.9, 12.2, 11.8, 12, 12.5, 11.9};
  private static final double[] ALIKE = {10.1, 10, 10, 9.9, 10, 10.1, 10.1, 10};

  private final Comparer comparer = new Comparer(PolicyReader.builtIn());

  @Test
  void aSlowdownBeyondBothFloorsIsARegressionThatNamesTheMeasure() {
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), TestRuns.withLag("c", SLOWER));

    assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.REGRESSION);
    assertThat(comparison.reasons().get(0))
        .startsWith("regression: lag.parked.p50: 10 ms to 12 ms");
    MeasureComparison lag = measure(comparison, "lag.parked.p50");
    assertThat(lag.gated()).isTrue();
    assertThat(lag.relativeShift()).isCloseTo(0.205, within(0.01));
    assertThat(lag.shift().confidence()).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void theMirrorIsAnImprovement() {
    Comparison comparison = paired(TestRuns.withLag("b", SLOWER), TestRuns.withLag("c", STEADY));
    assertThat(comparison.verdict()).isEqualTo(Verdict.IMPROVED);
    assertThat(comparison.exitCode(true)).isEqualTo(ExitCode.FINE);
  }

  @Test
  void anIntervalInsideTheBandIsEquivalent() {
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), TestRuns.withLag("c", ALIKE));
    assertThat(comparison.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.reasons()).allMatch(reason -> reason.contains("band ±"));
  }

  @Test
  void aSignificantShiftBelowAFloorIsNoRegression() {
    double[] little = {10.5, 10.7, 10.4, 10.6, 10.3, 10.5, 10.8, 10.4};
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), TestRuns.withLag("c", little));
    assertThat(measure(comparison, "lag.parked.p50").verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(measure(comparison, "lag.parked.p50").shift().excludesZero()).isTrue();
  }

  @Test
  void aRelativeShiftBelowTheAbsoluteFloorIsNoRegression() {
    Comparison comparison =
        paired(
            TestRuns.withLag("b", .1, .1, .1, .1, .1, .1, .1, .1),
            TestRuns.withLag("c", .15, .15, .15, .15, .15, .15, .15, .15));
    assertThat(measure(comparison, "lag.parked.p50").verdict()).isEqualTo(Verdict.EQUIVALENT);
  }

  @Test
  void noiseIsInconclusiveAndFailsOnlyWhenStrict() {
    Comparison comparison =
        paired(
            TestRuns.withLag("b", 10, 14, 8, 12, 9, 15, 10, 11),
            TestRuns.withLag("c", 13, 9, 12, 14, 8, 12, 15, 9));
    assertThat(comparison.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.FINE);
    assertThat(comparison.exitCode(true)).isEqualTo(ExitCode.INCONCLUSIVE);
  }

  @Test
  void fewRunsAreInsufficientAndSayHowManyAreNeeded() {
    Comparison comparison =
        paired(TestRuns.withLag("b", 10, 10, 10), TestRuns.withLag("c", 20, 20, 20));
    assertThat(comparison.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(measure(comparison, "lag.parked.p50").reason())
        .startsWith("3 pairs of runs: at least 6 are needed");
    Comparison unpaired =
        comparer.compare(
            TestRuns.withLag("b", 10, 10, 10, 10), TestRuns.withLag("c", 20, 20, 20), false);
    assertThat(measure(unpaired, "lag.parked.p50").reason()).contains("at least 4 a side");
  }

  @Test
  void fourRunsASideAreEnoughWhenUnpaired() {
    Comparison comparison =
        comparer.compare(
            TestRuns.withLag("b", 10, 10.1, 10.2, 9.9),
            TestRuns.withLag("c", 14, 14.1, 14.2, 13.9),
            false);
    assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(comparison.notes()).anyMatch(note -> note.startsWith("so few runs allow"));
  }

  @Test
  void aThinTailIsInsufficientForThatPercentileOnly() {
    List<ComparedRun> candidate =
        TestRuns.with("c", run -> run.lag(10, run.id.equals("c-3") ? 9_900 : 90_000), ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(measure(comparison, "lag.parked.p99").verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(measure(comparison, "lag.parked.p99").reason()).contains("only 99 samples of c-3");
    assertThat(measure(comparison, "lag.parked.p90").verdict()).isNotEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void aMeasureWithoutSamplesIsInsufficientAndNamesTheRun() {
    List<ComparedRun> candidate =
        TestRuns.with(
            "c",
            run -> {
              if (run.id.equals("c-2")) {
                run.metrics.put("lag.parked", MetricSummary.NONE);
              }
            },
            ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(measure(comparison, "lag.parked.p50").reason()).isEqualTo("not measured in c-2");
    assertThat(comparison.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void theEmptyRateChangesInEitherDirection() {
    for (double rate : new double[] {0.30, 0.44}) {
      List<ComparedRun> candidate = TestRuns.with("c", run -> run.emptyRate = rate, ALIKE);
      Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
      assertThat(measure(comparison, "polls.emptyRate").verdict()).isEqualTo(Verdict.CHANGED);
      assertThat(comparison.verdict()).isEqualTo(Verdict.CHANGED);
      assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.REGRESSION);
    }
  }

  @Test
  void aMissedObjectiveOfOneRunFailsWithRequiredAndActual() {
    List<ComparedRun> candidate =
        TestRuns.with(
            "c",
            run -> {
              if (run.id.equals("c-4")) {
                run.events =
                    new RunRecord.Events(
                        "broadcast", 300L, 3000L, 2997L, 3L, 0L, 0L, 0L, 50.0, 1.0);
              }
            },
            ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(comparison.verdict()).isEqualTo(Verdict.OBJECTIVE_MISSED);
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.REGRESSION);
    assertThat(comparison.reasons())
        .contains("objective missed: events.missed of c-4: required == 0, actual 3");
  }

  @Test
  void countsOfEventsThatGoToOthersAreShownAndNotJudged() {
    List<ComparedRun> candidate =
        TestRuns.with(
            "c",
            run ->
                run.events =
                    new RunRecord.Events("queue", 300L, 300L, 300L, 0L, 0L, null, null, 5.0, 1.0),
            ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    MeasureComparison perSecond = measure(comparison, "events.perSecond");
    assertThat(perSecond.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(perSecond.shift()).isNull();
    assertThat(perSecond.candidateMedian()).isEqualTo(5.0);
    assertThat(perSecond.reason())
        .isEqualTo("the runs differ in events.delivery, so it counts different things");
    assertThat(measure(comparison, "lag.parked.p50").shift()).isNotNull();
    assertThat(comparison.differences())
        .contains(
            new Difference(
                "events.delivery",
                List.of("broadcast"),
                List.of("queue"),
                Difference.Kind.IDENTITY));
  }

  @Test
  void otherLoadIsNotComparableAndNamesTheKeys() {
    List<ComparedRun> candidate = TestRuns.with("c", run -> run.settings.put("users", 900), ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.NOT_COMPARABLE);
    assertThat(comparison.reasons())
        .containsExactly("users differs: 5000 in base, 900 in candidate (--vary users admits it)");
  }

  @Test
  void aSettingThatOnlyOneSideHasIsADifferenceOfLoad() {
    List<ComparedRun> candidate = TestRuns.with("c", run -> run.settings.put("new", "x"), ALIKE);
    assertThat(paired(TestRuns.withLag("b", STEADY), candidate).reasons().get(0))
        .startsWith("new differs: (none) in base, x in candidate");
  }

  @Test
  void aSettingThatIsYoungerThanARecordHasItsDefaultThere() {
    List<ComparedRun> byDefault =
        TestRuns.with("c", run -> run.settings.put("body.max", "16777216B"), ALIKE);
    List<ComparedRun> other = TestRuns.with("c", run -> run.settings.put("body.max", "1MB"), ALIKE);
    assertThat(paired(TestRuns.withLag("b", STEADY), byDefault).verdict())
        .isEqualTo(Verdict.EQUIVALENT);
    assertThat(paired(TestRuns.withLag("b", STEADY), other).reasons())
        .containsExactly(
            "body.max differs: 16777216B in base, 1MB in candidate (--vary body.max admits it)");
  }

  @Test
  void aVariedKeyIsShownAndCompared() {
    List<ComparedRun> candidate = TestRuns.with("c", run -> run.settings.put("users", 900), ALIKE);
    Comparison comparison =
        new Comparer(PolicyReader.builtIn(), List.of("users"))
            .compare(TestRuns.withLag("b", STEADY), candidate, true);
    assertThat(comparison.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.differences())
        .contains(new Difference("users", List.of("5000"), List.of("900"), Difference.Kind.VARIED));
  }

  @Test
  void labelTargetAndServerOptionsAreIdentity() {
    List<ComparedRun> candidate =
        TestRuns.with(
            "c",
            run -> {
              run.settings.put("label", "other");
              run.settings.put("target", "http://127.0.0.1:9000/poll");
              run.settings.put("server.options", List.of("--publish-delay", "20ms"));
              run.settings.put("server.jvm-args", List.of("-Xmx2g"));
            },
            ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(comparison.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.differences())
        .hasSize(4)
        .allMatch(difference -> difference.kind() == Difference.Kind.IDENTITY);
  }

  @Test
  void invalidAndAbortedRunsAreRefusedWithTheirReason() {
    for (RunStatus status : List.of(RunStatus.INVALID, RunStatus.ABORTED)) {
      List<ComparedRun> candidate =
          TestRuns.with(
              "c",
              run -> {
                if (run.id.equals("c-1")) {
                  run.status = status;
                  run.reasons = List.of("the injector's queue");
                }
              },
              ALIKE);
      Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
      assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
      assertThat(comparison.reasons())
          .containsExactly("c-1 is " + status.word() + ": the injector's queue");
    }
  }

  @Test
  void aRunIsNotComparedWithItself() {
    List<ComparedRun> runs = TestRuns.withLag("b", STEADY);
    assertThat(paired(runs, runs).verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
  }

  @Test
  void aCopyOfARunIsThatRun() {
    List<ComparedRun> runs = TestRuns.withLag("b", STEADY);
    List<ComparedRun> copies =
        runs.stream()
            .map(run -> new ComparedRun(new RunFolder(Path.of("copy", run.id())), run.record()))
            .toList();
    Comparison comparison = paired(runs, copies);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(comparison.reasons())
        .hasSize(8)
        .allMatch(reason -> reason.contains("is there twice"));
  }

  @Test
  void aShiftOfExactlyTheFloorCounts() {
    assertThat(verdict(new Shift(1, 1, 1, 0.99, 0.01), 1)).isEqualTo(Verdict.REGRESSION);
    assertThat(verdict(new Shift(-1, -1, -1, 0.99, 0.01), 1)).isEqualTo(Verdict.IMPROVED);
    assertThat(verdict(new Shift(0, 0, 0, 0.99, 1), 0)).isEqualTo(Verdict.EQUIVALENT);
    assertThat(verdict(new Shift(0.5, 0.1, 0.9, 0.99, 0.01), 1)).isEqualTo(Verdict.EQUIVALENT);
  }

  private static Verdict verdict(Shift shift, double band) {
    return MeasureJudge.verdict(Direction.LOWER_IS_BETTER, shift, band);
  }

  @Test
  void whatNoRunMeasuresDecidesNothingWhereThePolicySaysSo() {
    Consumer<TestRuns> foreign = run -> run.serverCpu = null;
    Comparison comparison =
        paired(TestRuns.with("b", foreign, STEADY), TestRuns.with("c", foreign, ALIKE));
    assertThat(measure(comparison, "health.server.cpu").verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(comparison.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.notes())
        .contains("health.server.cpu was not measured and decides nothing");
  }

  @Test
  void whatOnlyOneSideMeasuresIsInsufficientWhateverThePolicySays() {
    Comparison comparison =
        paired(
            TestRuns.withLag("b", STEADY), TestRuns.with("c", run -> run.serverCpu = null, ALIKE));
    assertThat(comparison.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void runsThatDoNotSayWhereTheyWereMadeGiveAdviceOnly() {
    Consumer<TestRuns> anywhere = run -> run.fingerprint(null);
    Comparison comparison =
        paired(TestRuns.with("b", anywhere, STEADY), TestRuns.with("c", anywhere, SLOWER));
    assertThat(comparison.advisory()).isTrue();
  }

  @Test
  void whatSeveralMeasuresHaveInCommonIsSaidOnce() {
    Comparison comparison = paired(TestRuns.withLag("b", 10, 10), TestRuns.withLag("c", 10, 10));
    assertThat(comparison.reasons())
        .singleElement()
        .asString()
        .startsWith(
            "insufficient: lag.parked.p50, lag.parked.p90, lag.parked.p99, polls.emptyRate,")
        .contains("2 pairs of runs");
  }

  @Test
  void anotherMachineMakesTheVerdictAdvice() {
    List<ComparedRun> candidate = TestRuns.with("c", run -> run.fingerprint("other"), SLOWER);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(comparison.advisory()).isTrue();
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.FINE);
    assertThat(comparison.exitCode(true)).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(comparison.notes()).anyMatch(note -> note.contains("machines"));
  }

  @Test
  void anotherMachineDoesNotExcuseAMissedObjective() {
    List<ComparedRun> candidate =
        TestRuns.with(
            "c",
            run -> {
              run.fingerprint("other");
              run.failed = java.util.Map.of("closed", 2L);
            },
            ALIKE);
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), candidate);
    assertThat(comparison.exitCode(false)).isEqualTo(ExitCode.REGRESSION);
  }

  @Test
  void gatedMeasuresComeFirstInThePolicysOrder() {
    Comparison comparison = paired(TestRuns.withLag("b", STEADY), TestRuns.withLag("c", ALIKE));
    assertThat(comparison.measures().subList(0, 5))
        .extracting(compared -> compared.measure().name())
        .containsExactly(
            "lag.parked.p50",
            "lag.parked.p90",
            "lag.parked.p99",
            "polls.emptyRate",
            "health.server.cpu");
    assertThat(comparison.measures()).hasSize(ComparedMeasures.all().size());
  }

  @Test
  void sidesMustNotBeEmptyAndPairsMustMatch() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparer.compare(List.of(), TestRuns.withLag("c", 1), false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paired(TestRuns.withLag("b", 1, 2), TestRuns.withLag("c", 1)));
  }

  private Comparison paired(List<ComparedRun> base, List<ComparedRun> candidate) {
    return comparer.compare(base, candidate, true);
  }

  private static MeasureComparison measure(Comparison comparison, String name) {
    return comparison.measures().stream()
        .filter(compared -> compared.measure().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
