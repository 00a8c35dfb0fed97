package longpoll.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.measure.Measure;
import longpoll.measure.SignedHistogram;
import longpoll.measure.TotalsLog;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.SeriesCsv;

/**
 * {@code report.html}: one run on one page, without a network and readable without a script. The
 * page needs {@code run.json}; where {@code totals.hlog} or {@code series.csv} cannot be read it
 * says so in place of their charts. Its style sheet is written beside it.
 */
public final class ReportPage {
  private ReportPage() {}

  /**
   * @throws RecordException when the folder has no usable run record
   */
  public static void write(RunFolder folder) throws IOException {
    String page = render(folder);
    Pages.write(folder.report(), page);
  }

  static String render(RunFolder folder) throws IOException {
    RunRecord run = RunRecords.read(folder.runJson());
    RunFacts facts = new RunFacts(run);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("run", run);
    model.put("label", run.label() == null ? "" : run.label());
    model.put("simulation", Text.simulation(run.simulation()));
    model.put("startedAt", Text.moment(run.startedAt()));
    model.put("duration", Text.duration(run.durationMs()));
    model.put("banner", Banner.of(run));
    model.put("keyFigures", KeyFigure.of(facts));
    model.put("planned", PlannedActual.of(facts));
    model.put("latency", latency(facts, folder));
    model.put("measures", LatencyFigures.others(facts));
    model.put("series", series(facts, folder));
    model.put("outcomes", Facts.outcomes(run));
    model.put("health", List.of(Facts.health(run), Facts.clockAndConnections(run)));
    model.put("failures", FailureKinds.of(run));
    model.put("settings", Facts.settings(run));
    model.put("environment", Facts.environment(run));
    return Pages.render("report.ftlh", model);
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
