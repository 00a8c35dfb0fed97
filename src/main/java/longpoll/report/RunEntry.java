package longpoll.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;

/**
 * A run folder as the index sees it: its record, or why that cannot be read.
 *
 * @param link the folder relative to the index, as a URL
 * @param when start of the run; of a record that cannot be read, when its folder last changed
 * @param run null where {@code error} says why
 */
record RunEntry(
    RunFolder folder, String link, boolean baseline, Instant when, RunRecord run, String error) {

  static RunEntry read(Path results, Path path, boolean baseline) {
    RunFolder folder = new RunFolder(path);
    if (!Files.exists(folder.runJson())) {
      String error = "no run.json: the run still goes on, or ended without a record";
      return new RunEntry(
          folder,
          RunLinks.relativeUrl(results.relativize(path)),
          baseline,
          changed(path),
          null,
          error);
    }
    String link = RunLinks.relativeUrl(results.relativize(path));
    try {
      RunRecord run = RunRecords.read(folder.runJson());
      return new RunEntry(folder, link, baseline, started(run, path), run, "");
    } catch (RecordException e) {
      String error = ReportPage.withoutFolder(e, folder);
      return new RunEntry(folder, link, baseline, changed(path), null, error);
    }
  }

  boolean readable() {
    return run != null;
  }

  private static Instant started(RunRecord run, Path path) {
    try {
      return Instant.parse(String.valueOf(run.startedAt()));
    } catch (DateTimeParseException e) {
      return changed(path);
    }
  }

  private static Instant changed(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
