package longpoll.report;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.result.InjectorQueue;

/** A run on the terminal, whatever its status: printed at its end, and again by {@code show}. */
public final class RunSummary {
  private final RunRecord record;
  private final RunFolder folder;
  private final Console.Paint paint;

  RunSummary(RunRecord record, RunFolder folder, Console.Paint paint) {
    this.record = record;
    this.folder = folder;
    this.paint = paint;
  }

  /**
   * @throws RecordException when the record cannot be read, or lacks what every run knows
   */
  public static void print(RunFolder folder, PrintWriter out) {
    text(folder, Console.Paint.ofThisProcess()).lines().forEach(out::println);
    out.flush();
  }

  static String text(RunFolder folder, Console.Paint paint) {
    RunRecord run = RunRecords.read(folder.runJson());
    require(folder, "status", run.status());
    require(folder, "reasons", run.reasons());
    StringBuilder text = new StringBuilder();
    text.append(new RunSummary(run, folder, paint).body());
    for (RunRecord.Objective objective : run.objectives()) {
      String line = "  " + (objective.met() ? "met     " : "missed  ") + inWords(objective);
      text.append(objective.met() ? line : paint.bad(line)).append('\n');
    }
    if (Files.exists(folder.report())) {
      text.append("Report:         ").append(folder.report()).append('\n');
    }
    if (Files.exists(folder.gatlingReport())) {
      text.append("Gatling report: ").append(folder.gatlingReport()).append('\n');
    }
    return text.append("Record:         ").append(folder.runJson()).append('\n').toString();
  }

  private static String inWords(RunRecord.Objective objective) {
    return objective.name()
        + (objective.required() == null ? "" : ": required " + objective.required())
        + (objective.actual() == null ? "" : ", actual " + objective.actual());
  }

  private static void require(RunFolder folder, String field, Object value) {
    if (value == null) {
      throw new RecordException(
          folder.runJson(), "field " + field + " is missing: a run record has one");
    }
  }

  /** Of a run that has just ended: Gatling's report is still to come. */
  String ofEnded() {
    return body()
        + "Report:         "
        + folder.report()
        + "\nGatling report: "
        + folder.gatlingReport()
        + " (written when Gatling ends)\nRecord:         "
        + folder.runJson()
        + "\n";
  }

  /** All but where the files are. */
  private String body() {
    StringBuilder text = new StringBuilder();
    text.append(headline()).append('\n');
    record.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
    text.append('\n');
    text.append(ConsoleTable.of(PlannedActual.of(new RunFacts(record)), paint)).append('\n');
    text.append(ConsoleTable.of(latencies(), paint));
    String queue = InjectorQueue.inWords(record);
    text.append(queue.isEmpty() ? "" : queue + "\n").append('\n');
    Table failures = FailureKinds.brief(record);
    if (failures != null) {
      text.append(ConsoleTable.of(failures, paint));
      FailureKinds.cuts(record).forEach(cut -> text.append(ConsoleTable.ascii(cut)).append('\n'));
      text.append('\n');
    }
    List<Objective> objectives = record.objectives();
    long met = objectives.stream().filter(Objective::met).count();
    text.append("Objectives: ")
        .append(met)
        .append(" of ")
        .append(objectives.size())
        .append(" met (")
        .append(objectives.stream().map(Objective::name).collect(Collectors.joining(", ")))
        .append(")\n");
    return text.toString();
  }

  private String headline() {
    String word = record.status().word().toUpperCase(java.util.Locale.ROOT);
    boolean fine =
        record.status() == RunStatus.COMPLETE
            && record.objectives().stream().allMatch(Objective::met);
    String title = "Run " + record.id() + ": " + word;
    return fine ? paint.good(title) : paint.bad(title);
  }

  private Table latencies() {
    Table.Builder table =
        new Table.Builder("Latencies in the window, ms")
            .text("Measure")
            .numbers("count", "p50", "p90", "p99", "p99.9", "max");
    for (Measure measure : Measure.values()) {
      MetricSummary summary = new RunFacts(record).metric(measure);
      if (summary.count() > 0) {
        table.row(PercentileFigure.row(measure.tag(), summary));
      }
    }
    return table.build();
  }
}
