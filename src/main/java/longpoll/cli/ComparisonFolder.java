package longpoll.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import longpoll.compare.Comparison;
import longpoll.export.Format;
import longpoll.export.Formats;
import longpoll.record.RunFolder;

/**
 * All files of a comparison, in a folder of its own. They are written aside and moved there when
 * all of them are complete. Those of an earlier comparison are replaced; other files stay.
 */
final class ComparisonFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ComparisonFolder() {}

  /**
   * Whether a comparison may be written there: a folder that is new, empty, or has a comparison
   * already. Asked before any work is done.
   *
   * @throws UsageException when it may not
   */
  static void check(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new UsageException("--out " + folder + ": is a file: name a folder");
    }
    if (isOurs(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> foreign = inside.filter(path -> !isHidden(path)).limit(1).toList();
      if (!foreign.isEmpty()) {
        throw new UsageException(
            "--out "
                + folder
                + ": has files, such as "
                + foreign.get(0).getFileName()
                + ", but no comparison: name a new or empty folder, or that of a comparison");
      }
    }
  }

  /**
   * @throws UsageException as {@link #check}
   */
  static void write(Comparison comparison, Path folder) throws IOException {
    check(folder);
    Folders.writeAside(
        folder,
        aside -> {
          for (Format format : Formats.ALL) {
            format.write(comparison, aside, folder);
          }
        },
        ComparisonFolder::place);
  }

  private static void place(Path aside, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      RunFolder.move(aside, folder);
      return;
    }
    try (Stream<Path> files = Files.list(aside)) {
      for (Path file : files.sorted().toList()) {
        RunFolder.move(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static boolean isOurs(Path folder) {
    try {
      JsonNode comparison = JSON.readTree(folder.resolve("comparison.json").toFile());
      return comparison.path("schemaVersion").isInt() && comparison.path("verdict").isTextual();
    } catch (IOException e) {
      // Missing, or not JSON.
      return false;
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }
}
