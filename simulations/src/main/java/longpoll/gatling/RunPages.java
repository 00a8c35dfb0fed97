package longpoll.gatling;

import java.nio.file.Path;
import java.util.function.Supplier;
import longpoll.export.Format;
import longpoll.export.Formats;
import longpoll.measure.ErrorCollector;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.report.Console;
import longpoll.report.IndexPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a run's record and the pages that are made of it, and prints the summary.
 *
 * @param errors collects what fails; the record has that among its reasons
 */
record RunPages(RunFolder folder, Console console, ErrorCollector errors) {
  private static final Logger LOG = LoggerFactory.getLogger(RunPages.class);

  /**
   * @param maker makes the record; once more where a file could not be written
   * @return the record as it was written last
   */
  RunRecord write(Supplier<RunRecord> maker) {
    RunRecord record = maker.get();
    int before = errors.problems().size();
    writeRecord(record);
    aside("the announcement", () -> RecordAnnouncement.announce(folder, System.getenv()));
    report();
    if (errors.problems().size() > before) {
      // A file failed: the record says so, and the reports that can be written show it.
      record = writeRecord(maker.get());
      report();
    }
    listAndPrint(record);
    return record;
  }

  /** The record alone. */
  RunRecord writeRecord(RunRecord record) {
    errors.run("run.json", () -> RunRecords.write(record, folder.runJson()));
    return record;
  }

  private void report() {
    for (Format format : Formats.ofEachRun()) {
      errors.run(format.runFile(), () -> format.write(folder));
    }
  }

  private void listAndPrint(RunRecord record) {
    Path runs = folder.path().getParent();
    // In somebody else's results folder we have no list to keep.
    if (runs.endsWith("runs")) {
      aside("the list of runs", () -> IndexPage.write(runs.getParent()));
    }
    aside("the summary", () -> console.closing(record, folder));
  }

  /** What says nothing of this run's record: if it fails, that is for the log only. */
  private static void aside(String what, ErrorCollector.Work work) {
    new ErrorCollector((part, thrown) -> LOG.error("{} failed", part, thrown)).run(what, work);
  }
}
