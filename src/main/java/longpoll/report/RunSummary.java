package longpoll.report;

import java.io.PrintWriter;
import java.nio.file.Files;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;

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
    StringBuilder text = new StringBuilder();
    text.append(new ConsoleSummary(run, folder, paint).body());
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
}
