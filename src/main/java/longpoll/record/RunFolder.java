package longpoll.record;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

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
      move(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Moves a file or a folder, at once where the file system can; a file that is there goes. */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Deletes a folder with all that is in it. Of a link goes the link, and not what it leads to.
   * Does nothing where there is no such folder.
   */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Produces the content of a file at the given path. */
  @FunctionalInterface
  public interface Writing {
    void to(Path aside) throws IOException;
  }
}
