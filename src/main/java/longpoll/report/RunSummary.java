package longpoll.report;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import longpoll.measure.Objective;
import longpoll.measure.Objectives;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.settings.Settings;

/** A recorded run on the terminal, whatever its status: what its end printed, made again. */
public final class RunSummary {
  private RunSummary() {}

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
    require(folder, "settings", run.settings());
    require(folder, "totals", run.totals());
    require(folder, "held", run.held());
    require(folder, "events", run.events());
    require(folder, "metrics", run.metrics());
    List<Objective> objectives = Objectives.check(objectives(folder, run.settings()), run);
    StringBuilder text = new StringBuilder();
    text.append(new ConsoleSummary(run, objectives, folder, paint).body());
    for (Objective objective : objectives) {
      String line =
          "  "
              + (objective.met() ? "met     " : "missed  ")
              + objective.name()
              + ": required "
              + objective.required()
              + ", actual "
              + objective.actual();
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

  /** As the run had them; what a record does not say is as strict as can be. */
  private static Settings.Objectives objectives(RunFolder folder, Map<String, Object> settings) {
    return new Settings.Objectives(
        (long) number(folder, settings, "objectives.failed.max", 0),
        (long) number(folder, settings, "objectives.missed.max", 0),
        (long) number(folder, settings, "objectives.duplicated.max", 0),
        number(folder, settings, "objectives.early.max", 0.01),
        number(folder, settings, "objectives.held.min", 0.95));
  }

  private static double number(
      RunFolder folder, Map<String, Object> settings, String key, double absent) {
    Object value = settings.get(key);
    if (value == null) {
      return absent;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new RecordException(
        folder.runJson(), "field settings." + key + " is not a number: " + value);
  }

  private static void require(RunFolder folder, String field, Object value) {
    if (value == null) {
      throw new RecordException(
          folder.runJson(), "field " + field + " is missing: a run record has one");
    }
  }
}
