package longpoll.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Polls by outcome. Thread-safe; a snapshot taken while polls end may be one poll apart between two
 * of its numbers.
 */
final class PollCounts {
  private final LongAdder delivered = new LongAdder();
  private final LongAdder empty = new LongAdder();
  private final LongAdder gap = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

  void delivered(int eventsInAnswer) {
    delivered.increment();
    events.add(eventsInAnswer);
  }

  void empty() {
    empty.increment();
  }

  void gap() {
    gap.increment();
  }

  void failed(String kind) {
    failures.increment();
    failed.computeIfAbsent(kind, any -> new LongAdder()).increment();
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
  record Snapshot(
      long delivered, long empty, long gap, long failures, long events, Map<String, Long> failed) {
    static final Snapshot ZERO = new Snapshot(0, 0, 0, 0, 0, Map.of());

    long answered() {
      return delivered + empty + gap + failures;
    }

    /** empty / (delivered + empty), or null when there were neither. */
    Double emptyRate() {
      long polls = delivered + empty;
      return polls == 0 ? null : (double) empty / polls;
    }
  }
}
