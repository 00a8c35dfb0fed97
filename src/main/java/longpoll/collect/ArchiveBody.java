package longpoll.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The bytes of a zip archive as they arrive. Counts them and keeps the last ones, which have to be
 * the end of its table: {@link java.util.zip.ZipInputStream} stops before the table and takes a cut
 * between two entries for the end. For one thread.
 */
final class ArchiveBody extends BlockInputStream {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int ENTRIES_AT = 10;
  private static final int COMMENT_LENGTH_AT = 20;

  private final InputStream in;
  private final byte[] tail = new byte[END_LENGTH];
  private final long limit;
  private long count;

  ArchiveBody(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    if (read > 0) {
      count += read;
      int kept = Math.min(read, END_LENGTH);
      System.arraycopy(tail, kept, tail, 0, END_LENGTH - kept);
      System.arraycopy(into, offset + read - kept, tail, END_LENGTH - kept, kept);
    }
    return read;
  }

  long count() {
    return count;
  }

  void requireBounded() throws RefusedException {
    if (count > limit) {
      throw tooLarge(limit);
    }
  }

  static RefusedException tooLarge(long limit) {
    return new RefusedException(
        413,
        String.format(Locale.ROOT, "the archive has more than %,d bytes (--max-upload)", limit));
  }

  /**
   * Whether what was read ended as an archive does. One with a comment is not taken for whole.
   *
   * @param entries how many there were
   */
  boolean endsAfter(int entries) {
    ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    return end.getInt(0) == END_SIGNATURE
        && end.getShort(ENTRIES_AT) == (short) entries
        && end.getShort(COMMENT_LENGTH_AT) == 0;
  }
}
