package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import longpoll.record.RunRecord;
import longpoll.record.SeriesRow;
import longpoll.report.svg.Axis;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.LinearScale;
import longpoll.report.svg.TimeChart;
import longpoll.report.svg.TimeScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/** The seconds of a run as charts, each with a table of at most 20 rows. */
final class SeriesFigures {
  private static final int TABLE_ROWS = 20;

  private final RunFacts facts;
  private final List<SeriesRow> rows;
  private final Bins bins;
  private final Bins coarse;
  private final double[] x;
  private final TimeScale time;
  private final List<Zone> zones;

  private SeriesFigures(RunFacts facts, List<SeriesRow> rows) {
    this.facts = facts;
    this.rows = rows;
    this.bins = Bins.forChart(rows);
    this.coarse = Bins.atMost(rows, TABLE_ROWS);
    this.x = bins.middles();
    this.time = new TimeScale(rows.get(0).second(), rows.get(rows.size() - 1).second() + 1.0);
    this.zones = zones(rows);
  }

  static List<Figure> of(RunFacts facts, List<SeriesRow> rows) {
    if (rows.isEmpty()) {
      return List.of(
          Figure.absent("held", "Second by second", "The run has no whole second.", null));
    }
    SeriesFigures figures = new SeriesFigures(facts, rows);
    return List.of(
        figures.held(), figures.events(), figures.emptyRate(), figures.lag(), figures.cpu());
  }

  private Figure held() {
    List<Line> lines = new ArrayList<>();
    lines.add(mean("held (client)", 0, SeriesRow::held));
    if (any(SeriesRow::serverHeld)) {
      lines.add(mean("held (server)", 1, SeriesRow::serverHeld));
    }
    RunRecord.Held held = facts.run().held();
    if (held != null && held.intended() != null) {
      lines.add(Line.level("intended", 3, time.from(), time.to(), held.intended()));
    }
    return figure(
        "held",
        "Held polls",
        TimeChart.fit("polls", lines),
        "Polls waiting at the end of each second",
        lines,
        "",
        table("Held polls")
            .column("Client, mean", rows -> Bins.mean(rows, SeriesRow::held))
            .column("Server, mean", rows -> Bins.mean(rows, SeriesRow::serverHeld)));
  }

  private Figure events() {
    List<Line> lines = new ArrayList<>();
    lines.add(mean("events received", 0, SeriesRow::events));
    lines.add(mean("polls answered", 1, SeriesRow::polls));
    boolean failures = rows.stream().anyMatch(row -> row.failed() > 0);
    if (failures) {
      lines.add(mean("polls failed", 2, SeriesRow::failed));
    }
    return figure(
        "events",
        "Events and polls a second",
        TimeChart.fit("a second", beforeTail(lines)),
        "Events received and polls answered in each second, over all users" + tailOff(lines),
        lines,
        "",
        table("Events and polls a second")
            .column("Events", rows -> Bins.mean(rows, SeriesRow::events))
            .column("Polls", rows -> Bins.mean(rows, SeriesRow::polls))
            .column("Failed", rows -> Bins.mean(rows, SeriesRow::failed)));
  }

