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
  void aSnapshotStaysAsItWas() {
    PollCounts.Snapshot before = counts.snapshot();
    counts.delivered(1);
    counts.failed("closed");

    assertThat(before).isEqualTo(PollCounts.Snapshot.ZERO);
  }
}
