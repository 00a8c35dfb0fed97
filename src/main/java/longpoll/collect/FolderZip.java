package longpoll.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of a folder as a zip archive that is made while it is read, so that neither disk nor
 * memory holds it. Leaves out links, and files of the given names. For one thread.
 */
final class FolderZip extends BlockInputStream {
  private final Path folder;
  private final Iterator<Path> files;
  private final Piece piece = new Piece();
  private final ZipOutputStream zip = new ZipOutputStream(piece);
  private final byte[] buffer = new byte[1 << 16];
  private InputStream file;
  private boolean finished;

  /** What was compressed and not read yet. */
  private static final class Piece extends ByteArrayOutputStream {
    private int at;

    int take(byte[] into, int offset, int length) {
      int taken = Math.min(length, count - at);
      System.arraycopy(buf, at, into, offset, taken);
      at += taken;
      if (at == count) {
        at = 0;
        reset();
      }
      return taken;
    }
  }

  FolderZip(Path folder, List<String> without) throws IOException {
    this.folder = folder;
    try (Stream<Path> inside = Files.walk(folder)) {
      files =
          inside
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .filter(path -> !without.contains(path.getFileName().toString()))
              .sorted()
              .toList()
              .iterator();
    }
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int taken = piece.take(into, offset, length);
    while (taken == 0 && !finished) {
      compress();
      taken = piece.take(into, offset, length);
    }
    return taken == 0 ? -1 : taken;
  }

  private void compress() throws IOException {
    if (file != null) {
      int length = file.read(buffer);
      if (length >= 0) {
        zip.write(buffer, 0, length);
        return;
      }
      file.close();
      file = null;
      zip.closeEntry();
    } else if (files.hasNext()) {
      Path next = files.next();
      file = Files.newInputStream(next);
      zip.putNextEntry(new ZipEntry(folder.relativize(next).toString().replace('\\', '/')));
    } else {
      zip.close();
      finished = true;
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
    finished = true;
  }
}
