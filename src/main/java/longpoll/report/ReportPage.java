package longpoll.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.histogram.TotalsLog;
import longpoll.measure.ErrorCollector;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.SeriesCsv;
import longpoll.text.Numbers;

/**
 * {@code report.html}: one run on one page, without a network and readable without a script. The
 * page needs {@code run.json}; where {@code totals.hlog} or {@code series.csv} cannot be read it
 * says so in place of their charts. Its style sheet is written beside it.
 */
public final class ReportPage {
  private ReportPage() {}

  /**
   * A part that cannot be made leaves a gap in the page, which is written all the same.
   *
   * @throws RecordException when the folder has no usable run record
   * @throws IllegalStateException when the page is written, but a part of it could not be made
   */
  public static void write(RunFolder folder) throws IOException {
    ErrorCollector errors = new ErrorCollector((part, thrown) -> {});
    String page = render(folder, errors);
    Pages.write(folder.report(), page);
    if (!errors.problems().isEmpty()) {
      throw new IllegalStateException(String.join("; ", errors.problems()));
    }
  }

  static String render(RunFolder folder) throws IOException {
    return render(folder, new ErrorCollector((part, thrown) -> {}));
  }

  static String render(RunFolder folder, ErrorCollector errors) throws IOException {
    RunRecord run = RunRecords.read(folder.runJson());
    RunFacts facts = new RunFacts(run);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("run", run);
    model.put("label", run.label() == null ? "" : run.label());
    model.put("api", facts.api());
    model.put("simulation", Text.simulation(run.simulation()));
    model.put("startedAt", Text.moment(run.startedAt()));
    model.put("duration", Numbers.duration(run.durationMs()));
    model.put("banner", Banner.of(run));
    model.put("keyFigures", errors.get("Key figures", List.of(), () -> KeyFigure.of(facts)));
    model.put("planned", table("Planned beside actual", errors, () -> PlannedActual.of(facts)));
    model.put("latency", figures("Latency", errors, () -> latency(facts, folder)));
    model.put("measures", table("Other measures", errors, () -> LatencyFigures.others(facts)));
    model.put("series", figures("Second by second", errors, () -> series(facts, folder)));
    model.put("outcomes", table("Outcomes", errors, () -> RunTables.outcomes(run)));
    List<Table> health = new ArrayList<>();
    health.add(table("Health", errors, () -> RunTables.health(run)));
    health.add(table("Clock and connections", errors, () -> RunTables.clockAndConnections(run)));
    if (run.shards() != null) {
      health.add(table("Injectors", errors, () -> RunTables.injectors(run)));
    }
    if (run.requests() != null) {
      health.add(table("Requests besides polls", errors, () -> RunTables.requests(run)));
    }
    if (run.publisher() != null) {
      health.add(table("Publisher", errors, () -> RunTables.publisher(run)));
    }
    model.put("health", health);
    model.put("failures", table("Failures", errors, () -> FailureKinds.of(run)));
    model.put("cuts", errors.get("Time-outs", List.of(), () -> FailureKinds.cuts(run)));
    model.put("settings", table("Settings", errors, () -> RunTables.settings(run)));
    model.put("environment", table("Environment", errors, () -> RunTables.environment(run)));
    return Pages.render("report.ftlh", model);
  }

  private static Table table(String title, ErrorCollector errors, Callable<Table> table) {
    return errors.get(
        title, new Table.Builder(title).text(title).row("could not be made").build(), table);
  }

  private static List<Figure> figures(
      String title, ErrorCollector errors, Callable<List<Figure>> figures) {
    String id = title.toLowerCase(Locale.ROOT).replace(' ', '-');
    return errors.get(
        title, List.of(Figure.absent(id, title, "Could not be made.", null)), figures);
  }

  private static List<Figure> latency(RunFacts facts, RunFolder folder) {
    Map<Measure, SignedHistogram> totals = null;
    String unreadable = "";
    try {
      totals = TotalsLog.read(folder.totalsLog());
    } catch (RecordException e) {
      unreadable = withoutFolder(e, folder);
    }
    return List.of(
        LatencyFigures.holdTime(facts, totals, unreadable),
        LatencyFigures.lag(facts, totals, unreadable));
  }

  private static List<Figure> series(RunFacts facts, RunFolder folder) {
    try {
      return new ArrayList<>(SeriesFigures.of(facts, SeriesCsv.read(folder.seriesCsv())));
    } catch (RecordException e) {
      return List.of(
          Figure.absent(
              "held", "Second by second", "No charts: " + withoutFolder(e, folder), null));
    }
  }

  /** A page may be shown to strangers, who need not know where it was made. */
  static String withoutFolder(RecordException e, RunFolder folder) {
    return e.getMessage().replace(folder.path() + java.io.File.separator, "");
  }
}
