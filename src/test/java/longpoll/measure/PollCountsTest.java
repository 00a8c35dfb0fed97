package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class PollCountsTest {
  private final PollCounts counts = new PollCounts();

  @Test
  void withoutAnswersThereIsNoEmptyRate() {
    counts.failed("closed");
    counts.gap();

    assertThat(counts.snapshot().emptyRate()).isNull();
    assertThat(counts.snapshot().answered()).isEqualTo(2);
  }

  @Test
  void theEmptyRateIsOverAnswersWithAndWithoutEventsOnly() {
    counts.delivered(3);
    counts.empty();
    counts.empty();
    counts.empty();
    counts.failed("closed");
    counts.failed("timeout");
    counts.failed("closed");
    counts.gap();
    PollCounts.Snapshot snapshot = counts.snapshot();

    assertThat(snapshot.emptyRate()).isEqualTo(0.75);
    assertThat(snapshot.events()).isEqualTo(3);
    assertThat(snapshot.failures()).isEqualTo(3);
    assertThat(snapshot.failed()).containsExactly(entry("closed", 2L), entry("timeout", 1L));
    assertThat(snapshot.answered()).isEqualTo(8);
  }

  @Test
  void kindsAreBoundedAndTheRestIsCountedTogether() {
    for (int status = 100; status < 1_000; status++) {
      assertThat(counts.failed("http-" + status)).isEqualTo("http-" + status);
    }
    for (int i = 0; i < 5_000; i++) {
      counts.failed("made-up-" + i);
    }
    PollCounts.Snapshot snapshot = counts.snapshot();

    assertThat(snapshot.failed()).hasSize(1_001).containsEntry("other", 4_900L);
    assertThat(counts.failed("http-599")).as("a kind that is there").isEqualTo("http-599");
    assertThat(snapshot.failures())
        .isEqualTo(snapshot.failed().values().stream().mapToLong(Long::longValue).sum());
  }

  @Test
  void aSnapshotStaysAsItWas() {
    PollCounts.Snapshot before = counts.snapshot();
    counts.delivered(1);
    counts.failed("closed");

    assertThat(before).isEqualTo(PollCounts.Snapshot.ZERO);
  }
}
