package longpoll.measure;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Follows the numbers of one channel as one client sees them: a gap is a loss, a repeat a
 * duplicate, and a number that comes after a higher one is out of order. The first number seen is
 * where the client came in, not a loss. Confined to one thread.
 *
 * <p>Which of the numbers in a gap count as lost is the caller's to say, gap by gap; a number that
 * comes after all is taken off again.
 *
 * <p>Only the newest gaps are remembered, so that a client that loses events by the hour does not
 * grow: what is lost in older ones stays lost, and a number out of them is taken for a duplicate.
 */
final class SequenceTracker {
  static final int GAPS_REMEMBERED = 16;

  private final int gapsRemembered;

  private static final long NONE = Long.MIN_VALUE;

  private long highest = NONE;
  private long lost;

  /** By their first number; null until the first gap, since most clients see none. */
  private NavigableMap<Long, Gap> gaps;

  SequenceTracker() {
    this(GAPS_REMEMBERED);
  }

  SequenceTracker(int gapsRemembered) {
    this.gapsRemembered = gapsRemembered;
  }

  /** What a number turned out to be. */
  enum Arrival {
    IN_ORDER,
    AFTER_GAP,
    OUT_OF_ORDER,
    DUPLICATE
  }

  /**
   * @param last the last number that has not come
   * @param lost how many of the numbers up to there count as lost
   */
  private record Gap(long last, long lost) {}

  /** How many numbers this one skips: 0 unless it comes {@link Arrival#AFTER_GAP}. */
  long skippedBy(long seq) {
    return highest == NONE || seq <= highest ? 0 : seq - highest - 1;
  }

  /**
   * @param lostBefore of the numbers it skips, how many count as lost
   * @param wasLost whether the number, should it fill a gap, was among those that count as lost
   */
  Arrival see(long seq, long lostBefore, boolean wasLost) {
    if (highest == NONE || seq == highest + 1) {
      highest = seq;
      return Arrival.IN_ORDER;
    }
    if (seq > highest) {
      remember(highest + 1, new Gap(seq - 1, lostBefore));
      lost += lostBefore;
      highest = seq;
      return Arrival.AFTER_GAP;
    }
    return fillsGap(seq, wasLost) ? Arrival.OUT_OF_ORDER : Arrival.DUPLICATE;
  }

  /** Numbers that count as lost and have not come since. */
  long lost() {
    return lost;
  }

  /** Numbers are counted anew: the server has a new epoch. What is lost stays lost. */
  void restart() {
    highest = NONE;
    gaps = null;
  }

  private void remember(long first, Gap gap) {
    if (gaps == null) {
      gaps = new TreeMap<>();
    }
    gaps.put(first, gap);
    if (gaps.size() > gapsRemembered) {
      gaps.pollFirstEntry();
    }
  }

  private boolean fillsGap(long seq, boolean wasLost) {
    Map.Entry<Long, Gap> entry = gaps == null ? null : gaps.floorEntry(seq);
    if (entry == null || entry.getValue().last() < seq) {
      return false;
    }
    long first = entry.getKey();
    Gap gap = entry.getValue();
    long left = seq - first;
    long right = gap.last() - seq;
    // No more can be lost than are missing.
    long stillLost = Math.min(gap.lost() - (wasLost && gap.lost() > 0 ? 1 : 0), left + right);
    lost -= gap.lost() - stillLost;
    gaps.remove(first);
    long lostLeft = Math.min(stillLost, left);
    if (left > 0) {
      remember(first, new Gap(seq - 1, lostLeft));
    }
    if (right > 0) {
      remember(seq + 1, new Gap(gap.last(), stillLost - lostLeft));
    }
    return true;
  }
}
