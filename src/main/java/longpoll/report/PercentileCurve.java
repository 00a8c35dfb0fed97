package longpoll.report;

import java.util.List;
import longpoll.measure.SignedHistogram;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;

/**
 * A distribution made ready for many questions: the same answers as {@link
 * SignedHistogram#valueAtPercentile}, each by a search instead of a walk. Immutable.
 */
final class PercentileCurve {
  private final long[] highest;
  private final long[] upTo;
  private final long min;

  /**
   * @param values must not be empty
   */
  PercentileCurve(SignedHistogram values) {
    List<SignedHistogram.Bucket> buckets = values.buckets();
    highest = new long[buckets.size()];
    upTo = new long[buckets.size()];
    long seen = 0;
    for (int i = 0; i < highest.length; i++) {
      highest[i] = buckets.get(i).highest();
      seen += buckets.get(i).count();
      upTo[i] = seen;
    }
    min = values.min();
  }

  long count() {
    return upTo[upTo.length - 1];
  }

  /**
   * @param percentile 0 to 100
   */
  double millisAt(double percentile) {
    if (percentile == 0) {
      return min / LatencyFigures.NANOS_PER_MILLI;
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
    return highest[from] / LatencyFigures.NANOS_PER_MILLI;
  }

  HdrChart.Curve named(String label, int style, Line.Look look) {
    return new HdrChart.Curve(label, style, look, count(), this::millisAt);
  }
}
