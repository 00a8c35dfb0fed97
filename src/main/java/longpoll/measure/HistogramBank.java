package longpoll.measure;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import longpoll.histogram.Measure;
import org.HdrHistogram.Histogram;

/**
 * Where measured values go: a histogram for each thread, measure, phase and side of zero. Values in
 * nanoseconds, 3 significant digits, without an upper bound.
 *
 * <p>{@link #record} may be called from any thread at any rate; {@link #drain} from one thread at a
 * time. A value belongs to the phase it was recorded under, however late it is drained, so the
 * window's histogram is exact.
 */
final class HistogramBank implements HistogramLogs.Source {
  private static final Measure[] MEASURES = Measure.values();
  private static final Phase[] PHASES = Phase.values();
  private static final int LANES = MEASURES.length * PHASES.length * 2;

  /** The lanes of each thread, which are made with their first value: most never see one. */
  private final List<AtomicReferenceArray<LoopHistogram>> threads = new CopyOnWriteArrayList<>();

  private final FastThreadLocal<AtomicReferenceArray<LoopHistogram>> mine =
      new FastThreadLocal<>() {
        @Override
        protected AtomicReferenceArray<LoopHistogram> initialValue() {
          AtomicReferenceArray<LoopHistogram> lanes = new AtomicReferenceArray<>(LANES);
          threads.add(lanes);
          return lanes;
        }
      };

  /** The intervals that are lent, of lanes that had a value once. */
  private final Histogram[] intervals = new Histogram[LANES];

  private final ProbeLedger probes = new ProbeLedger();

  void record(Measure measure, Phase phase, long nanos) {
    if (nanos >= 0) {
      record(lane(measure, phase, false), nanos);
    } else if (measure.negativeTag() != null) {
      record(lane(measure, phase, true), nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
    } else {
      throw new IllegalArgumentException(measure.tag() + " cannot be negative, but is " + nanos);
    }
  }

  private void record(int lane, long nanos) {
    AtomicReferenceArray<LoopHistogram> lanes = mine.get();
    LoopHistogram histogram = lanes.getPlain(lane);
    if (histogram == null) {
      histogram = new LoopHistogram();
      lanes.setRelease(lane, histogram);
    }
    histogram.record(nanos);
  }

  private static int lane(Measure measure, Phase phase, boolean negative) {
    return (measure.ordinal() * PHASES.length + phase.ordinal()) * 2 + (negative ? 1 : 0);
  }

  /**
   * Hands over what was recorded since the last time, and forgets it. Histograms are lent for the
   * call only.
   */
  @Override
  public void drain(HistogramLogs.Sink sink) {
    for (Measure measure : MEASURES) {
      for (Phase phase : PHASES) {
        drain(measure, phase, false, sink);
        drain(measure, phase, true, sink);
      }
    }
    probes.drain(sink);
  }

  private void drain(Measure measure, Phase phase, boolean negative, HistogramLogs.Sink sink) {
    int lane = lane(measure, phase, negative);
    if (intervals[lane] != null && intervals[lane].getTotalCount() > 0) {
      intervals[lane].reset();
    }
    for (AtomicReferenceArray<LoopHistogram> lanes : threads) {
      LoopHistogram histogram = lanes.getAcquire(lane);
      if (histogram != null) {
        if (intervals[lane] == null) {
          intervals[lane] = LoopHistogram.emptyHistogram();
        }
        histogram.addNewTo(intervals[lane]);
      }
    }
    if (intervals[lane] != null && intervals[lane].getTotalCount() > 0) {
      sink.take(measure, phase, negative, intervals[lane]);
    }
  }

  /** What the probes saw, which is drained with the rest. */
  ProbeLedger probes() {
    return probes;
  }
}
