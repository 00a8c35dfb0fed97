package longpoll.measure;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Follows the numbers of one channel as one client sees them: a gap is a lost event, a repeat a
 * duplicate, and a number that comes after a higher one is out of order. The first number seen is
 * where the client came in, not a loss. Confined to one thread.
 */
final class SequenceTracker {
  private static final long NONE = Long.MIN_VALUE;

  private long highest = NONE;

  /**
   * Ranges of numbers that have not come, first to last; null until the first gap, since most
   * clients see none.
   */
  private NavigableMap<Long, Long> gaps;

  /** What a number turned out to be. */
  enum Arrival {
    IN_ORDER,
    AFTER_GAP,
    OUT_OF_ORDER,
    DUPLICATE
  }

  Arrival see(long seq) {
    if (highest == NONE || seq == highest + 1) {
      highest = seq;
      return Arrival.IN_ORDER;
    }
    if (seq > highest) {
      if (gaps == null) {
        gaps = new TreeMap<>();
      }
      gaps.put(highest + 1, seq - 1);
      highest = seq;
      return Arrival.AFTER_GAP;
    }
    return fillsGap(seq) ? Arrival.OUT_OF_ORDER : Arrival.DUPLICATE;
  }

  /** The highest number seen; only after the first. */
  long highest() {
    return highest;
  }

  boolean hasSeenAny() {
    return highest != NONE;
  }

  /** Numbers are counted anew: the server has a new epoch. */
  void restart() {
    highest = NONE;
    gaps = null;
  }

  private boolean fillsGap(long seq) {
    Map.Entry<Long, Long> gap = gaps == null ? null : gaps.floorEntry(seq);
    if (gap == null || gap.getValue() < seq) {
      return false;
    }
    gaps.remove(gap.getKey());
    if (gap.getKey() < seq) {
      gaps.put(gap.getKey(), seq - 1);
    }
    if (seq < gap.getValue()) {
      gaps.put(seq + 1, gap.getValue());
    }
    return true;
  }
}
