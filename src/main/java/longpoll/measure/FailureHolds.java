package longpoll.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import longpoll.histogram.SavedHistogram;
import longpoll.record.RunRecord;
import org.HdrHistogram.PackedHistogram;

/**
 * How long failed polls had been waiting when they failed, by kind: a time-out in front of a server
 * shows as failures that all come after the same hold. Thread-safe.
 */
public final class FailureHolds {
  private final Map<String, Holds> byKind = new ConcurrentHashMap<>();

  /**
   * @param holdNanos from the poll's sending to its failure
   */
  void failed(String kind, long holdNanos) {
    byKind.computeIfAbsent(kind, any -> new Holds()).add(holdNanos);
  }

  Map<String, Snapshot> snapshot() {
    Map<String, Snapshot> kinds = new TreeMap<>();
    byKind.forEach((kind, holds) -> kinds.put(kind, holds.snapshot()));
    return kinds;
  }

  /**
   * The holds of one kind.
   *
   * @param shortestNanos exact, as is the longest
   */
  public record Snapshot(long shortestNanos, long longestNanos, SavedHistogram holds) {
    Snapshot plus(Snapshot other) {
      return new Snapshot(
          Math.min(shortestNanos, other.shortestNanos),
          Math.max(longestNanos, other.longestNanos),
          holds.plus(other.holds));
    }

    /**
     * The failures of a run, with the holds of those that were sent.
     *
     * @param counts all failures by kind, those of polls that were never sent among them
     */
    public static List<RunRecord.Failure> failures(
        Map<String, Long> counts, Map<String, Snapshot> holdsByKind) {
      return counts.entrySet().stream()
          .map(
              kind -> {
                Snapshot holds = holdsByKind.get(kind.getKey());
                return holds == null
                    ? new RunRecord.Failure(kind.getKey(), kind.getValue(), null, null, null)
                    : holds.of(kind.getKey(), kind.getValue());
              })
          .toList();
    }

    private RunRecord.Failure of(String kind, long count) {
      long median =
          Math.max(shortestNanos, Math.min(longestNanos, holds.open().valueAtPercentile(50)));
      return new RunRecord.Failure(
          kind, count, shortestNanos / 1e6, median / 1e6, longestNanos / 1e6);
    }
  }

  /**
   * The holds of one kind, in nanoseconds. Shortest and longest are exact: whether failures come
   * within milliseconds of each other after a minute, three significant digits do not tell.
   */
  private static final class Holds {
    /** Packed, since a hostile server can make a thousand kinds with a few values each. */
    private final PackedHistogram all = new PackedHistogram(3);

    private long shortest = Long.MAX_VALUE;
    private long longest;

    synchronized void add(long nanos) {
      long hold = Math.max(0, nanos);
      all.recordValue(hold);
      shortest = Math.min(shortest, hold);
      longest = Math.max(longest, hold);
    }

    synchronized Snapshot snapshot() {
      return new Snapshot(shortest, longest, SavedHistogram.of(all));
    }
  }
}
