package longpoll.ab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;

/** Commands that take no time: each writes a record, unless it is told to behave otherwise. */
final class FakeCommands implements CommandRunner {
  /** What was run, in order. */
  final List<String> commands = new ArrayList<>();

  private final Path runs;
  private final Map<Integer, Behaviour> behaviours = new HashMap<>();

  /**
   * @param runs where records go
   */
  FakeCommands(Path runs) {
    this.runs = runs;
  }

  /** What one run does instead. */
  @FunctionalInterface
  interface Behaviour {
    End run(Path announced, Path log) throws IOException, InterruptedException;
  }

  /**
   * @param number of the run, from 1
   */
  FakeCommands at(int number, Behaviour behaviour) {
    behaviours.put(number, behaviour);
    return this;
  }

  @Override
  public End run(
      String command, Map<String, String> environment, Path log, Consumer<ProcessHandle> started)
      throws IOException, InterruptedException {
    commands.add(command);
    started.accept(gone());
    Path announced = Path.of(environment.get(RecordAnnouncement.VARIABLE));
    Files.writeString(log, "output of run " + commands.size() + "\n");
    Behaviour behaviour = behaviours.get(commands.size());
    return behaviour == null
        ? leaves(announced, RunStatus.COMPLETE, 0)
        : behaviour.run(announced, log);
  }

  /** A process that is over, so that nobody who takes it for a leftover ends another. */
  private static ProcessHandle gone() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.toHandle();
  }

  /** Writes and announces a record. */
  End leaves(Path announced, RunStatus status, int exitCode) throws IOException {
    RunFolder folder = record("run-" + commands.size(), status);
    RecordAnnouncement.announce(folder, Map.of(RecordAnnouncement.VARIABLE, announced.toString()));
    return end(exitCode);
  }

  RunFolder record(String name, RunStatus status) throws IOException {
    RunFolder folder = new RunFolder(Files.createDirectories(runs.resolve(name)));
    RunRecord record = SampleRecords.full();
    RunRecords.write(
        status == RunStatus.INVALID
            ? record.invalidBecause(List.of("the injector could not keep up"))
            : record,
        folder.runJson());
    return folder;
  }

  static End end(int exitCode) {
    return new End(exitCode, Duration.ofSeconds(90), false);
  }
}
