package longpoll.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JVM options that {@code mvn gatling:test} runs with, read where the build has them. */
final class BuildJvm {
  private static final Path FILE = Path.of("injector.options");

  private BuildJvm() {}

  /** Those that are the JVM's own; properties are what a run sets for itself. */
  static List<String> options() {
    try {
      return Files.readAllLines(FILE).stream()
          .map(String::trim)
          .filter(option -> option.startsWith("-X"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
