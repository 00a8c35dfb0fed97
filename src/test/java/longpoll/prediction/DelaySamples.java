package longpoll.prediction;

import org.HdrHistogram.Histogram;

/** Delays that a run might have measured, in milliseconds. */
final class DelaySamples {
  private DelaySamples() {}

  static MeasuredDelays.Users none() {
    return new MeasuredDelays.Users(millis(), millis(), millis());
  }

  static Histogram millis(double... values) {
    Histogram histogram = new Histogram(3);
    for (double value : values) {
      histogram.recordValue(Math.round(value * 1e6));
    }
    return histogram;
  }

  /** Users and events that are always late by the same. */
  static MeasuredDelays always(double lateness, double rearm, double lag, double slip) {
    return inWindow(millis(lateness), millis(rearm), millis(lag), millis(slip));
  }

  /** Of a run whose delays are all in its window. */
  static MeasuredDelays inWindow(
      Histogram lateness, Histogram rearmGap, Histogram lag, Histogram slip) {
    return new MeasuredDelays(none(), new MeasuredDelays.Users(lateness, rearmGap, lag), slip, 0);
  }
}
