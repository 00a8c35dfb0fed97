package longpoll.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * How whoever starts a run learns where its record is: the environment variable {@value #VARIABLE}
 * names a file, and each run folder that has its record is appended to it as a line, absolute. A
 * shell command line that makes runs passes the variable on by itself.
 */
public final class RecordAnnouncement {
  public static final String VARIABLE = "LONGPOLL_RECORD_FILE";

  private RecordAnnouncement() {}

  /**
   * Announces a run whose record is written, where somebody wants to know.
   *
   * @param environment of this process
   */
  public static void announce(RunFolder folder, Map<String, String> environment)
      throws IOException {
    String file = environment.get(VARIABLE);
    if (file == null || file.isBlank()) {
      return;
    }
    Files.writeString(
        Path.of(file),
        folder.path().toAbsolutePath().normalize() + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The run folders that were announced, each once; none where there is no such file. */
  public static List<Path> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(line -> Path.of(line.strip()).toAbsolutePath().normalize())
        .distinct()
        .toList();
  }
}
