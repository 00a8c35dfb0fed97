package longpoll.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.SavedHistogram;
import longpoll.record.RunRecord;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Polls of the window that ended before their hold limit and brought no event. Durations in
 * nanoseconds. Thread-safe.
 */
final class EarlyReturns {
  private static final int SIGNIFICANT_DIGITS = 3;

  /** The hold limit divided by this is 5 % of it. */
  private static final int TWENTIETH = 20;

  /** How much too early the timers of a busy machine may fire. */
  private static final long COARSE_NANOS = 50_000_000;

  private final Histogram earliness = new ConcurrentHistogram(SIGNIFICANT_DIGITS);
  private final Map<String, LongAdder> unheld = new ConcurrentHashMap<>();
  private final long allowedNanos;
  private volatile boolean limited;

  /**
   * @param allowed how much before the limit the protocol lets a server answer
   */
  EarlyReturns(Duration allowed) {
    allowedNanos = allowed.toNanos();
  }

  /**
   * @param limitNanos 0 asks for an answer at once, which cannot come early
   */
  void answered(Answer answer, long holdNanos, long limitNanos) {
    if (limitNanos <= 0) {
      return;
    }
    limited();
    switch (answer.outcome()) {
      case EMPTY -> {
        long early = limitNanos - holdNanos;
        if (early > allowedNanos + Math.max(COARSE_NANOS, limitNanos / TWENTIETH)) {
          earliness.recordValue(early);
        }
        countUnheld(RunRecord.Polls.EMPTY, holdNanos, limitNanos);
      }
      case GAP -> {
        if (answer.events().isEmpty()) {
          countUnheld(RunRecord.Polls.GAP, holdNanos, limitNanos);
        }
      }
      case FAILED -> {
        // A session that ends says nothing of how polls are held.
        if (!FailureKind.SESSION_LOST.equals(answer.failureKind())) {
          countUnheld(answer.failureKind(), holdNanos, limitNanos);
        }
      }
      case DELIVERED -> {
        if (isUnheld(holdNanos, limitNanos) && isBlank(answer.events())) {
          countUnheld(RunRecord.Polls.FIELDLESS, holdNanos, limitNanos);
        }
      }
      default -> throw new IllegalArgumentException("an outcome of no kind: " + answer.outcome());
    }
  }

  /** A poll that had been sent ended without a whole answer. */
  void failed(String kind, long holdNanos, long limitNanos) {
    if (limitNanos > 0) {
      limited();
      countUnheld(kind, holdNanos, limitNanos);
    }
  }

  private void limited() {
    if (!limited) {
      limited = true;
    }
  }

  private static boolean isUnheld(long holdNanos, long limitNanos) {
    return holdNanos < limitNanos / TWENTIETH;
  }

  private static boolean isBlank(List<PolledEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      if (!events.get(i).isBlank()) {
        return false;
      }
    }
    return !events.isEmpty();
  }

  Snapshot snapshot() {
    Map<String, Long> kinds = new TreeMap<>();
    unheld.forEach((kind, count) -> kinds.put(kind, count.sum()));
    return new Snapshot(limited, SavedHistogram.of(earliness.copy()), kinds);
  }

  /**
   * @param limited whether any poll had a hold limit
   * @param earliness how much earlier 204s came than the limit, where that is more than 5 % of it
   *     and 50 ms
   * @param unheld polls that came back in under 5 % of their limit, by what came
   */
  record Snapshot(boolean limited, SavedHistogram earliness, Map<String, Long> unheld) {
    static final Snapshot NONE = new Snapshot(false, SavedHistogram.NONE, Map.of());

    /** Null where no poll had a limit. */
    Long early() {
      return limited ? (Long) earliness.open().count() : null;
    }

    /** The median of how much earlier these came; null where there are none. */
    Double earlyP50Millis() {
      return earliness.open().millisAtPercentile(50);
    }

    /** Null where no poll had a limit. */
    Map<String, Long> unheldOrNull() {
      return limited ? unheld : null;
    }

    Snapshot plus(Snapshot other) {
      return new Snapshot(
          limited || other.limited,
          earliness.plus(other.earliness),
          PollCounts.Snapshot.sum(unheld, other.unheld, 1));
    }

    /** What came since an earlier snapshot of the same polls. */
    Snapshot minus(Snapshot earlier) {
      return new Snapshot(
          limited,
          earliness.minus(earlier.earliness),
          PollCounts.Snapshot.sum(unheld, earlier.unheld, -1));
    }
  }

  private void countUnheld(String kind, long holdNanos, long limitNanos) {
    if (isUnheld(holdNanos, limitNanos)) {
      unheld.computeIfAbsent(kind, any -> new LongAdder()).increment();
    }
  }
}
