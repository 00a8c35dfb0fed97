package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import longpoll.record.RunRecord;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.Test;

class HoldRemarksTest {
  private static final RunRecord.Polls GOOD = empties(0L, null);

  private static RunRecord.Polls empties(Long early, Double earlyP50Ms) {
    return new RunRecord.Polls(
        2_000, 1_000, 1_000, 0, Map.of(), 33.3, 0.5, null, early, earlyP50Ms, Map.of());
  }

  private static List<String> remarks(RunRecord.Polls users, RunRecord.Polls probes) {
    return HoldRemarks.of(SampleRecords.withPolls(users, probes));
  }

  @Test
  void pollsThatAreHeldAreNotWorthAWord() {
    assertThat(remarks(GOOD, GOOD)).isEmpty();
    assertThat(remarks(GOOD, null)).isEmpty();
    assertThat(HoldRemarks.of(SampleRecords.sparse())).isEmpty();
  }

  @Test
  void earlyEmptiesAreSaidWithTheirShareAndTheirMedian() {
    assertThat(remarks(empties(985L, 1_991.2), GOOD))
        .containsExactly(
            "985 of 1,000 204s of the users (98.5 %) came before their hold limit by more than 5 %"
                + " of it and 50 ms, by 1991 ms at the median: the target holds polls for less"
                + " than the setting hold says; set it to the target's own limit");
  }

  @Test
  void earlyEmptiesOfProbesAreSaidApart() {
    assertThat(remarks(GOOD, empties(11L, 60.0)))
        .singleElement()
        .asString()
        .startsWith("11 of 1,000 204s of the probes (1.1 %) came before")
        .contains("by 60 ms at the median");
  }

  @Test
  void oneInAHundredIsNotWorthAWord() {
    assertThat(remarks(empties(10L, 1_000.0), empties(10L, 1_000.0))).isEmpty();
  }

  @Test
  void whatWasNotCountedIsNotSaid() {
    assertThat(remarks(empties(null, null), empties(null, null))).isEmpty();
  }
}
