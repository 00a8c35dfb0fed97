package longpoll.measure;

import java.util.EnumMap;
import java.util.Map;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;

/**
 * What the harness is told by the probe process while the run lasts: adds its deltas. Thread-safe:
 * one thread listens, the sampler reads.
 */
public final class ProbeLedger {
  private final Map<Phase, SignedHistogram> lags = new EnumMap<>(Phase.class);
  private ProbeAccount account;
  private long held;

  /** What the probes saw since the last delta. To be added once. */
  public synchronized void add(ProbeAccount.Delta delta) {
    account = (account == null ? ProbeAccount.NONE : account).plus(delta.account());
    held = delta.held();
    delta
        .lags()
        .forEach(
            (phase, values) ->
                lags.computeIfAbsent(phase, any -> new SignedHistogram()).add(values.open()));
  }

  /** Nothing more will be heard of the probes: what they held ends with them. */
  public synchronized void lost() {
    held = 0;
  }

  /** How many polls the probes held when they were last heard of. */
  synchronized long held() {
    return held;
  }

  /** What they saw so far; null before the first delta, and where there are no probes. */
  public synchronized ProbeAccount account() {
    return account;
  }

  /**
   * Hands over the lags since the last time, and forgets them. Histograms are lent for the call.
   */
  synchronized void drain(HistogramLogs.Sink sink) {
    lags.forEach(
        (phase, values) -> {
          if (values.fromZero().getTotalCount() > 0) {
            sink.take(Measure.LAG_PROBE, phase, false, values.fromZero());
          }
          if (values.belowZero().getTotalCount() > 0) {
            sink.take(Measure.LAG_PROBE, phase, true, values.belowZero());
          }
        });
    lags.clear();
  }
}
