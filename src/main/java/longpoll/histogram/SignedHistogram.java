package longpoll.histogram;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import longpoll.record.MetricSummary;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of values that may lie below zero, in nanoseconds. A histogram takes no negative
 * values, so those are kept as magnitudes in a twin; every answer is over both halves together.
 *
 * <p>Percentiles follow HdrHistogram's rule: the value at percentile p is the one at rank {@code
 * ceil(p / 100 * count)} in ascending order, given as the highest value that its bucket stands for.
 * Below zero the highest of a bucket is its smallest magnitude.
 *
 * <p>Not thread-safe: fill it from one thread, or from interval histograms that no longer change.
 */
public final class SignedHistogram {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram fromZero = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram belowZero = new Histogram(SIGNIFICANT_DIGITS);

  public void record(long nanos) {
    if (nanos >= 0) {
      fromZero.recordValue(nanos);
    } else {
      belowZero.recordValue(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
    }
  }

  /** Adds a histogram of values from zero up. */
  public void addFromZero(AbstractHistogram values) {
    fromZero.add(values);
  }

  /** Adds a histogram of the magnitudes of values below zero. */
  public void addBelowZero(AbstractHistogram magnitudes) {
    belowZero.add(magnitudes);
  }

  public void add(SignedHistogram other) {
    fromZero.add(other.fromZero);
    belowZero.add(other.belowZero);
  }

  /** The values from zero up, as a log keeps them: a copy. */
  public Histogram fromZero() {
    return fromZero.copy();
  }

  /** The magnitudes of the values below zero, as a log keeps them: a copy. */
  public Histogram belowZero() {
    return belowZero.copy();
  }

  /** All values, those below zero as zero: a copy. */
  public Histogram atLeastZero() {
    Histogram values = fromZero.copy();
    values.recordValueWithCount(0, belowZero.getTotalCount());
    return values;
  }

  public long count() {
    return belowZero.getTotalCount() + fromZero.getTotalCount();
  }

  public boolean isEmpty() {
    return count() == 0;
  }

  /**
   * @throws IllegalStateException when there are no values
   */
  public long min() {
    requireValues();
    return belowZero.getTotalCount() > 0 ? -belowZero.getMaxValue() : fromZero.getMinValue();
  }

  /**
   * @throws IllegalStateException when there are no values
   */
  public long max() {
    requireValues();
    return fromZero.getTotalCount() > 0 ? fromZero.getMaxValue() : -belowZero.getMinValue();
  }

  /**
   * @throws IllegalStateException when there are no values
   */
  public double mean() {
    requireValues();
    double sum =
        fromZero.getMean() * fromZero.getTotalCount()
            - belowZero.getMean() * belowZero.getTotalCount();
    return sum / count();
  }

  /**
   * The value that {@code percentile} percent of all values do not exceed.
   *
   * @param percentile 0 to 100
   * @throws IllegalStateException when there are no values
   */
  public long valueAtPercentile(double percentile) {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile must be between 0 and 100, but is " + percentile);
    }
    requireValues();
    if (percentile == 0) {
      return min();
    }
    // One ulp less, as HdrHistogram does, so that 100 * k / n rounds up to rank k and not k + 1.
    long rank = (long) Math.ceil(Math.nextDown(percentile) * count() / 100);
    rank = Math.min(Math.max(rank, 1), count());
    long negatives = belowZero.getTotalCount();
    if (rank > negatives) {
      return fromZero.highestEquivalentValue(valueAtRank(fromZero, rank - negatives));
    }
    return -belowZero.lowestEquivalentValue(valueAtRank(belowZero, negatives - rank + 1));
  }

  /** The same in milliseconds; null when there are no values. */
  public Double millisAtPercentile(double percentile) {
    return isEmpty() ? null : (Double) millis(valueAtPercentile(percentile));
  }

  /** All buckets that hold values, ascending. */
  public List<Bucket> buckets() {
    List<Bucket> all = new ArrayList<>();
    for (HistogramIterationValue step : belowZero.recordedValues()) {
      long highest = -belowZero.lowestEquivalentValue(step.getValueIteratedTo());
      all.add(new Bucket(highest, step.getCountAtValueIteratedTo()));
    }
    Collections.reverse(all);
    for (HistogramIterationValue step : fromZero.recordedValues()) {
      all.add(new Bucket(step.getValueIteratedTo(), step.getCountAtValueIteratedTo()));
    }
    return all;
  }

  /** The summary that {@code run.json} keeps, in milliseconds. */
  public MetricSummary summary() {
    if (isEmpty()) {
      return MetricSummary.NONE;
    }
    return new MetricSummary(
        "ms",
        count(),
        millis(min()),
        millis(Math.round(mean())),
        millis(valueAtPercentile(50)),
        millis(valueAtPercentile(90)),
        millis(valueAtPercentile(99)),
        millis(valueAtPercentile(99.9)),
        millis(max()));
  }

  private static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  private static long valueAtRank(Histogram histogram, long rank) {
    long seen = 0;
    for (HistogramIterationValue step : histogram.recordedValues()) {
      seen += step.getCountAtValueIteratedTo();
      if (seen >= rank) {
        return step.getValueIteratedTo();
      }
    }
    throw new IllegalStateException("rank " + rank + " of " + seen + " values");
  }

  private void requireValues() {
    if (isEmpty()) {
      throw new IllegalStateException("no values: ask isEmpty() first");
    }
  }

  /**
   * @param highest the highest value that the bucket stands for, in nanoseconds
   * @param count how many values it holds
   */
  public record Bucket(long highest, long count) {}
}
