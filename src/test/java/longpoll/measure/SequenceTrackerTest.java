package longpoll.measure;

import static longpoll.measure.SequenceTracker.Arrival.AFTER_GAP;
import static longpoll.measure.SequenceTracker.Arrival.DUPLICATE;
import static longpoll.measure.SequenceTracker.Arrival.IN_ORDER;
import static longpoll.measure.SequenceTracker.Arrival.OUT_OF_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import longpoll.measure.SequenceTracker.Arrival;
import org.junit.jupiter.api.Test;

class SequenceTrackerTest {
  private final SequenceTracker tracker = new SequenceTracker();

  private Arrival see(long seq) {
    return tracker.see(seq, tracker.skippedBy(seq), true);
  }

  @Test
  void theFirstNumberIsWhereTheClientCameIn() {
    assertThat(tracker.skippedBy(900)).isZero();
    assertThat(see(900)).isEqualTo(IN_ORDER);
    assertThat(tracker.lost()).isZero();
    assertThat(see(899)).isEqualTo(DUPLICATE);
  }

  @Test
  void aGapIsLostUntilItsNumbersCome() {
    see(1);
    assertThat(tracker.skippedBy(5)).isEqualTo(3);
    assertThat(see(5)).isEqualTo(AFTER_GAP);
    assertThat(tracker.lost()).isEqualTo(3);

    assertThat(see(3)).isEqualTo(OUT_OF_ORDER);
    assertThat(see(3)).isEqualTo(DUPLICATE);
    assertThat(see(2)).isEqualTo(OUT_OF_ORDER);
    assertThat(see(4)).isEqualTo(OUT_OF_ORDER);
    assertThat(tracker.lost()).isZero();
    assertThat(see(6)).isEqualTo(IN_ORDER);
  }

  @Test
  void whatWasNotCountedAsLostIsNotTakenOffWhenItComes() {
    see(1);
    tracker.see(4, 0, true);
    see(6);
    assertThat(tracker.lost()).isEqualTo(1);

    assertThat(see(2)).isEqualTo(OUT_OF_ORDER);
    assertThat(tracker.lost()).as("the number 5 is still missing").isEqualTo(1);
  }

  @Test
  void aNumberThatWasNoneOfTheLostLeavesThemLost() {
    see(1);
    tracker.see(4, 1, true);

    tracker.see(2, 0, false);
    assertThat(tracker.lost()).isEqualTo(1);
    tracker.see(3, 0, false);
    assertThat(tracker.lost()).as("nothing is missing any more").isZero();
  }

  @Test
  void aNewEpochCountsAnewAndKeepsWhatIsLost() {
    see(1);
    see(3);
    tracker.restart();

    assertThat(see(1)).isEqualTo(IN_ORDER);
    assertThat(see(2)).isEqualTo(IN_ORDER);
    assertThat(tracker.lost()).isEqualTo(1);
  }

  @Test
  void theLargestNumberIsSeen() {
    see(Long.MAX_VALUE - 2);
    assertThat(see(Long.MAX_VALUE)).isEqualTo(AFTER_GAP);
    assertThat(see(Long.MAX_VALUE)).isEqualTo(DUPLICATE);
    assertThat(see(Long.MAX_VALUE - 1)).isEqualTo(OUT_OF_ORDER);
  }

  @Test
  void lossesByTheHourAreCountedWithoutRememberingEachGap() {
    int gaps = 100_000;
    for (long seq = 1; seq <= 2L * gaps + 1; seq += 2) {
      see(seq);
    }
    assertThat(tracker.lost()).isEqualTo(gaps);
    assertThat(see(2)).as("a number out of a gap of long ago").isEqualTo(DUPLICATE);
    assertThat(see(2L * gaps)).as("the newest gap").isEqualTo(OUT_OF_ORDER);
    assertThat(tracker.lost()).isEqualTo(gaps - 1);
  }

  @Test
  void anyOrderOfArrivalIsToldLikeABruteForceModel() {
    for (int seed = 0; seed < 3_000; seed++) {
      SequenceTracker tried = new SequenceTracker();
      Model model = new Model();
      SplittableRandom random = new SplittableRandom(seed);
      // Few enough numbers that no gap is forgotten.
      int range = random.nextInt(2, 2 * SequenceTracker.GAPS_REMEMBERED);
      for (int step = 0; step < 60; step++) {
        long seq = 1 + random.nextInt(range);
        Arrival arrival = tried.see(seq, tried.skippedBy(seq), true);
        assertThat(arrival)
            .as("seed %d, step %d, number %d", seed, step, seq)
            .isEqualTo(model.see(seq));
        assertThat(tried.lost()).as("lost, seed %d, step %d", seed, step).isEqualTo(model.lost());
      }
    }
  }

  /** Remembers every number. */
  private static final class Model {
    private final Set<Long> seen = new HashSet<>();
    private long first;
    private long highest;

    Arrival see(long seq) {
      if (seen.isEmpty()) {
        first = seq;
        highest = seq;
        seen.add(seq);
        return IN_ORDER;
      }
      if (!seen.add(seq)) {
        return DUPLICATE;
      }
      if (seq < first) {
        // Before the client came in: not to be told from a repeat.
        seen.remove(seq);
        return DUPLICATE;
      }
      if (seq < highest) {
        return OUT_OF_ORDER;
      }
      boolean next = seq == highest + 1;
      highest = seq;
      return next ? IN_ORDER : AFTER_GAP;
    }

    long lost() {
      return seen.isEmpty() ? 0 : highest - first + 1 - seen.size();
    }
  }
}
