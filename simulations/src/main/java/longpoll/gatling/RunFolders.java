package longpoll.gatling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import longpoll.record.RunFolder;

/**
 * Finds the folder that Gatling made for this run. Gatling tells a simulation neither where results
 * go nor what the run is called, but both follow from its command line and the clock: {@code
 * <results>/<simulation>-<yyyyMMddHHmmssSSS>}.
 */
final class RunFolders {
  private static final List<String> RESULTS_OPTIONS = List.of("-rf", "--results-folder");

  private RunFolders() {}

  /**
   * @param simulation the simulation's class name
   * @param arguments Gatling's command line
   * @param startedMillis an instant before Gatling named the folder, and after any earlier run of
   *     the same simulation
   */
  static RunFolder find(String simulation, List<String> arguments, long startedMillis) {
    Path results = resultsFolder(arguments);
    String prefix = simulationId(simulation) + "-";
    try (Stream<Path> folders = Files.list(results)) {
      Optional<Path> mine =
          folders
              .filter(folder -> folder.getFileName().toString().startsWith(prefix))
              .filter(folder -> modifiedMillis(folder) >= startedMillis - 1_000)
              .max((a, b) -> a.getFileName().compareTo(b.getFileName()));
      return new RunFolder(
          mine.orElseThrow(
                  () ->
                      new IllegalStateException(
                          "Gatling made no folder " + prefix + "… under " + results))
              .toAbsolutePath()
              .normalize());
    } catch (IOException e) {
      throw new IllegalStateException("cannot list the results folder " + results, e);
    }
  }

  /** Gatling's command line, whether it was forked by a build tool or started by hand. */
  static List<String> commandLine() {
    return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
  }

  static Path resultsFolder(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (RESULTS_OPTIONS.contains(arguments.get(i))) {
        return Path.of(arguments.get(i + 1));
      }
    }
    throw new IllegalStateException(
        "the results folder is unknown: start Gatling with -rf FOLDER, as its Maven plugin does");
  }

  /**
   * As Gatling makes it: the class's simple name in lower case, without what no file name should
   * have.
   */
  static String simulationId(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    return simple.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static long modifiedMillis(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toMillis();
    } catch (IOException e) {
      return Long.MIN_VALUE;
    }
  }
}
