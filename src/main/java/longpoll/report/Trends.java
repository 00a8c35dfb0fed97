package longpoll.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import longpoll.histogram.Measure;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.report.svg.Axis;
import longpoll.report.svg.CategoryScale;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.TimeChart;
import longpoll.text.Numbers;

/**
 * Lag and empty rate over time, for each simulation and label with at least two runs that no API
 * definition gives a history of its own. Needs the records alone.
 */
final class Trends {
  private static final int MOST_GROUPS = 12;
  private static final int MOST_RUNS = 100;
  private static final int NO_VALUE = 3;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What the marks of each chart mean. */
  static final List<Figure.Entry> LEGEND = legend("lag p50; empty rate", "lag p99");

  /**
   * The runs of one simulation and label over time, ready to print.
   *
   * @param runs how many, in words
   * @param table the charts' values
   * @param verdict of the newest runs against the baseline; its reasons say what is lacking
   */
  public record Trend(
      String id, String title, String runs, List<Figure> charts, Table table, Banner verdict) {}

  private Trends() {}

  private record Group(String simulation, String label) {}

  /**
   * @param first what a solid line is
   * @param second what a dashed one is
   */
  static List<Figure.Entry> legend(String first, String second) {
    return List.of(
        new Figure.Entry(first, 0, "marked"),
        new Figure.Entry(second, 1, "marked"),
        new Figure.Entry("invalid or aborted run", NO_VALUE, "mark"));
  }

  /** The groups with the newest runs first. */
  static List<Trend> of(List<RunEntry> newestFirst) {
    Map<Group, List<RunEntry>> groups = new LinkedHashMap<>();
    for (RunEntry entry : newestFirst) {
      if (entry.readable() && !entry.baseline() && entry.run().api() == null) {
        RunRecord run = entry.run();
        Group group =
            new Group(
                run.simulation() == null ? "" : run.simulation(),
                run.label() == null ? "" : run.label());
        groups.computeIfAbsent(group, absent -> new ArrayList<>()).add(entry);
      }
    }
    List<Trend> trends = new ArrayList<>();
    for (Map.Entry<Group, List<RunEntry>> group : groups.entrySet()) {
      if (group.getValue().size() > 1 && trends.size() < MOST_GROUPS) {
        trends.add(trend("trend-" + trends.size(), group.getKey(), group.getValue(), newestFirst));
      }
    }
    return trends;
  }

  private static Trend trend(
      String id, Group group, List<RunEntry> newestFirst, List<RunEntry> all) {
    List<RunEntry> runs = oldestFirst(newestFirst.stream().limit(MOST_RUNS).toList());
    List<Figure> charts =
        Stream.of(
                chart(
                    id + "-lag",
                    "Delivery lag, parked",
                    "ms",
                    runs,
                    Map.of("p50", facts -> facts.metric(Measure.LAG_PARKED).p50()),
                    Map.of("p99", facts -> facts.metric(Measure.LAG_PARKED).p99())),
                chart(
                    id + "-empty",
                    "Empty rate",
                    "%",
                    runs,
                    Map.of("empty rate", Trends::emptyPercent)))
            .toList();
    String title = Text.simulation(group.simulation());
    return new Trend(
        id,
        group.label().isEmpty() ? title : title + " \u2013 " + group.label(),
        newestFirst.size() == runs.size()
            ? runs.size() + " runs"
            : "newest " + runs.size() + " of " + newestFirst.size() + " runs",
        charts,
        table(runs),
        AgainstBaseline.of(group.simulation(), newestFirst, all));
  }

  static List<RunEntry> oldestFirst(List<RunEntry> newestFirst) {
    List<RunEntry> runs = new ArrayList<>(newestFirst);
    Collections.reverse(runs);
    return runs;
  }

  static Double emptyPercent(RunFacts facts) {
    return facts.emptyRate() == null ? null : (Double) (100 * facts.emptyRate());
  }

  /**
   * A small chart with a mark for each run.
   *
   * @param unit the axis' title; behind the numbers that are read out, too
   * @param runs oldest first
   * @param styles the lines of each style, by their names
   */
  @SafeVarargs
  static Figure chart(
      String id,
      String title,
      String unit,
      List<RunEntry> runs,
      Map<String, Function<RunFacts, Double>>... styles) {
    List<Line> lines = new ArrayList<>();
    List<ChartData.Readout> said = new ArrayList<>();
    for (int style = 0; style < styles.length; style++) {
      for (Map.Entry<String, Function<RunFacts, Double>> value : styles[style].entrySet()) {
        line(lines, said, value.getKey(), style, " " + unit, runs, value.getValue());
      }
    }
    marksOfOthers(lines, said, runs);
    CategoryScale x =
        new CategoryScale(runs.stream().map(entry -> DAY.format(entry.when())).toList());
    Chart chart =
        new Chart(
            id,
            title + " of each run, oldest first",
            "One mark a run. The table below has the values.",
            new Axis("started (UTC)", x),
            TimeChart.fit(unit, lines),
            List.of(),
            lines);
    double[] places = new double[runs.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return Figure.small(
        chart,
        title,
        ChartData.of(
            place -> Text.moment(runs.get((int) place).when().toString()), places, x, said));
  }

  /** Joins the complete runs that measured it, past those that did not. */
  private static void line(
      List<Line> lines,
      List<ChartData.Readout> said,
      String label,
      int style,
      String unit,
      List<RunEntry> runs,
      Function<RunFacts, Double> value) {
    List<double[]> points = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Double y = complete(runs.get(i)) ? value.apply(new RunFacts(runs.get(i).run())) : null;
      if (y != null) {
        points.add(new double[] {i, y});
      }
      values.add(y == null ? null : Numbers.digits(y) + unit);
    }
    double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
    lines.add(Line.of(label, style, x, y));
    lines.add(Line.of(label, style, x, y).withLook(Line.Look.MARKS));
    said.add(new ChartData.Readout(label, values));
  }

  /** A run that is not complete has a cross on the axis, and no value. */
  private static void marksOfOthers(
      List<Line> lines, List<ChartData.Readout> said, List<RunEntry> runs) {
    double[] x = new double[runs.size()];
    double[] y = new double[runs.size()];
    List<String> words = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
      y[i] = complete(runs.get(i)) ? Double.NaN : 0;
      words.add(complete(runs.get(i)) ? null : status(runs.get(i)));
    }
    if (words.stream().anyMatch(java.util.Objects::nonNull)) {
      lines.add(Line.of("not complete", NO_VALUE, x, y).withLook(Line.Look.MARKS));
      said.add(new ChartData.Readout("status", words));
    }
  }

  private static Table table(List<RunEntry> runs) {
    Table.Builder table =
        new Table.Builder("Trend, oldest first. Numbers of complete runs only")
            .text("Started", "Status")
            .numbers("Lag p50, parked", "Lag p99, parked", "Empty rate");
    for (RunEntry entry : runs) {
      RunFacts facts = new RunFacts(entry.run());
      boolean complete = complete(entry);
      table.row(
          Text.moment(entry.when().toString()),
          status(entry),
          complete ? Numbers.millis(facts.metric(Measure.LAG_PARKED).p50()) : Numbers.NONE,
          complete ? Numbers.millis(facts.metric(Measure.LAG_PARKED).p99()) : Numbers.NONE,
          complete ? Numbers.percent(facts.emptyRate()) : Numbers.NONE);
    }
    return table.build();
  }

  static boolean complete(RunEntry entry) {
    return entry.run().status() == RunStatus.COMPLETE;
  }

  private static String status(RunEntry entry) {
    return entry.run().status() == null ? "no status" : entry.run().status().word();
  }
}
