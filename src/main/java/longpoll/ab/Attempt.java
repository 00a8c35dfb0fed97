package longpoll.ab;

import java.nio.file.Path;
import java.util.List;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;

/** One command that was run, for what has to be said of it. */
record Attempt(AbState state, AbState.Turn turn, CommandRunner.End end, Path log) {
  private static final int LOG_LINES = 12;

  /** The one record that the command should have left. */
  Path only(List<Path> found) {
    if (found.isEmpty()) {
      throw failed("left no run record");
    }
    if (found.size() > 1) {
      throw failed(
          "left "
              + found.size()
              + " run records, where one run is to be made: "
              + String.join(", ", found.stream().map(Path::toString).toList()));
    }
    for (MadeRun earlier : state.runs()) {
      if (earlier.folder().equals(found.get(0).toString())) {
        throw failed(
            "left its record in "
                + earlier.folder()
                + ", as run "
                + earlier.order()
                + " did: each run needs a folder of its own");
      }
    }
    return found.get(0);
  }

  RunRecord read(Path run) {
    try {
      RunRecord record = RunRecords.read(new RunFolder(run).runJson());
      if (record.status() == null) {
        throw failed("left a record without a status in " + run);
      }
      return record;
    } catch (RecordException e) {
      throw failed("left a record that cannot be read: " + e.getMessage());
    }
  }

  /** With all that is needed to see why. */
  AbException failed(String what) {
    StringBuilder message = new StringBuilder();
    message
        .append(Progress.name(state, turn))
        .append(": the command ")
        .append(what)
        .append("\n  command: ")
        .append(state.plan().command(turn.side()))
        .append("\n  exit code: ")
        .append(end.exitCode())
        .append(", after ")
        .append(Progress.words(end.took().toMillis()))
        .append("\n  log: ")
        .append(log);
    AbFolder.lastLines(log, LOG_LINES).forEach(line -> message.append("\n    ").append(line));
    return new AbException(AbException.Kind.FAILED, message.toString());
  }
}
