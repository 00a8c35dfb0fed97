package longpoll.measure;

import java.util.EnumMap;
import java.util.Map;
import longpoll.record.RunRecord;
import org.HdrHistogram.Histogram;

/**
 * What the harness is told by the probe process while the run lasts. Thread-safe: one thread
 * listens, the sampler reads.
 */
public final class ProbeLedger {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Map<Phase, Histogram> fromZero = new EnumMap<>(Phase.class);
  private final Map<Phase, Histogram> belowZero = new EnumMap<>(Phase.class);
  private volatile long held;
  private volatile RunRecord.Probes report;

  /**
   * Lags that probes saw of events planned in a phase, in nanoseconds.
   *
   * @param negative whether these are the magnitudes of lags below zero
   */
  public synchronized void lag(Phase phase, boolean negative, Histogram values) {
    (negative ? belowZero : fromZero)
        .computeIfAbsent(phase, any -> new Histogram(SIGNIFICANT_DIGITS))
        .add(values);
  }

  /** How many polls the probes hold now. */
  public void held(long polls) {
    held = polls;
  }

  /** The probes' own account, once they have ended. */
  public void report(RunRecord.Probes probes) {
    report = probes;
  }

  long held() {
    return held;
  }

  /** Null while probes poll, where there are none, and where their process broke off. */
  public RunRecord.Probes report() {
    return report;
  }

  /** Hands over what came since the last time, and forgets it. Histograms are lent for the call. */
  synchronized void drain(HistogramBank.Sink sink) {
    drain(fromZero, false, sink);
    drain(belowZero, true, sink);
  }

  private static void drain(
      Map<Phase, Histogram> values, boolean negative, HistogramBank.Sink sink) {
    values.forEach(
        (phase, histogram) -> {
          if (histogram.getTotalCount() > 0) {
            sink.take(Measure.LAG_PROBE, phase, negative, histogram);
            histogram.reset();
          }
        });
  }
}
