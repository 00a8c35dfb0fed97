package longpoll.report;

import java.util.List;
import longpoll.histogram.SignedHistogram;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;

/**
 * A distribution made ready for many questions: the same answers as {@link
 * SignedHistogram#valueAtPercentile}, each by a search instead of a walk. Immutable.
 *
 * @param name of the run or the measure that it is of
 * @param values not to be changed; may be empty, but then there is nothing to ask
 * @param highest of each bucket, ascending
 * @param upTo how many values lie in a bucket and those before it
 */
record PercentileCurve(String name, SignedHistogram values, long[] highest, long[] upTo) {
  private static final double NANOS_PER_MILLI = 1e6;

  static PercentileCurve of(String name, SignedHistogram values) {
    List<SignedHistogram.Bucket> buckets = values.buckets();
    long[] highest = new long[buckets.size()];
    long[] upTo = new long[buckets.size()];
    long seen = 0;
    for (int i = 0; i < highest.length; i++) {
      highest[i] = buckets.get(i).highest();
      seen += buckets.get(i).count();
      upTo[i] = seen;
    }
    return new PercentileCurve(name, values, highest, upTo);
  }

  /** All together: histograms are added, percentiles are never averaged. */
  static PercentileCurve pooled(String name, List<PercentileCurve> curves) {
    SignedHistogram sum = new SignedHistogram();
    curves.forEach(curve -> sum.add(curve.values()));
    return of(name, sum);
  }

  long count() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /**
   * @param percentile 0 to 100
   */
  double millisAt(double percentile) {
    if (percentile == 0) {
      return values.min() / NANOS_PER_MILLI;
    }
    long rank = (long) Math.ceil(Math.nextDown(percentile) * count() / 100);
    int from = 0;
    int to = upTo.length - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (upTo[middle] < rank) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return highest[from] / NANOS_PER_MILLI;
  }

  HdrChart.Curve drawn(String label, int style, Line.Look look) {
    return new HdrChart.Curve(label, style, look, count(), this::millisAt);
  }
}
