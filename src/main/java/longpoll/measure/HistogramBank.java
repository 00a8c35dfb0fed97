package longpoll.measure;

import java.util.EnumMap;
import java.util.Map;
import longpoll.histogram.Measure;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Where measured values go: a recorder for each measure, each phase and each side of zero. Values
 * in nanoseconds, 3 significant digits, without an upper bound.
 *
 * <p>{@link #record} may be called from any thread at any rate; {@link #drain} from one thread at a
 * time. A value belongs to the phase it was recorded under, however late it is drained, so the
 * window's histogram is exact.
 */
final class HistogramBank implements HistogramLogs.Source {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Map<Measure, Lane[]> lanes = new EnumMap<>(Measure.class);
  private final ProbeLedger probes = new ProbeLedger();

  HistogramBank() {
    for (Measure measure : Measure.values()) {
      Lane[] byPhase = new Lane[Phase.values().length];
      for (Phase phase : Phase.values()) {
        byPhase[phase.ordinal()] = new Lane(measure, phase);
      }
      lanes.put(measure, byPhase);
    }
  }

  void record(Measure measure, Phase phase, long nanos) {
    lanes.get(measure)[phase.ordinal()].record(nanos);
  }

  /**
   * Hands over what was recorded since the last time, and forgets it. Histograms are lent for the
   * call only.
   */
  @Override
  public void drain(HistogramLogs.Sink sink) {
    for (Lane[] byPhase : lanes.values()) {
      for (Lane lane : byPhase) {
        lane.drain(sink);
      }
    }
    probes.drain(sink);
  }

  /** What the probes saw, which is drained with the rest. */
  ProbeLedger probes() {
    return probes;
  }

  /**
   * One measure in one phase. The recorders are made with the first value: most lanes never see
   * one.
   */
  private static final class Lane {
    private final Measure measure;
    private final Phase phase;
    private final Half fromZero = new Half();
    private final Half belowZero = new Half();

    Lane(Measure measure, Phase phase) {
      this.measure = measure;
      this.phase = phase;
    }

    void record(long nanos) {
      if (nanos >= 0) {
        fromZero.recorder().recordValue(nanos);
      } else if (measure.negativeTag() != null) {
        belowZero.recorder().recordValue(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
      } else {
        throw new IllegalArgumentException(measure.tag() + " cannot be negative, but is " + nanos);
      }
    }

    void drain(HistogramLogs.Sink sink) {
      drain(fromZero, false, sink);
      drain(belowZero, true, sink);
    }

    private void drain(Half half, boolean negative, HistogramLogs.Sink sink) {
      Histogram interval = half.interval();
      if (interval != null && interval.getTotalCount() > 0) {
        sink.take(measure, phase, negative, interval);
      }
    }
  }

  private static final class Half {
    private volatile Recorder recorder;
    private Histogram recycled;

    Recorder recorder() {
      Recorder present = recorder;
      return present == null ? make() : present;
    }

    private synchronized Recorder make() {
      if (recorder == null) {
        recorder = new Recorder(SIGNIFICANT_DIGITS);
      }
      return recorder;
    }

    Histogram interval() {
      Recorder present = recorder;
      if (present != null) {
        recycled = present.getIntervalHistogram(recycled);
      }
      return recycled;
    }
  }
}
