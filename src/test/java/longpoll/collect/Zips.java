package longpoll.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives, good and bad. */
final class Zips {
  private Zips() {}

  /** Entries with their names as content. */
  static byte[] of(String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(name.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] of(String name, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] cut(byte[] zip, int left) {
    return Arrays.copyOf(zip, left);
  }

  /** Where the table at the end begins. */
  static int table(byte[] zip) {
    return text(zip).indexOf("PK\001\002");
  }

  static byte[] withByte(byte[] zip, int at, int value) {
    byte[] changed = zip.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /** As long as before. */
  static byte[] replaced(byte[] zip, String from, String to) {
    return text(zip).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] zip) {
    return new String(zip, StandardCharsets.ISO_8859_1);
  }
}
