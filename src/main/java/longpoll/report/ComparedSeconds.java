package longpoll.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import longpoll.compare.Comparison;
import longpoll.record.RecordException;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;

/**
 * The seconds of all runs of a comparison, without their tails.
 *
 * @param runs those that have any
 * @param unreadable a line for each run that has none, or whose seconds cannot be read
 */
record ComparedSeconds(List<Run> runs, List<String> unreadable) {

  /** A run and its seconds; there is at least one. */
  record Run(RunName name, List<SeriesRow> rows) {}

  /** Reads the runs at the same time, as far as there are processors for it. */
  static ComparedSeconds read(Comparison comparison) {
    List<String> unreadable = Collections.synchronizedList(new ArrayList<>());
    List<Run> runs =
        RunName.all(comparison).parallelStream()
            .map(name -> new Run(name, rows(name, unreadable)))
            .filter(run -> !run.rows().isEmpty())
            .toList();
    return new ComparedSeconds(runs, unreadable.stream().sorted().toList());
  }

  private static List<SeriesRow> rows(RunName name, List<String> unreadable) {
    try {
      List<SeriesRow> rows =
          SeriesCsv.read(name.run().folder().seriesCsv()).stream()
              .filter(row -> !"tail".equals(row.phase()))
              .toList();
      if (rows.isEmpty()) {
        unreadable.add(name.inFull() + ": series.csv: the run has no whole second");
      }
      return rows;
    } catch (RecordException e) {
      unreadable.add(name.inFull() + ": " + ReportPage.withoutFolder(e, name.run().folder()));
      return List.of();
    }
  }
}
