package longpoll.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How late something was in a run: a distribution in microseconds, in two forms. One is its mean
 * and variance; the other, for chances in steps of a twentieth down to one in a million, what is
 * exceeded no more often than that. Nothing is earlier than in time: what lies below zero counts as
 * zero. Immutable.
 */
final class Delay {
  /** Never late. */
  static final Delay NONE = new Delay(0, 0, new double[Chance.LEVELS]);

  private final double mean;
  private final double variance;
  private final double[] quantiles;

  private Delay(double mean, double variance, double[] quantiles) {
    this.mean = mean;
    this.variance = variance;
    this.quantiles = quantiles;
  }

  /** Of values in nanoseconds; never late where there are none. */
  static Delay of(SignedHistogram nanos) {
    return nanos.isEmpty() ? NONE : of(nanos, quantile -> 0);
  }

  /**
   * What is left of values in nanoseconds after an intended part of them.
   *
   * @param intendedMicros the intended part's quantile: from 0 to 1, ascending
   */
  static Delay of(SignedHistogram nanos, DoubleUnaryOperator intendedMicros) {
    if (nanos.isEmpty()) {
      return NONE;
    }
    List<SignedHistogram.Bucket> buckets = nanos.buckets();
    double[] quantiles = new double[Chance.LEVELS];
    double sum = 0;
    double squares = 0;
    long total = nanos.count();
    long seen = 0;
    int level = 0;
    // What is left of a longer value may be shorter; a quantile may not.
    double longest = 0;
    for (SignedHistogram.Bucket bucket : buckets) {
      double middle = (seen + bucket.count() / 2.0) / total;
      double micros = late(bucket, intendedMicros.applyAsDouble(middle));
      sum += micros * bucket.count();
      squares += micros * micros * bucket.count();
      longest = Math.max(longest, micros);
      seen += bucket.count();
      double above = (double) (total - seen) / total;
      for (; level < Chance.LEVELS && Chance.of(level) >= above; level++) {
        quantiles[level] = longest;
      }
    }
    Arrays.fill(quantiles, level, Chance.LEVELS, longest);
    double mean = sum / total;
    return new Delay(mean, Math.max(0, squares / total - mean * mean), quantiles);
  }

  private static double late(SignedHistogram.Bucket bucket, double intendedMicros) {
    return Math.max(0, bucket.highest() / 1e3 - intendedMicros);
  }

  double mean() {
    return mean;
  }

  double variance() {
    return variance;
  }

  /** What is exceeded with a chance of {@link Chance#of} that level at most. */
  double quantile(int level) {
    return quantiles[level];
  }
}
