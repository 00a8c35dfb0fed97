package longpoll.measure;

import java.util.Map;
import longpoll.prediction.MeasuredDelays;

/** The delays of a run that is over, for the prediction of its empty rate. */
public final class RunDelays {
  private RunDelays() {}

  /**
   * @param clockBoundMicros how far the clocks of client and server may be apart, or null
   */
  public static MeasuredDelays of(
      RunLedger run, RunSampler.Sampled sampled, Long clockBoundMicros) {
    return new MeasuredDelays(
        users(sampled.beforeWindow()),
        users(sampled.window()),
        run.broadcasts.slips().atLeastZero(),
        clockBoundMicros == null ? 0 : clockBoundMicros);
  }

  static MeasuredDelays.Users users(Map<Measure, SignedHistogram> measured) {
    return new MeasuredDelays.Users(
        measured.get(Measure.LATENESS).atLeastZero(),
        measured.get(Measure.REARM).atLeastZero(),
        measured.get(Measure.LAG_PARKED).atLeastZero());
  }
}
