package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import longpoll.fake.FakeRun;
import longpoll.record.RunStatus;

/**
 * Shell commands that make a run in no time: each takes a record that lies ready, and announces it.
 */
final class PreparedRuns {
  private final Path ready;
  private int made;

  /**
   * @param directory gets the records and the script
   */
  PreparedRuns(Path directory) throws IOException {
    ready = Files.createDirectories(directory.resolve("ready"));
    Files.createDirectories(directory.resolve("taken"));
  }

  /** Prepares a run that is too small for a verdict on its tail. */
  void add(String side, double lagMillis) throws IOException {
    FakeRun run = new FakeRun(++made);
    run.users = 200;
    run.seconds = 10;
    add(side, lagMillis, run);
  }

  /** Prepares a run with enough samples for every gate. */
  void addLarge(String side, double lagMillis) throws IOException {
    add(side, lagMillis, new FakeRun(++made));
  }

  /** Prepares a run that does not stand. */
  void addInvalid(String side) throws IOException {
    FakeRun run = new FakeRun(++made);
    run.users = 200;
    run.seconds = 10;
    run.status = RunStatus.INVALID;
    run.reasons = List.of("the injector could not keep up");
    add(side, 3, run);
  }

  private void add(String side, double lagMillis, FakeRun run) throws IOException {
    run.ramp = 1;
    run.warmup = 1;
    run.lagMillis = lagMillis;
    run.startedAt = Instant.parse("2026-11-24T09:00:00Z").plusSeconds(made);
    Files.createDirectories(ready.resolve(side));
    run.write(ready.resolve(side));
  }

  /** A command that takes the next run of a side. */
  String take(String side) {
    return "run=$(ls -d '"
        + ready.resolve(side)
        + "'/*/ | head -n 1) && echo \"takes $run\" && mv \"$run\" '"
        + ready.resolveSibling("taken")
        + "' && echo '"
        + ready.resolveSibling("taken")
        + "'/$(basename \"$run\") >> \"$LONGPOLL_RECORD_FILE\"";
  }
}
