package longpoll.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import longpoll.compare.Comparison;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.report.RunName.Side;

/**
 * What a file of each run of a comparison has.
 *
 * @param runs those whose file could be read
 * @param unreadable a line for each of the others
 */
record ReadRuns<T>(List<Run<T>> runs, List<String> unreadable) {
  record Run<T>(RunName name, T content) {}

  /**
   * Reads the runs at the same time, as far as there are processors for it.
   *
   * @param reader throws a {@link RecordException} where the file cannot be read
   */
  static <T> ReadRuns<T> read(Comparison comparison, Function<RunFolder, T> reader) {
    List<String> unreadable = Collections.synchronizedList(new ArrayList<>());
    List<Run<T>> runs =
        RunName.all(comparison).parallelStream()
            .map(name -> new Run<>(name, read(name, reader, unreadable)))
            .filter(run -> run.content() != null)
            .toList();
    return new ReadRuns<>(runs, unreadable.stream().sorted().toList());
  }

  private static <T> T read(RunName name, Function<RunFolder, T> reader, List<String> unreadable) {
    RunFolder folder = name.run().folder();
    try {
      return reader.apply(folder);
    } catch (RecordException e) {
      unreadable.add(name.inFull() + ": " + ReportPage.withoutFolder(e, folder));
      return null;
    }
  }

  /**
   * Something made of what the runs have.
   *
   * @param make gives null for a run that has nothing of it
   */
  <R> ReadRuns<R> map(BiFunction<RunName, T, R> make) {
    return new ReadRuns<>(
        runs.stream()
            .map(run -> new Run<>(run.name(), make.apply(run.name(), run.content())))
            .filter(run -> run.content() != null)
            .toList(),
        unreadable);
  }

  /** What the runs of a side have, in their order. */
  List<T> of(Side side) {
    return runs.stream().filter(run -> run.name().side() == side).map(Run::content).toList();
  }

  /** A sentence that names what could not be read, with a space before it; or nothing. */
  String leftOut() {
    return unreadable.isEmpty() ? "" : " Left out: " + String.join("; ", unreadable) + ".";
  }
}
