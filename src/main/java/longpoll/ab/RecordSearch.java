package longpoll.ab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;

/**
 * Finds the record that a command made: the one that its harness announced, or, for a harness that
 * does not announce, the run folder that is new under {@code results/runs} where the command was
 * started.
 */
final class RecordSearch {
  private final Path announced;
  private final Path runs;
  private final Set<Path> before;

  private RecordSearch(Path announced, Path runs, Set<Path> before) {
    this.announced = announced;
    this.runs = runs;
    this.before = before;
  }

  /** Remembers what is there before the command begins. */
  static RecordSearch begin(Path announced, Path directory) throws IOException {
    Files.deleteIfExists(announced);
    Path runs = directory.resolve("results").resolve("runs");
    return new RecordSearch(announced, runs, recorded(runs));
  }

  /** The folders of all runs that were made since; one is what should be there. */
  List<Path> found() throws IOException {
    List<Path> folders = RecordAnnouncement.read(announced);
    Files.deleteIfExists(announced);
    return folders.isEmpty()
        ? recorded(runs).stream().filter(run -> !before.contains(run)).sorted().toList()
        : folders;
  }

  private static Set<Path> recorded(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return Set.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .filter(folder -> Files.isRegularFile(new RunFolder(folder).runJson()))
          .map(folder -> folder.toAbsolutePath().normalize())
          .collect(Collectors.toSet());
    }
  }
}
