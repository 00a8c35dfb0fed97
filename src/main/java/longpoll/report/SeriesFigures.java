package longpoll.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import longpoll.record.RunRecord;
import longpoll.record.SeriesRow;
import longpoll.report.SeriesFigure.Group;
import longpoll.report.svg.Axis;
import longpoll.report.svg.Line;
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
    this.time = time(rows);
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
    List<Group> groups = new ArrayList<>();
    groups.add(mean("held (client)", 0, SeriesRow::held));
    if (any(SeriesRow::serverHeld)) {
      groups.add(mean("held (server)", 1, SeriesRow::serverHeld));
    }
    RunRecord.Held held = facts.run().held();
    if (held != null && held.intended() != null) {
      groups.add(Group.level("intended", 3, time.from(), time.to(), held.intended()));
    }
    SeriesFigure drawn = drawn(groups);
    return figure(
        "held",
        "Held polls",
        drawn,
        drawn.axis("polls"),
        "Polls waiting at the end of each second",
        "",
        table("Held polls")
            .column("Client, mean", rows -> Bins.mean(rows, SeriesRow::held))
            .column("Server, mean", rows -> Bins.mean(rows, SeriesRow::serverHeld)));
  }

  private Figure events() {
    List<Group> groups = new ArrayList<>();
    groups.add(mean("events received", 0, SeriesRow::events));
    groups.add(mean("polls answered", 1, SeriesRow::polls));
    if (rows.stream().anyMatch(row -> row.failed() > 0)) {
      groups.add(mean("polls failed", 2, SeriesRow::failed));
    }
    SeriesFigure drawn = drawn(groups);
    // The end of a run answers all held polls at once.
    Axis y = drawn.axis("a second", zone -> zone.label().equals("tail"));
    double off = drawn.largestOff(y);
    return figure(
        "events",
        "Events and polls a second",
        drawn,
        y,
        "Events received and polls answered in each second, over all users"
            + (off > 0
                ? "; the tail goes off the scale, up to " + Numbers.digits(off) + " a second"
                : ""),
        "",
        table("Events and polls a second")
            .column("Events", rows -> Bins.mean(rows, SeriesRow::events))
            .column("Polls", rows -> Bins.mean(rows, SeriesRow::polls))
            .column("Failed", rows -> Bins.mean(rows, SeriesRow::failed)));
  }

  private Figure emptyRate() {
    List<Group> groups = new ArrayList<>();
    double[] rates = bins.each(rows -> 100 * Bins.emptyRate(rows));
    groups.add(Group.single(Line.of("empty rate", 0, x, rates)));
    Double predicted = facts.emptyRatePredicted();
    double[] window = facts.window();
    if (predicted != null && window != null) {
      double from = Math.max(time.from(), window[0]);
      double to = Math.min(time.to(), window[1]);
      groups.add(Group.level("predicted", 3, from, to, 100 * predicted));
    }
    SeriesFigure drawn = drawn(groups);
    return figure(
        "empty-rate",
        facts.emptyRateLabel(),
        drawn,
        SeriesFigure.share(drawn.axis("% of delivered and empty")),
        facts.outcomesAreStatuses()
            ? "Share of the polls answered 200 or 204 in each second that were answered 204"
            : "Share of the polls delivered or empty in each second that were empty",
        " %",
        table("Empty rate, %").column("Empty rate", rows -> 100 * Bins.emptyRate(rows)));
  }

  private Figure lag() {
    if (!any(SeriesRow::lagP50Ms)) {
      String why = facts.whyNoLag();
      return Figure.absent(
          "lag-series",
          "Delivery lag over time",
          why.isEmpty() ? "Delivery lag was not measured second by second." : why,
          null);
    }
    SeriesFigure drawn =
        drawn(
            List.of(
                Group.single(Line.of("p50", 0, x, bins.highest(SeriesRow::lagP50Ms))),
                Group.single(Line.of("p99", 1, x, bins.highest(SeriesRow::lagP99Ms)))));
    return figure(
        "lag-series",
        "Delivery lag over time",
        drawn,
        drawn.axis("ms"),
        "Delivery lag of what arrived in each second",
        " ms",
        table("Delivery lag, ms")
            .column("p50, worst second", rows -> Bins.highest(rows, SeriesRow::lagP50Ms))
            .column("p99, worst second", rows -> Bins.highest(rows, SeriesRow::lagP99Ms))
            .column("Highest", rows -> Bins.highest(rows, SeriesRow::lagMaxMs)));
  }

  private Figure cpu() {
    if (!any(SeriesRow::injectorCpu) && !any(SeriesRow::serverCpu)) {
      return Figure.absent("cpu", "CPU", "CPU was not measured in this run.", null);
    }
    List<Group> groups = new ArrayList<>();
    groups.add(mean("injector", 0, SeriesRow::injectorCpu));
    if (any(SeriesRow::serverCpu)) {
      groups.add(mean("server", 1, SeriesRow::serverCpu));
    }
    if (facts.run().environment() != null) {
      int cores = facts.run().environment().cores();
      groups.add(Group.level("cores there are", 3, time.from(), time.to(), cores));
    }
    SeriesFigure drawn = drawn(groups);
    return figure(
        "cpu",
        "CPU",
        drawn,
        drawn.axis("cores busy"),
        "Cores busy in each second, both sides",
        "",
        table("Cores busy")
            .column("Injector", rows -> Bins.mean(rows, SeriesRow::injectorCpu))
            .column("Server", rows -> Bins.mean(rows, SeriesRow::serverCpu)));
  }

  private SeriesFigure drawn(List<Group> groups) {
    return new SeriesFigure(time, zones, x, groups);
  }

  private Figure figure(
      String id,
      String title,
      SeriesFigure drawn,
      Axis y,
      String caption,
      String unit,
      SeriesTable table) {
    boolean gaps =
        drawn.lines().stream().anyMatch(line -> Arrays.stream(line.y()).anyMatch(Double::isNaN));
    return drawn.figure(
        id,
        title,
        title + " over time",
        caption + ". The table has values.",
        caption + "." + (gaps ? " A gap: no value there." : "") + thinning(id),
        y,
        unit,
        table.build());
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

  private Group mean(String label, int style, Function<SeriesRow, ? extends Number> value) {
    Line line = Line.of(label, style, x, bins.mean(value));
    return Group.single(
        bins.thinned() ? line.withBand(bins.lowest(value), bins.highest(value)) : line);
  }

  private boolean any(Function<SeriesRow, ? extends Number> value) {
    return rows.stream().anyMatch(row -> value.apply(row) != null);
  }

  private SeriesTable table(String caption) {
    return new SeriesTable(caption, coarse, time);
  }

  static TimeScale time(List<SeriesRow> rows) {
    return new TimeScale(rows.get(0).second(), rows.get(rows.size() - 1).second() + 1.0);
  }

  /** The shaded parts: what is not of the window. */
  static List<Zone> zones(List<SeriesRow> rows) {
    List<Zone> zones = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= rows.size(); i++) {
      String phase = rows.get(from).phase();
      if (i == rows.size() || !Objects.equals(rows.get(i).phase(), phase)) {
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