  /**
   * The end of a run answers all held polls at once; a scale that has room for that would press the
   * window flat.
   */
  private List<Line> beforeTail(List<Line> lines) {
    List<Line> trimmed = new ArrayList<>();
    for (Line line : lines) {
      double[] y = line.y().clone();
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] > tailFrom() ? Double.NaN : y[i];
      }
      trimmed.add(Line.of(line.label(), line.style(), x, y));
    }
    return trimmed;
  }

  private double tailFrom() {
    return zones.stream()
        .filter(zone -> zone.label().equals("tail"))
        .mapToDouble(Zone::from)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private String tailOff(List<Line> lines) {
    double highest = 0;
    for (Line line : lines) {
      highest =
          Math.max(highest, DoubleStream.of(line.y()).filter(Double::isFinite).max().orElse(0));
    }
    Axis fit = TimeChart.fit("", beforeTail(lines));
    return fit.scale().place(highest) <= 1
        ? ""
        : "; the tail goes off the scale, up to " + Numbers.digits(highest) + " a second";
  }

  private Figure emptyRate() {
    List<Line> lines = new ArrayList<>();
    double[] rates = bins.each(rows -> 100 * Bins.emptyRate(rows));
    lines.add(Line.of("empty rate", 0, x, rates));
    Double predicted = facts.emptyRatePredicted();
    double[] window = facts.window();
    if (predicted != null && window != null) {
      lines.add(
          Line.level(
              "predicted",
              3,
              Math.max(time.from(), window[0]),
              Math.min(time.to(), window[1]),
              100 * predicted));
    }
    return figure(
        "empty-rate",
        "Empty rate (204)",
        shareAxis(lines),
        "Share of the polls answered 200 or 204 in each second that were answered 204",
        lines,
        " %",
        table("Empty rate, %").column("Empty rate", rows -> 100 * Bins.emptyRate(rows)));
  }

  /** A share needs no room above 100 %. */
  private static Axis shareAxis(List<Line> lines) {
    String title = "% of delivered and empty";
    return TimeChart.fit(title, lines).scale() instanceof LinearScale fit && fit.to() <= 100
        ? new Axis(title, fit)
        : new Axis(title, new LinearScale(0, 100));
  }

  private Figure lag() {
    SeriesTable table =
        table("Delivery lag, ms")
            .column("p50, worst second", rows -> Bins.highest(rows, SeriesRow::lagP50Ms))
            .column("p99, worst second", rows -> Bins.highest(rows, SeriesRow::lagP99Ms))
            .column("Highest", rows -> Bins.highest(rows, SeriesRow::lagMaxMs));
    if (!any(SeriesRow::lagP50Ms)) {
      String why = facts.whyNoLag();
      return Figure.absent(
          "lag-series",
          "Delivery lag over time",
          why.isEmpty() ? "Delivery lag was not measured second by second." : why,
          null);
    }
    List<Line> lines =
        List.of(worst("p50", 0, SeriesRow::lagP50Ms), worst("p99", 1, SeriesRow::lagP99Ms));
    return figure(
        "lag-series",
        "Delivery lag over time",
        TimeChart.fit("ms", lines),
        "Delivery lag of what arrived in each second",
        lines,
        " ms",
        table);
  }

  private Figure cpu() {
    if (!any(SeriesRow::injectorCpu) && !any(SeriesRow::serverCpu)) {
      return Figure.absent("cpu", "CPU", "CPU was not measured in this run.", null);
    }
    List<Line> lines = new ArrayList<>();
    lines.add(mean("injector", 0, SeriesRow::injectorCpu));
    if (any(SeriesRow::serverCpu)) {
      lines.add(mean("server", 1, SeriesRow::serverCpu));
    }
    if (facts.run().environment() != null) {
      lines.add(
          Line.level(
              "cores there are", 3, time.from(), time.to(), facts.run().environment().cores()));
    }
    return figure(
        "cpu",
        "CPU",
        TimeChart.fit("cores busy", lines),
        "Cores busy in each second, both sides",
        lines,
        "",
        table("Cores busy")
            .column("Injector", rows -> Bins.mean(rows, SeriesRow::injectorCpu))
            .column("Server", rows -> Bins.mean(rows, SeriesRow::serverCpu)));
  }

  private Figure figure(
      String id,
      String title,
      Axis y,
      String caption,
      List<Line> lines,
      String unit,
      SeriesTable table) {
    Table summary = table.build();
    Chart chart =
        TimeChart.of(
            id, title + " over time", caption + ". The table has values.", time, y, zones, lines);
    return Figure.of(
        chart,
        title,
        caption + "." + gaps(lines) + thinning(id),
        ChartData.of(chart, second -> time.label((long) second) + unitOfTime(), unit),
        summary,
        true);
  }

  private String unitOfTime() {
    return time.unit().equals("s") ? " s" : " " + time.unit();
  }

  private static String gaps(List<Line> lines) {
    boolean any =
        lines.stream().anyMatch(line -> DoubleStream.of(line.y()).anyMatch(Double::isNaN));
    return any ? " A gap: no value there." : "";
  }

  private String thinning(String id) {
    if (!bins.thinned()) {
      return "";
    }
    String how =
        switch (id) {
          case "lag-series" -> "the worst second of it";
          case "empty-rate" -> "the rate over all of it";
          default -> "the mean, the band around it from the lowest to the highest second";
        };
    return " Long run: each point stands for " + bins.size() + " s and is " + how + ".";
  }

  private Line mean(String label, int style, Function<SeriesRow, ? extends Number> value) {
    Line line = Line.of(label, style, x, bins.mean(value));
    return bins.thinned() ? line.withBand(bins.lowest(value), bins.highest(value)) : line;
  }

  private Line worst(String label, int style, Function<SeriesRow, Double> value) {
    return Line.of(label, style, x, bins.highest(value));
  }

  private boolean any(Function<SeriesRow, ? extends Number> value) {
    return rows.stream().anyMatch(row -> value.apply(row) != null);
  }

  private SeriesTable table(String caption) {
    return new SeriesTable(caption, coarse, time);
  }

  /** The shaded parts: what is not of the window. */
  static List<Zone> zones(List<SeriesRow> rows) {
    List<Zone> zones = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= rows.size(); i++) {
      String phase = rows.get(from).phase();
      if (i == rows.size() || !java.util.Objects.equals(rows.get(i).phase(), phase)) {
        if (phase != null && !phase.equals("window")) {
          String label = phase.equals("warmup") ? "warm-up" : phase;
          zones.add(new Zone(label, rows.get(from).second(), rows.get(i - 1).second() + 1.0));
        }
        from = i;
      }
    }
    return zones;
  }
}
