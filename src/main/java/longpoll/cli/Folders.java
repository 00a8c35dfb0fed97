package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.record.RunFolder;

/** Folders that are written aside, beside their place, and moved there when all is well. */
final class Folders {
  private Folders() {}

  /** Produces the content of a folder. */
  @FunctionalInterface
  interface Writing {
    void into(Path aside) throws IOException;
  }

  /** What is done with a folder that is complete. */
  @FunctionalInterface
  interface Placing {
    void place(Path aside, Path folder) throws IOException;
  }

  /**
   * Writes files aside, in a hidden folder inside of theirs where that exists, else in a hidden
   * sibling: a folder that is there may be all that may be written to. Whatever fails, what is
   * aside goes, and before {@code placing} nothing else has changed.
   */
  static void writeAside(Path folder, Writing writing, Placing placing) throws IOException {
    boolean there = Files.isDirectory(folder);
    write(folder, there ? folder.resolve(".part") : null, writing, placing);
  }

  /**
   * Whether files can be written into a folder that may not be there yet. Asked before any work is
   * done.
   *
   * @param out null for none, which can
   */
  static void checkOut(Path out) {
    if (out == null) {
      return;
    }
    Path there = out.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new UsageException("--out " + out + ": " + there + " is a file: name a folder");
    }
    if (!Files.isWritable(there)) {
      throw new UsageException("--out " + out + ": " + there + " cannot be written to");
    }
  }

  /** Writes a whole folder aside, in a hidden sibling, to be moved as one. */
  static void writeBeside(Path folder, Writing writing, Placing placing) throws IOException {
    write(folder, null, writing, placing);
  }

  private static void write(Path folder, Path inside, Writing writing, Placing placing)
      throws IOException {
    Path place = folder.toAbsolutePath().normalize();
    if (place.getFileName() == null) {
      throw new UsageException(folder + ": is the root of the file system: name a folder in it");
    }
    Path aside = inside == null ? sibling(place, ".part") : inside.toAbsolutePath().normalize();
    // Left there by a process that was killed.
    RunFolder.delete(aside);
    boolean parentWasThere = Files.exists(place.getParent());
    try {
      Files.createDirectories(aside);
      writing.into(aside);
      placing.place(aside, place);
    } finally {
      RunFolder.delete(aside);
      if (!parentWasThere && !Files.exists(place)) {
        deleteIfEmpty(place.getParent());
      }
    }
  }

  /** Moves a folder to where one may be already, which then goes. */
  static void replace(Path aside, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      RunFolder.move(aside, folder);
      return;
    }
    Path old = sibling(folder, ".old");
    RunFolder.delete(old);
    RunFolder.move(folder, old);
    try {
      RunFolder.move(aside, folder);
    } catch (IOException e) {
      RunFolder.move(old, folder);
      throw e;
    }
    RunFolder.delete(old);
  }

  private static Path sibling(Path folder, String ending) {
    return folder.resolveSibling("." + folder.getFileName() + ending);
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try (var inside = Files.newDirectoryStream(folder)) {
      if (inside.iterator().hasNext()) {
        return;
      }
    }
    Files.delete(folder);
  }
}
