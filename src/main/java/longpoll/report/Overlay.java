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
import java.util.stream.Stream;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.histogram.TotalsLog;
import longpoll.record.RecordException;
import longpoll.record.RunStatus;
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
    List<PercentileFigure.Group> groups = new ArrayList<>();
    Table.Builder table = PercentileFigure.table(title, "Run");
    runs.forEach(
        (run, totals) -> {
          SignedHistogram values = new SignedHistogram();
          Stream.of(measures).map(totals::get).filter(Objects::nonNull).forEach(values::add);
          groups.add(PercentileFigure.Group.single(name(run), groups.size(), values));
          table.row(PercentileFigure.row(name(run), values.summary()));
        });
    for (String problem : unreadable) {
      String none = Numbers.NONE;
      table.row(problem, none, none, none, none, none, none);
    }
    PercentileFigure figure =
        new PercentileFigure(
            id,
            title,
            title + " by percentile, newest runs of " + Text.simulation(simulation),
            "One curve a run; the table has the values.",
            what,
            groups);
    return figure.drawable()
        ? figure.figure("", table.build(), true)
        : Figure.absent(
            id,
            title,
            "No run of " + Text.simulation(simulation) + " has enough samples.",
            table.build());
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
