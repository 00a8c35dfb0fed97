package longpoll.prediction;

import java.util.function.DoubleUnaryOperator;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of measured delays in microseconds, kept as 4,096 quantiles. Each is the upper end
 * of its slice, so that the longest delay is never left out. Immutable.
 */
final class EmpiricalDistribution {
  private static final int SLICES = 4_096;

  private final long[] micros = new long[SLICES];

  /** Of values in nanoseconds; all zero where there are none. */
  EmpiricalDistribution(Histogram nanos) {
    this(nanos, probability -> 0);
  }

  /**
   * Of what values in nanoseconds are above an intended part of them.
   *
   * @param intendedMicros the quantile function of the intended part
   */
  EmpiricalDistribution(Histogram nanos, DoubleUnaryOperator intendedMicros) {
    int slice = 0;
    for (HistogramIterationValue bucket : nanos.recordedValues()) {
      double slices = bucket.getPercentileLevelIteratedTo() / 100 * SLICES;
      double value = bucket.getValueIteratedTo() / 1e3;
      for (; slice + 1 <= slices; slice++) {
        double intended = intendedMicros.applyAsDouble((slice + 0.5) / SLICES);
        micros[slice] = Math.round(Math.max(0, value - intended));
      }
    }
  }

  /**
   * @param probability from 0 up to 1, which does not count
   */
  long quantile(double probability) {
    return micros[(int) (probability * SLICES)];
  }
}
