package longpoll.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.Test;

class HoldNoticesTest {
  private static final RunRecord.Polls GOOD = empties(0L, null);

  private static RunRecord.Polls empties(Long early, Double earlyP50Ms) {
    return new RunRecord.Polls(
        2_000, 1_000, 1_000, 0, Map.of(), 33.3, 0.5, null, early, earlyP50Ms, Map.of());
  }

  private static RunRecord.Polls unheld(long polls, Map<String, Long> unheld) {
    return new RunRecord.Polls(
        polls, 0, 0, 0, Map.of(), polls / 60.0, null, null, 0L, null, unheld);
  }

  /** {@code probes} are null in a run without. */
  private static RunRecord record(RunRecord.Polls users, RunRecord.Polls probes) {
    return SampleRecords.changed(
        record -> {
          record.putPOJO("polls", users);
          if (probes == null) {
            record.putNull("probes");
          } else {
            ((ObjectNode) record.get("probes")).putPOJO("polls", probes);
          }
        });
  }

  private static List<String> notices(RunRecord.Polls users, RunRecord.Polls probes) {
    return HoldNotices.of(record(users, probes));
  }

  @Test
  void pollsThatAreHeldAreNotWorthAWord() {
    assertThat(notices(GOOD, GOOD)).isEmpty();
    assertThat(notices(GOOD, null)).isEmpty();
    assertThat(HoldNotices.of(SampleRecords.sparse())).isEmpty();
  }

  @Test
  void earlyEmptiesAreSaidWithTheirShareAndTheirMedian() {
    assertThat(notices(empties(985L, 1_991.2), GOOD))
        .containsExactly(
            "985 of 1,000 empty polls of the users (98.5 %) came before their hold limit by more than 5 %"
                + " of it and 50 ms, by 1991 ms at the median: the target holds polls for less"
                + " than the setting hold says; set it to the target's own limit");
  }

  @Test
  void earlyEmptiesOfProbesAreSaidApart() {
    assertThat(notices(GOOD, empties(11L, 60.0)))
        .singleElement()
        .asString()
        .startsWith("11 of 1,000 empty polls of the probes (1.1 %) came before")
        .contains("by 60 ms at the median");
  }

  @Test
  void oneInAHundredIsNotWorthAWord() {
    assertThat(notices(empties(10L, 1_000.0), empties(10L, 1_000.0))).isEmpty();
  }

  @Test
  void probesThatAreNotHeldAsUsersAreAreNamedAndNotCompared() {
    RunRecord.Polls probes = unheld(55_525, Map.of("fieldless", 55_000L, "http-400", 500L));

    assertThat(notices(GOOD, probes))
        .containsExactly(
            "55,500 of 55,525 polls of the probes (100.0 %) came back without an event in under 5 %"
                + " of their hold limit (55,000 as delivered without a known field, 500 as http-400): the"
                + " target treats probes differently from users, perhaps because a cookie or a"
                + " header is missing; so their lags are not compared");
    RunRecord record = record(GOOD, probes);
    assertThat(HoldNotices.treatedAlike(record)).isFalse();
    assertThat(InjectorQueue.of(record)).isEmpty();
    assertThat(InjectorQueue.inWords(record))
        .isEqualTo(
            "Users' lag is not compared with the probes': the target did not treat both alike.");
  }

  @Test
  void usersThatAreNotHeldAsProbesAreAreNamed() {
    RunRecord.Polls users = unheld(2_000, Map.of("gap", 300L));

    assertThat(notices(users, GOOD))
        .singleElement()
        .asString()
        .startsWith("300 of 2,000 polls of the users (15.0 %) came back without an event")
        .contains("(300 as gap): the target treats users differently from probes");
    assertThat(HoldNotices.treatedAlike(record(users, GOOD))).isFalse();
  }

  @Test
  void clientsThatAreTreatedAlikeAreBothNamedAndStillCompared() {
    RunRecord.Polls users = unheld(2_000, Map.of("empty", 300L));
    RunRecord.Polls probes = unheld(200, Map.of("empty", 20L));

    assertThat(notices(users, probes))
        .satisfiesExactly(
            ofUsers ->
                assertThat(ofUsers)
                    .startsWith("300 of 2,000 polls of the users")
                    .endsWith("(300 as empty): the target does not hold them"),
            ofProbes ->
                assertThat(ofProbes)
                    .startsWith("20 of 200 polls of the probes")
                    .endsWith("the target does not hold them"));
    RunRecord record = record(users, probes);
    assertThat(HoldNotices.treatedAlike(record)).isTrue();
    assertThat(InjectorQueue.of(record)).isPresent();
  }

  @Test
  void onePercentOfPollsThatAreNotHeldIsNotWorthAWord() {
    assertThat(notices(unheld(2_000, Map.of("empty", 20L)), GOOD)).isEmpty();
    assertThat(notices(unheld(2_000, Map.of("empty", 21L)), GOOD)).hasSize(1);
  }

  @Test
  void aFewPollsDoNotMakeProbesADifferentKindOfClient() {
    RunRecord.Polls few = unheld(90, Map.of("closed", 9L));
    assertThat(notices(GOOD, few))
        .singleElement()
        .asString()
        .endsWith("(9 as closed): the target does not hold them");
    assertThat(HoldNotices.treatedAlike(record(GOOD, few))).isTrue();

    RunRecord.Polls more = unheld(90, Map.of("closed", 10L));
    assertThat(HoldNotices.treatedAlike(record(GOOD, more))).isFalse();
    RunRecord.Polls fewUsers = unheld(9, Map.of());
    assertThat(HoldNotices.treatedAlike(record(fewUsers, more))).isTrue();
  }

  @Test
  void whereNoEventCarriesAFieldAQuickOneMayBeAnEvent() {
    RunRecord.Polls busy = unheld(2_000, Map.of("fieldless", 1_900L));
    assertThat(HoldNotices.of(record(busy, busy))).hasSize(2);

    RunRecord foreign =
        SampleRecords.changed(
            record -> {
              record.putPOJO("polls", busy);
              ((ObjectNode) record.get("events")).putNull("duplicated");
              ((ObjectNode) record.get("metrics")).putPOJO("lag", MetricSummary.NONE);
            });
    assertThat(HoldNotices.of(foreign)).isEmpty();
    assertThat(HoldNotices.treatedAlike(foreign)).isTrue();
  }

  @Test
  void whatWasNotCountedIsNotSaid() {
    assertThat(notices(empties(null, null), empties(null, null))).isEmpty();
  }
}
