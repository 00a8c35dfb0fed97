package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import longpoll.record.SeriesRow;

/**
 * The seconds of a run in groups of equal length, so that a long run fits a chart and a table. Each
 * group is over rows that follow each other. Null stands for what was not measured, and becomes
 * NaN.
 *
 * @param size seconds a group; 1 leaves the rows as they are
 */
record Bins(int size, List<List<SeriesRow>> groups) {
  private static final int DRAWN_WHOLE = 1000;
  private static final int DRAWN_GROUPS = 400;

  /** For a chart: up to 1,000 seconds each for itself, beyond that at most 400 groups. */
  static Bins forChart(List<SeriesRow> rows) {
    return rows.size() <= DRAWN_WHOLE ? atMost(rows, rows.size()) : atMost(rows, DRAWN_GROUPS);
  }

  static Bins atMost(List<SeriesRow> rows, int most) {
    return ofSize(rows, Math.max(1, (rows.size() + most - 1) / Math.max(1, most)));
  }

  static Bins ofSize(List<SeriesRow> rows, int size) {
    List<List<SeriesRow>> groups = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += size) {
      groups.add(rows.subList(from, Math.min(rows.size(), from + size)));
    }
    return new Bins(size, groups);
  }

  boolean thinned() {
    return size > 1;
  }

  /** The middle of each group, in seconds. */
  double[] middles() {
    return each(rows -> (rows.get(0).second() + rows.get(rows.size() - 1).second() + 1) / 2.0);
  }

  double[] mean(Function<SeriesRow, ? extends Number> value) {
    return each(rows -> mean(rows, value));
  }

  double[] lowest(Function<SeriesRow, ? extends Number> value) {
    return each(rows -> values(rows, value).min().orElse(Double.NaN));
  }

  double[] highest(Function<SeriesRow, ? extends Number> value) {
    return each(rows -> highest(rows, value));
  }

  double[] each(ToDoubleFunction<List<SeriesRow>> value) {
    return groups.stream().mapToDouble(value).toArray();
  }

  static double mean(List<SeriesRow> rows, Function<SeriesRow, ? extends Number> value) {
    return values(rows, value).average().orElse(Double.NaN);
  }

  static double highest(List<SeriesRow> rows, Function<SeriesRow, ? extends Number> value) {
    return values(rows, value).max().orElse(Double.NaN);
  }

  /** Over a group a rate is counted anew: the mean of rates is not the rate. */
  static double emptyRate(List<SeriesRow> rows) {
    long empty = rows.stream().mapToLong(SeriesRow::empty).sum();
    long answered = empty + rows.stream().mapToLong(SeriesRow::delivered).sum();
    return answered == 0 ? Double.NaN : (double) empty / answered;
  }

  private static java.util.stream.DoubleStream values(
      List<SeriesRow> rows, Function<SeriesRow, ? extends Number> value) {
    return rows.stream()
        .map(value)
        .filter(number -> number != null && Double.isFinite(number.doubleValue()))
        .mapToDouble(Number::doubleValue);
  }
}
