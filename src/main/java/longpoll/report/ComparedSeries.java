package longpoll.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import longpoll.compare.Comparison;
import longpoll.record.SeriesRow;
import longpoll.report.svg.Axis;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.LinearScale;
import longpoll.report.svg.Size;
import longpoll.report.svg.TimeChart;
import longpoll.report.svg.TimeScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/**
 * The seconds of all runs laid over each other: each run thin, the median of a side's runs bold.
 * The tail after the window is left out, since it answers all held polls at once.
 */
final class ComparedSeries {
  /** More points a run than this are not told apart on a screen with forty runs. */
  private static final int MOST_POINTS = 200;

  private static final int TABLE_ROWS = 20;

  private final List<ComparedSeconds.Run> runs;
  private final List<String> unreadable;
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
              "Empty rate (204)",
              "% of delivered and empty",
              " %",
              "Share of the polls answered 200 or 204 that were answered 204.",
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

  private ComparedSeries(ComparedSeconds seconds) {
    runs = seconds.runs();
    unreadable = seconds.unreadable();
    List<SeriesRow> longest =
        runs.stream()
            .map(ComparedSeconds.Run::rows)
            .max(java.util.Comparator.comparingInt(List::size))
            .orElseThrow();
    size = Math.max(1, (longest.size() + MOST_POINTS - 1) / MOST_POINTS);
    time = new TimeScale(longest.get(0).second(), longest.get(longest.size() - 1).second() + 1.0);
    zones = SeriesFigures.zones(longest);
    x = Bins.ofSize(longest, size).middles();
  }

  static List<Figure> of(Comparison comparison) {
    ComparedSeconds seconds = ComparedSeconds.read(comparison);
    if (seconds.runs().isEmpty()) {
      return List.of(
          Figure.absent(
              "held-series",
              "Second by second",
              "No charts: " + String.join("; ", seconds.unreadable()) + ".",
              null));
    }
    ComparedSeries series = new ComparedSeries(seconds);
    return ALL.stream().map(series::figure).toList();
  }

  private Figure figure(Shown shown) {
    List<double[]> base = values(shown, true);
    List<double[]> candidate = values(shown, false);
    if (empty(base) && empty(candidate)) {
      return Figure.absent(shown.id(), shown.title(), "No run measured it by the second.", null);
    }
    List<Line> lines = new ArrayList<>();
    List<Figure.Entry> legend = new ArrayList<>();
    thin(lines, base, true);
    thin(lines, candidate, false);
    bold(lines, legend, base, true);
    bold(lines, legend, candidate, false);
    if (!zones.isEmpty()) {
      legend.add(new Figure.Entry("not measured", 0, "zone"));
    }
    Axis y = axis(shown, lines);
    Chart chart =
        TimeChart.of(
            shown.id(),
            shown.title() + " over time, base and candidate",
            "The median of each side's runs, and the runs. The table has values.",
            time,
            y,
            zones,
            lines);
    return new Figure(
        shown.id(),
        shown.title(),
        caption(shown, y, lines),
        chart.svg(Size.WIDE),
        chart.svg(Size.NARROW),
        legend,
        data(shown, base, candidate),
        table(shown, base, candidate),
        true,
        "");
  }

  /** A run's values, as many as the longest run has. */
  private List<double[]> values(Shown shown, boolean base) {
    List<double[]> values = new ArrayList<>();
    for (ComparedSeconds.Run run : runs) {
      if (run.name().base() == base) {
        double[] own = Bins.ofSize(run.rows(), size).each(shown.value());
        double[] padded = Arrays.copyOf(own, x.length);
        Arrays.fill(padded, Math.min(own.length, x.length), x.length, Double.NaN);
        values.add(padded);
      }
    }
    return values;
  }

  private static boolean empty(List<double[]> values) {
    return values.stream().allMatch(one -> Arrays.stream(one).allMatch(Double::isNaN));
  }

  private void thin(List<Line> lines, List<double[]> values, boolean base) {
    if (values.size() > 1) {
      for (double[] y : values) {
        String label = base ? "base run" : "candidate run";
        lines.add(Line.of(label, ComparedLatency.style(base), x, y).withLook(Line.Look.THIN));
      }
    }
  }

