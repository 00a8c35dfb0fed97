package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import longpoll.compare.ComparedRun;
import longpoll.record.RecordException;

/**
 * Runs as they are named on the command line: a run folder, its {@code run.json}, a folder of run
 * folders (all of them, by name), or the id of a run under {@code results/runs}.
 */
final class RunFinder {
  private static final String RUN_JSON = "run.json";
  private static final Path RUNS = Path.of("results", "runs");

  private RunFinder() {}

  /**
   * @throws RecordException when one cannot be found or read
   */
  static List<ComparedRun> read(List<Path> named) throws IOException {
    List<ComparedRun> runs = new ArrayList<>();
    for (Path name : named) {
      for (Path run : resolve(name)) {
        runs.add(ComparedRun.read(run));
      }
    }
    return runs;
  }

  static List<Path> resolve(Path name) throws IOException {
    Path path = Files.exists(name) ? name : RUNS.resolve(name);
    if (!Files.exists(path)) {
      throw new RecordException(
          name, "no such run: name a folder with a run.json, or the id of a run under " + RUNS);
    }
    if (!Files.isDirectory(path) || Files.exists(path.resolve(RUN_JSON))) {
      return List.of(path);
    }
    try (Stream<Path> folders = Files.list(path)) {
      List<Path> inside =
          folders.filter(folder -> Files.exists(folder.resolve(RUN_JSON))).sorted().toList();
      if (inside.isEmpty()) {
        throw new RecordException(
            path, "neither this folder nor one in it has a run.json: it is not a run");
      }
      return inside;
    }
  }
}
