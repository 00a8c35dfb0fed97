package longpoll.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;

/** A run folder and its record, which has all that a comparison needs. */
public record ComparedRun(RunFolder folder, RunRecord record) {

  /**
   * @param run a run folder, or the {@code run.json} in it
   * @throws RecordException when the record is missing, broken, foreign or of a newer version
   */
  public static ComparedRun read(Path run) {
    RunFolder folder = new RunFolder(Files.isDirectory(run) ? run : folderOf(run));
    Path file = Files.isRegularFile(run) ? run : folder.runJson();
    RunRecord record = RunRecords.readWhole(file);
    require(file, "id", record.id());
    require(file, "status", record.status());
    require(file, "simulation", record.simulation());
    require(file, "settings", record.settings());
    require(file, "environment", record.environment());
    require(file, "target", record.target());
    require(file, "totals", record.totals());
    require(file, "polls", record.polls());
    require(file, "events", record.events());
    require(file, "metrics", record.metrics());
    return new ComparedRun(folder, record);
  }

  public String id() {
    return record.id();
  }

  public boolean complete() {
    return record.status() == RunStatus.COMPLETE;
  }

  /** Whether all numbers of the runs may go into a history, which would keep them for good. */
  public static boolean allComplete(List<ComparedRun> runs) {
    return runs.stream().allMatch(ComparedRun::complete);
  }

  private static Path folderOf(Path file) {
    return file.getFileName() != null && file.getFileName().toString().endsWith(".json")
        ? file.toAbsolutePath().getParent()
        : file;
  }

  private static void require(Path file, String field, Object value) {
    if (value == null) {
      throw new RecordException(file, "field " + field + " is missing: a run record has one");
    }
  }
}
