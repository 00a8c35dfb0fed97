package longpoll.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import longpoll.record.RunFolder;

/**
 * Finds the folder that Gatling made for this run, {@code
 * <results>/<simulation>-<yyyyMMddHHmmssSSS>}. Gatling tells a simulation nothing of it.
 */
final class RunFolders {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final String LOG = "simulation.log";

  /** As Gatling names its folders. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  private RunFolders() {}

  /**
   * The folder of the log that this process holds open: in a shared results folder others may be
   * newer. Where the system does not tell what is open, that of the newest log. Where Gatling
   * writes no log, as under Gatling Enterprise, a folder of our own.
   *
   * @param results the folder Gatling makes its folders in, or blank for one that is not known
   * @param sinceMillis an instant before Gatling made the folder, and after it made any earlier one
   */
  static RunFolder find(String results, long sinceMillis) {
    List<Path> open = openLogs();
    List<Path> logs =
        open.isEmpty() && !results.isBlank() ? logsUnder(Path.of(results), sinceMillis) : open;
    return logs.stream()
        .max(Comparator.comparing(RunFolders::modifiedMillis))
        .map(log -> new RunFolder(log.getParent().toAbsolutePath().normalize()))
        .orElseGet(() -> ofOurOwn(results, sinceMillis));
  }

  private static RunFolder ofOurOwn(String results, long millis) {
    if (results.isBlank()) {
      throw new IllegalStateException(
          "Gatling has no log open, so its run folder is unknown: set"
              + " longpoll.report.gatling-results to the results folder that the build tool gives"
              + " to Gatling, or to any other where it writes none");
    }
    Path folder = Path.of(results).resolve("run-" + TIME.format(Instant.ofEpochMilli(millis)));
    try {
      return new RunFolder(Files.createDirectories(folder).toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new UncheckedIOException("longpoll.report.gatling-results: " + folder, e);
    }
  }

  private static List<Path> logsUnder(Path results, long sinceMillis) {
    try (Stream<Path> folders = Files.list(results)) {
      return folders
          .map(folder -> folder.resolve(LOG))
          .filter(Files::isRegularFile)
          .filter(log -> modifiedMillis(log) >= sinceMillis)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Path> openLogs() {
    try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
      return descriptors
          .map(RunFolders::target)
          .filter(file -> file.endsWith(LOG))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What a descriptor points to; one that was closed meanwhile points to nothing. */
  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return descriptor;
    }
  }

  private static long modifiedMillis(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return Long.MIN_VALUE;
    }
  }
}
