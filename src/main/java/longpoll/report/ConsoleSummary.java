package longpoll.report;

import java.util.List;
import java.util.stream.Collectors;
import longpoll.measure.InjectorQueue;
import longpoll.measure.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;
import longpoll.text.Numbers;

/** The last words of a run on the terminal. */
final class ConsoleSummary {
  private final RunRecord record;
  private final RunFolder folder;
  private final Console.Paint paint;

  ConsoleSummary(RunRecord record, RunFolder folder, Console.Paint paint) {
    this.record = record;
    this.folder = folder;
    this.paint = paint;
  }

  /** Of a run that has just ended: Gatling's report is still to come. */
  String text() {
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
  String body() {
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
      FailureKinds.cuts(record).forEach(cut -> text.append(ascii(cut)).append('\n'));
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
      MetricSummary summary = new RunFacts(record).metric(measure.tag());
      if (summary.count() > 0) {
        table.row(
            measure.tag(),
            Numbers.count(summary.count()),
            Numbers.digits(summary.p50()),
            Numbers.digits(summary.p90()),
            Numbers.digits(summary.p99()),
            Numbers.digits(summary.p999()),
            Numbers.digits(summary.max()));
      }
    }
    return table.build();
  }

  /** Terminals and logs are not all set to Unicode. */
  static String ascii(String text) {
    return text.replace('\u00a0', ' ').replace('\u2013', '-').replace('\u2212', '-');
  }
}
