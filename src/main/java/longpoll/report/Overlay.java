package longpoll.report;

import java.nio.file.Files;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import longpoll.measure.Measure;
import longpoll.measure.SignedHistogram;
import longpoll.measure.TotalsLog;
import longpoll.record.RecordException;
import longpoll.record.RunStatus;
import longpoll.report.svg.Chart;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;
import longpoll.text.Numbers;

/** The newest runs of one simulation laid over each other, newest first. */
final class Overlay {
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String simulation;
  private final Map<RunEntry, Map<Measure, SignedHistogram>> runs = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private Overlay(String simulation) {
    this.simulation = simulation;
  }

  /**
   * Figures of lag and hold time; none where no run has histograms.
   *
   * @param newestFirst all entries; the histograms of at most {@value Line#STYLES} are decoded
   */
  static List<Figure> of(List<RunEntry> newestFirst) {
    List<RunEntry> drawable =
        newestFirst.stream()
            .filter(entry -> entry.readable() && Files.exists(entry.folder().totalsLog()))
            .toList();
    if (drawable.isEmpty()) {
      return List.of();
    }
    String simulation = drawable.get(0).run().simulation();
    Overlay overlay = new Overlay(simulation);
    drawable.stream()
        .filter(entry -> Objects.equals(entry.run().simulation(), simulation))
        .limit(Line.STYLES)
        .forEach(overlay::add);
    return List.of(
        overlay.figure(
            "lag", "Delivery lag", "Planned publish instant to response complete", Measure.LAG),
        overlay.figure(
            "hold",
            "Hold time",
            "Request sent to response complete, delivered and empty polls together",
            Measure.HOLD_DELIVERED,
            Measure.HOLD_EMPTY));
  }

  private void add(RunEntry entry) {
    try {
      runs.put(entry, TotalsLog.read(entry.folder().totalsLog()));
    } catch (RecordException e) {
      unreadable.add(name(entry) + ": " + ReportPage.withoutFolder(e, entry.folder()));
    }
  }

  private Figure figure(String id, String title, String what, Measure... measures) {
    List<HdrChart.Curve> curves = new ArrayList<>();
    List<String> tooFew = new ArrayList<>();
    Table.Builder table =
        new Table.Builder(title + " by percentile (ms)")
            .text("Run")
            .numbers("Samples", "p50", "p90", "p99", "p99.9", "Max");
    int style = 0;
    for (Map.Entry<RunEntry, Map<Measure, SignedHistogram>> run : runs.entrySet()) {
      SignedHistogram values = new SignedHistogram();
      for (Measure measure : measures) {
        SignedHistogram some = run.getValue().get(measure);
        if (some != null) {
          values.add(some);
        }
      }
      HdrChart.Curve curve = LatencyFigures.curve(name(run.getKey()), style++, values);
      if (curve.drawable()) {
        curves.add(curve);
      } else {
        tooFew.add(curve.label());
      }
      row(table, curve.label(), values);
    }
    for (String problem : unreadable) {
      table.row(
          problem,
          Numbers.NONE,
          Numbers.NONE,
          Numbers.NONE,
          Numbers.NONE,
          Numbers.NONE,
          Numbers.NONE);
    }
    if (curves.isEmpty()) {
      return Figure.absent(
          id,
          title,
          "No run of " + Text.simulation(simulation) + " has enough samples.",
          table.build());
    }
    Chart chart =
        HdrChart.of(
            id,
            title + " by percentile, newest runs of " + Text.simulation(simulation),
            "One curve a run; the table has the values.",
            curves);
    String caption = LatencyFigures.caption(what, chart, tooFew);
    return Figure.of(
        chart, title, caption, LatencyFigures.percentileData(chart), table.build(), true);
  }

  private static void row(Table.Builder table, String label, SignedHistogram values) {
    if (values.isEmpty()) {
      table.row(label, "0", Numbers.NONE, Numbers.NONE, Numbers.NONE, Numbers.NONE, Numbers.NONE);
      return;
    }
    table.row(
        label,
        Numbers.count(values.count()),
        millis(values.valueAtPercentile(50)),
        millis(values.valueAtPercentile(90)),
        millis(values.valueAtPercentile(99)),
        millis(values.valueAtPercentile(99.9)),
        millis(values.max()));
  }

  private static String millis(long nanos) {
    return Numbers.digits(nanos / LatencyFigures.NANOS_PER_MILLI);
  }

  private static String name(RunEntry entry) {
    String label = entry.run().label();
    String name = label == null || label.isEmpty() ? "" : label + ", ";
    Number known = new RunFacts(entry.run()).users();
    String users = known == null ? "" : ", " + Numbers.count(known) + " users";
    String doubt = entry.run().status() == RunStatus.COMPLETE ? "" : ", " + word(entry);
    return name
        + SHORT.format(entry.when())
        + users
        + (entry.baseline() ? ", baseline" : "")
        + doubt;
  }

  private static String word(RunEntry entry) {
    return entry.run().status() == null ? "no status" : entry.run().status().word();
  }
}
