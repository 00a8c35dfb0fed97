package longpoll.server.hub;

import java.util.function.Consumer;

/**
 * The hold limits of all parked polls: a wheel of about a millisecond a bucket, each bucket a list
 * threaded through the polls themselves. Adding and removing take constant time and allocate
 * nothing. Deadlines are kept to the nanosecond; nothing expires early. Times are ns on any clock
 * that does not go back. Not thread-safe.
 */
final class HoldTimer {
  static final int NOWHERE = -1;
  static final long NEVER = Long.MAX_VALUE;

  private static final int TICK_SHIFT = 20;
  private static final int BUCKETS = 1 << 16;

  private final long base;
  private final ParkedPoll[] buckets = new ParkedPoll[BUCKETS];

  /** A bit for each bucket that is not empty. */
  private final long[] occupied = new long[BUCKETS / 64];

  /** Everything in earlier ticks has expired. */
  private long tick;

  private int size;

  HoldTimer(long now) {
    base = now;
  }

  int size() {
    return size;
  }

  /** Enters a poll under its {@code deadline}. */
  void add(ParkedPoll poll) {
    int bucket = bucketOf(Math.max(tick, tickOf(poll.deadline)));
    ParkedPoll head = buckets[bucket];
    poll.timerBucket = bucket;
    poll.timerPrevious = null;
    poll.timerNext = head;
    if (head != null) {
      head.timerPrevious = poll;
    }
    buckets[bucket] = poll;
    occupied[bucket >> 6] |= 1L << bucket;
    size++;
  }

  /** Takes a poll out; does nothing when it is not in. */
  void remove(ParkedPoll poll) {
    int bucket = poll.timerBucket;
    if (bucket == NOWHERE) {
      return;
    }
    if (poll.timerPrevious == null) {
      buckets[bucket] = poll.timerNext;
      if (poll.timerNext == null) {
        occupied[bucket >> 6] &= ~(1L << bucket);
      }
    } else {
      poll.timerPrevious.timerNext = poll.timerNext;
    }
    if (poll.timerNext != null) {
      poll.timerNext.timerPrevious = poll.timerPrevious;
    }
    poll.timerPrevious = null;
    poll.timerNext = null;
    poll.timerBucket = NOWHERE;
    size--;
  }

  /** Takes out every poll whose deadline is not after {@code now} and hands it over. */
  void expire(long now, Consumer<ParkedPoll> expired) {
    long until = tickOf(now);
    long last = Math.min(until, tick + BUCKETS - 1);
    for (long t = nextOccupied(tick); t <= last; t = nextOccupied(t + 1)) {
      ParkedPoll poll = buckets[bucketOf(t)];
      while (poll != null) {
        ParkedPoll following = poll.timerNext;
        if (poll.deadline - now <= 0) {
          remove(poll);
          expired.accept(poll);
        }
        poll = following;
      }
    }
    tick = Math.max(tick, until);
  }

  /** The earliest time at which {@link #expire} may find something, or {@link #NEVER}. */
  long nextDeadline() {
    if (size == 0) {
      return NEVER;
    }
    long end = tick + BUCKETS;
    for (long t = nextOccupied(tick); t < end; t = nextOccupied(t + 1)) {
      long earliest = NEVER;
      for (ParkedPoll poll = buckets[bucketOf(t)]; poll != null; poll = poll.timerNext) {
        if (tickOf(poll.deadline) <= t) {
          earliest = Math.min(earliest, poll.deadline - base);
        }
      }
      if (earliest != NEVER) {
        return base + earliest;
      }
    }
    // Everything lies more than one turn of the wheel ahead.
    return base + (end << TICK_SHIFT);
  }

  /** The first tick from {@code from} whose bucket is occupied, or one turn ahead. */
  private long nextOccupied(long from) {
    long t = from;
    long end = from + BUCKETS;
    while (t < end) {
      int bucket = bucketOf(t);
      long word = occupied[bucket >> 6] >>> bucket;
      if (word != 0) {
        return Math.min(end, t + Long.numberOfTrailingZeros(word));
      }
      t += 64 - (bucket & 63);
    }
    return end;
  }

  private long tickOf(long time) {
    return (time - base) >> TICK_SHIFT;
  }

  private static int bucketOf(long tick) {
    return (int) tick & (BUCKETS - 1);
  }
}