  private void bold(
      List<Line> lines, List<Figure.Entry> legend, List<double[]> values, boolean base) {
    if (empty(values)) {
      return;
    }
    int style = ComparedLatency.style(base);
    boolean many = values.size() > 1;
    String label = (base ? "base" : "candidate") + (many ? ", median of " + values.size() : "");
    lines.add(
        Line.of(label, style, x, each(values, ComparedSeries::median))
            .withLook(many ? Line.Look.BOLD : Line.Look.PLAIN));
    legend.add(new Figure.Entry(label, style, many ? "bold" : "line"));
    if (many) {
      legend.add(new Figure.Entry((base ? "base" : "candidate") + ", single runs", style, "thin"));
    }
  }

  /** Fits the window: a ramp may be far off, and would press the window flat. */
  private Axis axis(Shown shown, List<Line> lines) {
    List<Line> inWindow = new ArrayList<>();
    for (Line line : lines) {
      double[] y = line.y().clone();
      for (int i = 0; i < y.length; i++) {
        double at = x[i];
        if (zones.stream().anyMatch(zone -> at >= zone.from() && at < zone.to())) {
          y[i] = Double.NaN;
        }
      }
      inWindow.add(Line.of(line.label(), line.style(), x, y));
    }
    Axis fit = TimeChart.fit(shown.axis(), inWindow);
    return shown.unit().equals(" %") && ((LinearScale) fit.scale()).to() > 100
        ? new Axis(shown.axis(), new LinearScale(0, 100))
        : fit;
  }

  private String caption(Shown shown, Axis y, List<Line> lines) {
    boolean off =
        lines.stream()
            .flatMapToDouble(line -> Arrays.stream(line.y()))
            .filter(Double::isFinite)
            .anyMatch(value -> y.scale().place(value) > 1 + 1e-9);
    boolean lag = shown.id().equals("lag-series");
    return shown.caption()
        + (size == 1
            ? ""
            : " Each point stands for "
                + size
                + " s"
                + (lag ? " and is the worst second of it." : "."))
        + (off ? " Before the window it goes off the scale." : "")
        + (unreadable.isEmpty() ? "" : " Left out: " + String.join("; ", unreadable) + ".");
  }

  private String data(Shown shown, List<double[]> base, List<double[]> candidate) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    lines.put("base", said(shown, base));
    lines.put("candidate", said(shown, candidate));
    String unit = time.unit().equals("s") ? " s" : " " + time.unit();
    return ChartData.of(second -> time.label((long) second) + unit, x, time, lines);
  }

  private List<String> said(Shown shown, List<double[]> values) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double[] at = at(values, i);
      if (at.length == 0) {
        said.add(null);
      } else {
        String range =
            at.length == 1
                ? ""
                : " (runs "
                    + Numbers.digits(at[0])
                    + " to "
                    + Numbers.digits(at[at.length - 1])
                    + ")";
        said.add(Numbers.digits(median(at)) + shown.unit() + range);
      }
    }
    return said;
  }

  private Table table(Shown shown, List<double[]> base, List<double[]> candidate) {
    Table.Builder table =
        new Table.Builder(shown.title() + ", medians over the runs")
            .text("From (" + time.unit() + ")")
            .numbers("Base", "Candidate", "Difference");
    double[] before = each(base, ComparedSeries::median);
    double[] after = each(candidate, ComparedSeries::median);
    int step = Math.max(1, (x.length + TABLE_ROWS - 1) / TABLE_ROWS);
    for (int from = 0; from < x.length; from += step) {
      int to = Math.min(x.length, from + step);
      double one = mean(before, from, to);
      double other = mean(after, from, to);
      double difference = other - one;
      table.row(
          time.label((long) time.from() + (long) from * size),
          Numbers.digits(one),
          Numbers.digits(other),
          Numbers.signedDigits(difference));
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

  private double[] each(List<double[]> values, ToDoubleFunction<double[]> value) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = value.applyAsDouble(at(values, i));
    }
    return y;
  }

  private static double[] at(List<double[]> values, int i) {
    return values.stream().mapToDouble(one -> one[i]).filter(Double::isFinite).sorted().toArray();
  }

  /** Of sorted values; NaN where there are none. */
  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
