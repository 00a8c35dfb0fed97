package longpoll.record;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The files of one run, all in the folder that Gatling made for it. Whole files are written aside
 * and moved into place, so that a reader never sees half of one.
 */
public record RunFolder(Path path) {

  public Path runJson() {
    return path.resolve("run.json");
  }

  /** Histograms in 1 s intervals, one tag per measure. */
  public Path latencyLog() {
    return path.resolve("latency.hlog");
  }

  /** The window's histograms, one per tag. */
  public Path totalsLog() {
    return path.resolve("totals.hlog");
  }

  /** One row a second. */
  public Path seriesCsv() {
    return path.resolve("series.csv");
  }

  /** What one of several injectors measured, for {@code longpoll merge}. */
  public Path shard() {
    return path.resolve("shard.json.gz");
  }

  /** Our report. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** Gatling's own report, which is never touched. */
  public Path gatlingReport() {
    return path.resolve("index.html");
  }

  /** Gatling's binary log, which grows with each poll. */
  public Path simulationLog() {
    return path.resolve("simulation.log");
  }

  /** Writes a whole file aside, then moves it into place. */
  public static void writeAside(Path file, Writing writing) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try {
      writing.to(aside);
      try {
        Files.move(
            aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Produces the content of a file at the given path. */
  @FunctionalInterface
  public interface Writing {
    void to(Path aside) throws IOException;
  }
}
