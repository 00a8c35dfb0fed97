package longpoll.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import longpoll.compare.Comparison;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;
import longpoll.report.RunName.Side;
import longpoll.report.svg.Axis;
import longpoll.report.svg.TimeScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/**
 * The seconds of a comparison: both sides on one chart. The tail after the window is left out,
 * since it answers all held polls at once.
 */
final class ComparedSeries {
  /** More points a run than this are not told apart on a screen with forty runs. */
  private static final int MOST_POINTS = 200;

  private static final int TABLE_ROWS = 20;

  private final ReadRuns<List<SeriesRow>> runs;
  private final int size;
  private final TimeScale time;
  private final List<Zone> zones;
  private final double[] x;

  /**
   * @param value of the seconds that a point stands for; NaN where there is none
   */
  private record Shown(
      String id,
      String title,
      String axis,
      String unit,
      String caption,
      ToDoubleFunction<List<SeriesRow>> value) {}

  private static final List<Shown> ALL =
      List.of(
          new Shown(
              "held-series",
              "Held polls",
              "polls",
              "",
              "Polls waiting at the end of each second, as the client counts.",
              rows -> Bins.mean(rows, SeriesRow::held)),
          new Shown(
              "events-series",
              "Events a second",
              "a second",
              "",
              "Events received in each second, over all users.",
              rows -> Bins.mean(rows, SeriesRow::events)),
          new Shown(
              "empty-series",
              "Empty rate",
              "% of delivered and empty",
              " %",
              "Share of the polls delivered or empty that were empty.",
              rows -> 100 * Bins.emptyRate(rows)),
          new Shown(
              "lag-series",
              "Delivery lag p99",
              "ms",
              " ms",
              "The p99 of delivery lag of what arrived in each second.",
              rows -> Bins.highest(rows, SeriesRow::lagP99Ms)),
          new Shown(
              "cpu-series",
              "Server CPU",
              "cores busy",
              "",
              "Cores that the server kept busy in each second.",
              rows -> Bins.mean(rows, SeriesRow::serverCpu)));

  private ComparedSeries(ReadRuns<List<SeriesRow>> runs) {
    this.runs = runs;
    List<SeriesRow> longest =
        runs.runs().stream()
            .map(ReadRuns.Run::content)
            .max(Comparator.comparingInt(List::size))
            .orElseThrow();
    size = Math.max(1, (longest.size() + MOST_POINTS - 1) / MOST_POINTS);
    time = SeriesFigures.time(longest);
    zones = SeriesFigures.zones(longest);
    x = Bins.ofSize(longest, size).middles();
  }

  static List<Figure> of(Comparison comparison) {
    ReadRuns<List<SeriesRow>> runs = ReadRuns.read(comparison, ComparedSeries::rows);
    if (runs.runs().isEmpty()) {
      return List.of(
          Figure.absent(
              "held-series",
              "Second by second",
              "No charts: " + String.join("; ", runs.unreadable()) + ".",
              null));
    }
    ComparedSeries series = new ComparedSeries(runs);
    return ALL.stream().map(series::figure).toList();
  }

  private static List<SeriesRow> rows(RunFolder folder) {
    List<SeriesRow> rows =
        SeriesCsv.read(folder.seriesCsv()).stream()
            .filter(row -> !"tail".equals(row.phase()))
            .toList();
    if (rows.isEmpty()) {
      throw new RecordException(folder.seriesCsv(), "the run has no whole second");
    }
    return rows;
  }

  private Figure figure(Shown shown) {
    SeriesFigure.Group base = group(Side.BASE, shown);
    SeriesFigure.Group candidate = group(Side.CANDIDATE, shown);
    if (base.isEmpty() && candidate.isEmpty()) {
      return Figure.absent(shown.id(), shown.title(), "No run measured it by the second.", null);
    }
    SeriesFigure figure = new SeriesFigure(time, zones, x, List.of(base, candidate));
    Axis fit = figure.axis(shown.axis(), zone -> true);
    Axis y = shown.unit().equals(" %") ? SeriesFigure.share(fit) : fit;
    return figure.figure(
        shown.id(),
        shown.title(),
        shown.title() + " over time, base and candidate",
        "The median of each side's runs, and the runs. The table has values.",
        caption(shown, figure.largestOff(y) > 0),
        y,
        shown.unit(),
        table(shown, base.line().y(), candidate.line().y()));
  }

  /** A run's values, as many as the longest run has. */
  private SeriesFigure.Group group(Side side, Shown shown) {
    List<double[]> values = new ArrayList<>();
    for (List<SeriesRow> rows : runs.of(side)) {
      double[] own = Bins.ofSize(rows, size).each(shown.value());
      double[] padded = Arrays.copyOf(own, x.length);
      Arrays.fill(padded, Math.min(own.length, x.length), x.length, Double.NaN);
      values.add(padded);
    }
    return SeriesFigure.Group.side(side, x, values);
  }

  private String caption(Shown shown, boolean off) {
    boolean lag = shown.id().equals("lag-series");
    return shown.caption()
        + (size == 1
            ? ""
            : " Each point stands for "
                + size
                + " s"
                + (lag ? " and is the worst second of it." : "."))
        + (off ? " Before the window it goes off the scale." : "")
        + runs.leftOut();
  }

  private Table table(Shown shown, double[] base, double[] candidate) {
    Table.Builder table =
        new Table.Builder(shown.title() + ", medians over the runs")
            .text("From (" + time.unit() + ")")
            .numbers("Base", "Candidate", "Difference");
    int step = Math.max(1, (x.length + TABLE_ROWS - 1) / TABLE_ROWS);
    for (int from = 0; from < x.length; from += step) {
      int to = Math.min(x.length, from + step);
      double before = mean(base, from, to);
      double after = mean(candidate, from, to);
      table.row(
          time.label((long) time.from() + (long) from * size),
          Numbers.digits(before),
          Numbers.digits(after),
          Numbers.signedDigits(after - before));
    }
    String unit = shown.unit().isEmpty() ? shown.axis() : shown.unit().strip();
    return table
        .note(
            "In "
                + unit
                + "; each row covers "
                + step * size
                + " s and is the mean of the points in it.")
        .build();
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}
