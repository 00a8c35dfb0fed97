package longpoll.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import longpoll.dialect.FailureKind;

/**
 * Polls by outcome. Thread-safe; a snapshot taken while polls end may be one poll apart between two
 * of its numbers.
 */
public final class PollCounts {
  /** Room for every status of three digits and every kind that has a name. */
  private static final int MOST_KINDS = 1_000;

  private final LoopAdder delivered = new LoopAdder();
  private final LoopAdder empty = new LoopAdder();
  private final LoopAdder gap = new LoopAdder();
  private final LoopAdder failures = new LoopAdder();
  private final LoopAdder events = new LoopAdder();
  private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

  void delivered(int eventsInAnswer) {
    delivered.increment();
    events.add(eventsInAnswer);
  }

  /** Events that came by a follow-up request, of a poll that was counted before. */
  void followedUp(int furtherEvents) {
    events.add(furtherEvents);
  }

  void empty() {
    empty.increment();
  }

  void gap() {
    gap.increment();
  }

  /**
   * @return the kind it was counted under: {@link FailureKind#OTHER} where there are too many
   */
  String failed(String kind) {
    boolean room = failed.size() < MOST_KINDS || failed.containsKey(kind);
    String counted = room ? kind : FailureKind.OTHER;
    failures.increment();
    failed.computeIfAbsent(counted, any -> new LongAdder()).increment();
    return counted;
  }

  Snapshot snapshot() {
    Map<String, Long> kinds = new TreeMap<>();
    failed.forEach((kind, count) -> kinds.put(kind, count.sum()));
    return new Snapshot(
        delivered.sum(), empty.sum(), gap.sum(), failures.sum(), events.sum(), kinds);
  }

  /**
   * @param events events in the delivered answers, repeats included
   */
  public record Snapshot(
      long delivered, long empty, long gap, long failures, long events, Map<String, Long> failed) {
    static final Snapshot ZERO = new Snapshot(0, 0, 0, 0, 0, Map.of());

    long answered() {
      return delivered + empty + gap + failures;
    }

    Snapshot plus(Snapshot other) {
      return with(other, 1);
    }

    /** What came since an earlier snapshot of the same polls. */
    Snapshot minus(Snapshot earlier) {
      return with(earlier, -1);
    }

    private Snapshot with(Snapshot other, long times) {
      return new Snapshot(
          delivered + times * other.delivered,
          empty + times * other.empty,
          gap + times * other.gap,
          failures + times * other.failures,
          events + times * other.events,
          sum(failed, other.failed, times));
    }

    /** Key by key; what comes to nothing is left out. */
    static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other, long times) {
      Map<String, Long> sum = new TreeMap<>(one);
      other.forEach((kind, count) -> sum.merge(kind, times * count, Long::sum));
      sum.values().removeIf(count -> count == 0);
      return sum;
    }

    /** empty / (delivered + empty), or null when there were neither. */
    Double emptyRate() {
      long polls = delivered + empty;
      return polls == 0 ? null : (double) empty / polls;
    }
  }
}
