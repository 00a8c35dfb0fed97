package longpoll.collect;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import longpoll.text.Excerpt;

/**
 * Writes the entries of a zip archive that came over the network into a new folder. Nothing is
 * written outside of it, no link is made, bytes and entries are bounded, and an archive that was
 * cut anywhere is refused. For one use, by one thread.
 */
final class FolderUnzip {
  private static final int DEEPEST = 8;
  private static final int LONGEST_NAME = 512;

  /** Bytes; file systems have no room for more. */
  private static final int LONGEST_PART = 255;

  private final ArchiveBody body;
  private final ZipInputStream zip;
  private final Limits limits;
  private final byte[] buffer = new byte[1 << 16];
  private int entries;
  private int files;
  private long bytes;

  /**
   * @param archive bytes of the archive
   * @param unpacked bytes of all its files
   * @param entries files and folders
   */
  record Limits(long archive, long unpacked, int entries) {}

  FolderUnzip(InputStream in, Limits limits) {
    this.limits = limits;
    body = new ArchiveBody(in, limits.archive);
    zip = new ZipInputStream(body);
  }

  /** How many were written. */
  int files() {
    return files;
  }

  /** Of the files that were written. */
  long bytes() {
    return bytes;
  }

  /**
   * @param folder an empty one
   * @throws RefusedException when the archive cannot be used, or the folder cannot be written to
   */
  void into(Path folder) throws RefusedException {
    try {
      for (ZipEntry entry = next(); entry != null; entry = next()) {
        if (++entries > limits.entries) {
          throw new RefusedException(
              413, "the archive has more than " + limits.entries + " entries (--max-files)");
        }
        Path path = inside(folder, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          write(path);
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw twice(folder.relativize(Path.of(e.getFile())).toString());
    } catch (IOException e) {
      throw RefusedException.noStorage(e);
    }
    skipRest();
    requireWhole();
  }

  private void write(Path path) throws RefusedException, IOException {
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      for (int length = read(); length >= 0; length = read()) {
        bytes += length;
        if (bytes > limits.unpacked) {
          throw new RefusedException(
              413,
              String.format(
                  Locale.ROOT,
                  "the files have more than %,d bytes (a multiple of --max-upload)",
                  limits.unpacked));
        }
        out.write(buffer, 0, length);
      }
    }
    files++;
  }

  private ZipEntry next() throws RefusedException {
    try {
      ZipEntry entry = zip.getNextEntry();
      body.requireBounded();
      return entry;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private int read() throws RefusedException {
    try {
      int length = zip.read(buffer);
      body.requireBounded();
      return length;
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private void skipRest() throws RefusedException {
    try {
      while (body.read(buffer, 0, buffer.length) >= 0) {
        body.requireBounded();
      }
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /** The network's errors are among these, and nobody is there then to be told. */
  private RefusedException damaged(Exception e) {
    boolean cut = e instanceof EOFException || !(e instanceof ZipException);
    return new RefusedException(
        400,
        String.format(
            Locale.ROOT,
            "the archive %s after %,d bytes, in entry %,d: %s",
            cut ? "was cut" : "is damaged",
            body.count(),
            entries,
            Excerpt.of(String.valueOf(e.getMessage()))));
  }

  private void requireWhole() throws RefusedException {
    if (!body.endsAfter(entries)) {
      throw new RefusedException(
          400,
          String.format(
              Locale.ROOT,
              entries == 0
                  ? "%,d bytes that are no zip archive"
                  : "the archive was cut: %,d bytes, %,d entries, and no end of its table",
              body.count(),
              entries));
    }
    if (files == 0) {
      throw new RefusedException(400, "the archive has no file");
    }
  }

  private static Path inside(Path folder, String name) throws RefusedException {
    String[] parts = name.replaceFirst("/$", "").split("/", -1);
    boolean plain = name.length() <= LONGEST_NAME && parts.length <= DEEPEST;
    Path path = folder;
    for (String part : parts) {
      plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
      plain &= part.chars().allMatch(c -> c >= ' ' && c != 127 && c != '\\' && c != ':');
      plain &= part.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PART;
      if (!plain) {
        throw new RefusedException(
            400,
            String.format(
                Locale.ROOT,
                "the entry '%s' has no plain relative name: at most %d characters and %d parts of at"
                    + " most %d bytes, none of them '.' or '..', without '\\' and ':'",
                Excerpt.of(name),
                LONGEST_NAME,
                DEEPEST,
                LONGEST_PART));
      }
      path = resolve(path, part, name);
      if (Files.isRegularFile(path)) {
        throw twice(name);
      }
    }
    return path;
  }

  private static Path resolve(Path folder, String part, String name) throws RefusedException {
    try {
      return folder.resolve(part);
    } catch (InvalidPathException e) {
      throw new RefusedException(
          400,
          "the entry '"
              + Excerpt.of(name)
              + "' has a name that the collector's locale cannot write: use letters of ASCII");
    }
  }

  private static RefusedException twice(String name) {
    return new RefusedException(400, "the entry '" + Excerpt.of(name) + "' is there twice");
  }
}
