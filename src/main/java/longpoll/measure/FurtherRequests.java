package longpoll.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import longpoll.dialect.Purpose;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What clients sent besides polls, over the whole run: handshakes, follow-up requests,
 * confirmations, goodbyes. Thread-safe.
 */
public final class FurtherRequests {
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  void succeeded(Purpose.Kind kind, long nanos) {
    of(kind).took.recordValue(Math.max(0, nanos));
  }

  void failed(Purpose.Kind kind, String failure) {
    of(kind).failures.failed(failure);
  }

  void cut(Purpose.Kind kind) {
    of(kind).cut.increment();
  }

  private Kind of(Purpose.Kind kind) {
    return kinds.computeIfAbsent(kind.word(), any -> new Kind());
  }

  Map<String, Snapshot> snapshot() {
    Map<String, Snapshot> all = new TreeMap<>();
    kinds.forEach((word, kind) -> all.put(word, kind.snapshot()));
    return all;
  }

  /**
   * The requests of one kind.
   *
   * @param failed by {@link longpoll.dialect.FailureKind}
   * @param cut given up at the run's end
   * @param took from the request sent to its answer complete, in nanoseconds, of those that did
   *     what they should
   */
  public record Snapshot(Map<String, Long> failed, long cut, SavedHistogram took) {
    Snapshot plus(Snapshot other) {
      return new Snapshot(
          PollCounts.Snapshot.sum(failed, other.failed, 1), cut + other.cut, took.plus(other.took));
    }

    /** The same as a record has it. */
    public RunRecord.Requests report(String purpose) {
      SignedHistogram times = took.open();
      MetricSummary summary = times.summary();
      return new RunRecord.Requests(
          purpose, summary.count(), failed, cut, summary.p50(), summary.p99(), summary.max());
    }
  }

  private static final class Kind {
    private final PollCounts failures = new PollCounts();
    private final LongAdder cut = new LongAdder();
    private final ConcurrentHistogram took = new ConcurrentHistogram(3);

    Kind() {
      took.setAutoResize(true);
    }

    Snapshot snapshot() {
      return new Snapshot(failures.snapshot().failed(), cut.sum(), SavedHistogram.of(took));
    }
  }
}
