package longpoll.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import longpoll.settings.Rearm;

/** Delays that a run might have measured, in milliseconds. */
final class DelaySamples {
  private DelaySamples() {}

  static Map<Measure, SignedHistogram> none() {
    Map<Measure, SignedHistogram> delays = new EnumMap<>(Measure.class);
    for (Measure measure : List.of(Measure.LATENESS, Measure.REARM, Measure.LAG_PARKED)) {
      delays.put(measure, new SignedHistogram());
    }
    return delays;
  }

  static SignedHistogram millis(double... values) {
    SignedHistogram histogram = new SignedHistogram();
    for (double value : values) {
      histogram.record(Math.round(value * 1e6));
    }
    return histogram;
  }

  static Map<Measure, SignedHistogram> of(
      SignedHistogram lateness, SignedHistogram rearm, SignedHistogram lag) {
    return Map.of(Measure.LATENESS, lateness, Measure.REARM, rearm, Measure.LAG_PARKED, lag);
  }

  /** Users and events that are always late by the same. */
  static RunDelays always(double lateness, double rearm, double lag, double slip) {
    return RunDelays.of(
        none(),
        of(millis(lateness), millis(rearm), millis(lag)),
        millis(slip),
        new Rearm.Immediate(),
        0);
  }
}
