package longpoll.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import longpoll.record.LockFile;
import longpoll.record.RunFolder;

/**
 * The run folders that have arrived, {@code shard-0} and so on in one folder. Each is written aside
 * there, in a hidden folder, and has its name only when it is whole; then it never changes. Of two
 * collectors with the same folder the second one is refused. Thread-safe.
 */
final class ReceivedRuns implements Closeable {
  private static final String NAME = "shard-";
  private static final String LOCK = ".collect.lock";

  private final Path folder;
  private final int shards;
  private final LockFile lock;
  private final BitSet arrived = new BitSet();
  private long asides;

  /** What became of a folder. */
  enum Placed {
    /** It is the first of its number. */
    NEW,
    /** It has the same files as the one that is there. */
    SAME,
    /** Another one is there, and stays. */
    OTHER
  }

  /**
   * @param folder may be missing, and may hold no runs of an earlier load
   * @throws IOException when it cannot be written to
   * @throws IllegalArgumentException when runs are in it, or another collector puts them there
   */
  ReceivedRuns(Path folder, int shards) throws IOException {
    this.folder = folder.toAbsolutePath().normalize();
    this.shards = shards;
    Files.createDirectories(this.folder);
    lock = LockFile.take(this.folder.resolve(LOCK)).orElseThrow(this::isTaken);
    try {
      clear();
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private IllegalArgumentException isTaken() {
    return new IllegalArgumentException(
        "another collector takes runs into "
            + folder
            + ": wait for its end, or name another folder");
  }

  private void clear() throws IOException {
    for (Path inside : list(folder)) {
      String name = inside.getFileName().toString();
      if (name.startsWith(NAME)) {
        throw new IllegalArgumentException(
            inside + " is there already, of an earlier load: name another folder, or empty it");
      }
      if (name.startsWith("." + NAME)) {
        // Left there by a collector that was killed.
        RunFolder.delete(inside);
      }
    }
  }

  int shards() {
    return shards;
  }

  /** Creates an empty folder to write a run into. Its user moves or deletes it. */
  Path aside(int shard) throws IOException {
    return Files.createDirectory(folder.resolve("." + NAME + shard + "-" + nextAside()));
  }

  private synchronized long nextAside() {
    return ++asides;
  }

  /** Moves a whole run to its place, where none is there yet. */
  synchronized Placed place(int shard, Path aside) throws IOException {
    Path place = folder.resolve(NAME + shard);
    if (arrived.get(shard)) {
      return same(aside, place) ? Placed.SAME : Placed.OTHER;
    }
    Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
    arrived.set(shard);
    return Placed.NEW;
  }

  synchronized List<Integer> arrived() {
    return arrived.stream().boxed().toList();
  }

  synchronized List<Integer> missing() {
    BitSet missing = new BitSet();
    missing.set(0, shards);
    missing.andNot(arrived);
    return missing.stream().boxed().toList();
  }

  private static boolean same(Path one, Path other) throws IOException {
    List<Path> files = files(one);
    if (!files.equals(files(other))) {
      return false;
    }
    for (Path file : files) {
      if (Files.mismatch(one.resolve(file), other.resolve(file)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Relative, in order. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      return inside.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  /** Another collector may use the folder now. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.sorted().toList();
    }
  }
}
