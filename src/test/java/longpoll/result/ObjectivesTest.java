package longpoll.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import longpoll.measure.ErrorCollector;
import longpoll.measure.FailingPart;
import longpoll.record.RecordTrees;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {
  private static final Settings.Objectives STRICT = new Settings.Objectives(0, 0, 0, 0.01, 0.95);

  private static final RunRecord.Events CLEAN =
      new RunRecord.Events("broadcast", 10L, 100L, 100L, 0L, 0L, 0L, 0L, 1.0, 1.0);
  private static final RunRecord.Held HELD =
      new RunRecord.Held(1_000.0, 1_000.0, 1_000L, null, null);

  private static Map<String, Objective> check(
      Settings.Objectives objectives,
      RunStatus status,
      Map<String, Long> failed,
      long gap,
      RunRecord.Events events,
      RunRecord.Held held) {
    return check(
        objectives,
        status,
        failed,
        gap,
        events,
        held,
        SampleRecords.full().polls(),
        FailingPart.none());
  }

  private static Map<String, Objective> check(
      Settings.Objectives objectives,
      RunStatus status,
      Map<String, Long> failed,
      long gap,
      RunRecord.Events events,
      RunRecord.Held held,
      RunRecord.Polls polls,
      ErrorCollector errors) {
    RunRecord full = SampleRecords.full();
    RunRecord record =
        new RunRecord(
            full.schemaVersion(),
            full.id(),
            full.label(),
            status,
            List.of(),
            full.startedAt(),
            full.durationMs(),
            full.simulation(),
            full.settings(),
            full.window(),
            full.target(),
            full.environment(),
            new RunRecord.Totals(100, 50, 50, gap, failed, 0),
            polls,
            held,
            events,
            full.metrics(),
            full.health(),
            full.probes(),
            full.objectives(),
            full.failures(),
            null,
            null,
            null,
            null,
            null);
    List<Objective> checked = Objectives.check(objectives, record, errors);
    assertThat(checked).extracting(Objective::name).containsExactlyElementsOf(Objectives.NAMES);
    return checked.stream().collect(Collectors.toMap(Objective::name, objective -> objective));
  }

  private static Objective held(double least, Double mean) {
    return check(
            new Settings.Objectives(0, 0, 0, 0.01, least),
            RunStatus.COMPLETE,
            Map.of(),
            0,
            CLEAN,
            new RunRecord.Held(1_000.0, mean, null, null, null))
        .get("held of intended");
  }

  private static Objective early(double most, long empty, Long early, Double perSecond) {
    RunRecord.Polls polls =
        new RunRecord.Polls(
            empty, 0, empty, 0, Map.of(), perSecond, null, null, early, null, Map.of());
    return check(
            new Settings.Objectives(0, 0, 0, most, 0.95),
            RunStatus.COMPLETE,
            Map.of(),
            0,
            CLEAN,
            HELD,
            polls,
            FailingPart.none())
        .get("early empties");
  }

  private static Objective ofEvents(String name, Long missed, Long duplicated) {
    RunRecord.Events events =
        new RunRecord.Events("broadcast", null, null, 5L, missed, duplicated, null, null, 1.0, 1.0);
    return check(STRICT, RunStatus.COMPLETE, Map.of(), 0, events, HELD).get(name);
  }

  @Test
  void aCleanRunMeetsThemAll() {
    assertThat(check(STRICT, RunStatus.COMPLETE, Map.of(), 0, CLEAN, HELD).values())
        .allMatch(Objective::met);
  }

  @Test
  void failuresOfAllKindsAndGapsAddUp() {
    Objective failed =
        check(STRICT, RunStatus.COMPLETE, Map.of("closed", 2L, "timeout", 3L), 4, CLEAN, HELD)
            .get("failed polls");

    assertThat(failed.met()).isFalse();
    assertThat(failed.missedInWords())
        .isEqualTo("objective missed: failed polls: required at most 0, actual 9");
  }

  @Test
  void theLimitItselfIsAllowed() {
    Settings.Objectives some = new Settings.Objectives(2, 3, 4, 0.0008, 1);
    RunRecord.Events events =
        new RunRecord.Events("broadcast", 10L, 9L, 9L, 3L, 4L, 0L, 0L, 1.0, 1.0);

    assertThat(check(some, RunStatus.COMPLETE, Map.of("reset", 2L), 0, events, HELD).values())
        .allMatch(Objective::met);
  }

  @Test
  void oneMissedOrDuplicatedEventIsTooMany() {
    assertThat(ofEvents("missed events", 1L, 0L))
        .isEqualTo(new Objective("missed events", "at most 0", "1", false));
    assertThat(ofEvents("duplicated events", 0L, 1L))
        .isEqualTo(new Objective("duplicated events", "at most 0", "1", false));
  }

  @Test
  void whatTheTargetCannotTellIsMetAndSaysSo() {
    assertThat(ofEvents("missed events", null, null))
        .isEqualTo(
            new Objective("missed events", "at most 0", "cannot be told of this target", true));
    assertThat(ofEvents("duplicated events", null, null).met()).isTrue();
  }

  @Test
  void whatWasNotMeasuredIsNotMet() {
    RunRecord.Events none = RunRecord.Events.unknown("broadcast");
    Map<String, Objective> checked =
        check(
            STRICT,
            RunStatus.ABORTED,
            Map.of(),
            0,
            none,
            new RunRecord.Held(1_000.0, null, null, null, null),
            SampleRecords.sparse().polls(),
            FailingPart.none());

    assertThat(checked.get("missed events").missedInWords())
        .isEqualTo("objective missed: missed events: required at most 0, actual not measured");
    assertThat(checked.get("duplicated events").met()).isFalse();
    assertThat(checked.get("held of intended").missedInWords())
        .isEqualTo(
            "objective missed: held of intended: required at least 95 %, actual not measured");
    assertThat(checked.get("early empties").missedInWords())
        .isEqualTo("objective missed: early empties: required at most 1 %, actual not measured");
    assertThat(checked.get("run is valid").missedInWords())
        .isEqualTo("objective missed: run is valid: required complete, actual aborted");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.001", ", 0.001"})
  void whereNobodyIsToBeHeldNobodyIsLacking(Double intended, double mean) {
    RunRecord.Held held = new RunRecord.Held(intended, mean, 1L, null, null);

    assertThat(check(STRICT, RunStatus.COMPLETE, Map.of(), 0, CLEAN, held).get("held of intended"))
        .isEqualTo(new Objective("held of intended", "at least 95 %", null, true));
  }

  @Test
  void aLowDutyCycleIsHeldAgainstWhatItMeansToHold() {
    RunRecord.Held held = new RunRecord.Held(0.0995, 0.1009, 3L, null, null);

    assertThat(check(STRICT, RunStatus.COMPLETE, Map.of(), 0, CLEAN, held).get("held of intended"))
        .isEqualTo(new Objective("held of intended", "at least 95 %", "101.4 %", true));
  }

  @Test
  void anObjectiveThatCannotBeComputedIsMissedByItselfAndTheRunIsNotValid() {
    for (String name : Objectives.NAMES.subList(0, Objectives.NAMES.size() - 1)) {
      ErrorCollector errors = new FailingPart("objective '" + name + "'", new StackOverflowError());
      Map<String, Objective> checked =
          check(
              STRICT,
              RunStatus.COMPLETE,
              Map.of(),
              0,
              CLEAN,
              HELD,
              SampleRecords.full().polls(),
              errors);

      assertThat(checked.values())
          .filteredOn(objective -> !objective.met())
          .extracting(Objective::name)
          .containsExactlyInAnyOrder(name, "run is valid");
      assertThat(checked.get(name).actual()).isEqualTo("could not be computed");
      assertThat(checked.get("run is valid").actual()).isEqualTo("invalid");
    }
  }

  @Test
  void failuresThatCouldNotBeCountedAreNotMet() {
    assertThat(
            Objectives.check(
                STRICT, RecordTrees.without(SampleRecords.full(), "/totals"), FailingPart.none()))
        .contains(new Objective("failed polls", "at most 0", "not measured", false));
  }

  @Test
  void anInvalidRunIsNotValid() {
    assertThat(check(STRICT, RunStatus.INVALID, Map.of(), 0, CLEAN, HELD).get("run is valid").met())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, 1000, true, 95 %, 100 %",
    "0.95, 950, true, 95 %, 95 %",
    "0.95, 949.99, false, 95 %, 94.99 %",
    "0.95, 949.9999, false, 95 %, 94.99 %",
    "0.9995, 999.4, false, 99.95 %, 99.94 %",
    "0, 0, true, 0 %, 0 %",
    "1, 1000.5, true, 100 %, 100.05 %"
  })
  void aShareThatFallsShortNeverReadsAsIfItDidNot(
      double least, double mean, boolean met, String required, String actual) {
    assertThat(held(least, mean))
        .isEqualTo(new Objective("held of intended", "at least " + required, actual, met));
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 1000, 0, true, 1 %, 0 %",
    "0.01, 1000, 10, true, 1 %, 1 %",
    "0.01, 1000, 11, false, 1 %, 1.1 %",
    "0.01, 1000000, 10001, false, 1 %, 1.01 %",
    "0, 1000000, 1, false, 0 %, 0.01 %",
    "0.005, 200, 1, true, 0.5 %, 0.5 %",
    "1, 50, 50, true, 100 %, 100 %",
    "0, 0, 0, true, 0 %, 0 %"
  })
  void a204BeforeItsTimeIsAShareOfAllOfThem(
      double most, long empty, long early, boolean met, String required, String actual) {
    assertThat(early(most, empty, early, 5.0))
        .isEqualTo(new Objective("early empties", "at most " + required, actual, met));
  }

  @Test
  void withoutAHoldLimitNoEmptyIsEarly() {
    assertThat(early(0.01, 1_000, null, 5.0))
        .isEqualTo(new Objective("early empties", "at most 1 %", null, true));
  }

  @Test
  void aRunOfWhichMoreFailsAfterItWasJudgedIsNotValid() {
    RunRecord full = SampleRecords.full();
    RunRecord judged = full.judgedBy(Objectives.check(STRICT, full, FailingPart.none()));
    RunRecord later = Objectives.judgedBefore(judged, List.of("the merge failed"));

    assertThat(Objectives.judgedBefore(judged, List.of())).isSameAs(judged);
    assertThat(judged.objectives())
        .contains(new Objective("run is valid", "complete", "complete", true));
    assertThat(later.status()).isEqualTo(RunStatus.INVALID);
    assertThat(later.reasons()).endsWith("the merge failed");
    assertThat(later.objectives())
        .hasSameSizeAs(judged.objectives())
        .contains(new Objective("run is valid", "complete", "invalid", false));
  }

  @Test
  void theLocaleDoesNotChangeTheWords() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(held(0.955, 900.0).missedInWords())
          .isEqualTo("objective missed: held of intended: required at least 95.5 %, actual 90 %");
    } finally {
      Locale.setDefault(before);
    }
  }
}
