package longpoll.transport;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A body on its way, within a {@link BodyBudget}. Grows by doubling, so that no byte is copied once
 * a chunk; what it takes of the budget is given back by {@link #clear}. Confined to one thread.
 */
final class Body {
  private static final byte[] NOTHING = {};
  private static final int LEAST = 256;

  /** Nobody needs more than one; each may blow the body up again. */
  private static final int MOST_CODINGS = 5;

  private final BodyBudget budget;
  private byte[] bytes = NOTHING;
  private int length;
  private long taken;

  /** The body cannot be had; the message is for a person. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  Body(BodyBudget budget) {
    this.budget = budget;
  }

  void append(ByteBuf chunk) throws UnreadableException {
    int more = chunk.readableBytes();
    if (more > 0) {
      makeRoom(more);
      chunk.getBytes(chunk.readerIndex(), bytes, length, more);
      length += more;
    }
  }

  /**
   * Holds a body that has come whole, and takes no more room than it needs. To be called on an
   * empty one.
   *
   * @param start where it starts in the source, which ends with it
   */
  void setWhole(byte[] source, int start) throws UnreadableException {
    int whole = source.length - start;
    mustNotExceedBound(whole);
    take(whole);
    bytes = Arrays.copyOfRange(source, start, source.length);
    length = whole;
  }

  private void mustNotExceedBound(long needed) throws UnreadableException {
    if (needed > budget.most()) {
      throw new UnreadableException("a body of more than " + budget.most() + " bytes (body.max)");
    }
  }

  private void makeRoom(int more) throws UnreadableException {
    long needed = (long) length + more;
    mustNotExceedBound(needed);
    if (needed > bytes.length) {
      long capacity = Math.min(budget.most(), Math.max(needed, Math.max(LEAST, 2L * length)));
      take(capacity);
      bytes = Arrays.copyOf(bytes, (int) capacity);
      // The old array is garbage from here on.
      giveBack(taken - capacity);
    }
  }

  private void take(long more) throws UnreadableException {
    if (!budget.take(more)) {
      throw new UnreadableException(
          "all bodies together were more than "
              + budget.mostTogether()
              + " bytes (body.heap-share)");
    }
    taken += more;
  }

  private void giveBack(long less) {
    budget.giveBack(less);
    taken -= less;
  }

  /**
   * The whole body, decoded.
   *
   * @param codings the values of all Content-Encoding headers
   */
  byte[] decoded(List<String> codings) throws UnreadableException {
    if (length > 0 && !codings.isEmpty()) {
      String[] names = String.join(",", codings).toLowerCase(Locale.ROOT).split(",");
      if (names.length > MOST_CODINGS) {
        throw new UnreadableException(
            "a body of "
                + names.length
                + " content codings; at most "
                + MOST_CODINGS
                + " are read");
      }
      for (int i = names.length - 1; i >= 0; i--) {
        undo(names[i].trim());
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void undo(String coding) throws UnreadableException {
    try {
      switch (coding) {
        case "gzip", "x-gzip" -> replaceBy(new GZIPInputStream(source()));
        case "deflate" -> inflate();
        case "identity", "" -> {
          // Nothing was done to it.
        }
        default ->
            throw new UnreadableException(
                "content coding " + coding + " is not understood; gzip and deflate are");
      }
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableException("a body that is not " + coding + " as its head says");
    }
  }

  private void inflate() throws IOException {
    Inflater inflater = new Inflater(isRaw());
    try {
      replaceBy(new InflaterInputStream(source(), inflater));
    } finally {
      inflater.end();
    }
  }

  private InputStream source() {
    return new ByteArrayInputStream(bytes, 0, length);
  }

  /** Some servers send a deflate stream without the zlib wrapper that HTTP wants around it. */
  private boolean isRaw() {
    // RFC 1950, 2.2: method 8, and the two bytes are a multiple of 31.
    int header = length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    return (header >> 8 & 0x0f) != 8 || header % 31 != 0;
  }

  private void replaceBy(InputStream decoding) throws IOException {
    Body decoded = new Body(budget);
    try (decoding) {
      byte[] part = new byte[8 * 1024];
      int count;
      while ((count = decoding.read(part)) >= 0) {
        decoded.makeRoom(count);
        System.arraycopy(part, 0, decoded.bytes, decoded.length, count);
        decoded.length += count;
      }
    } catch (IOException e) {
      decoded.clear();
      throw e;
    }
    clear();
    bytes = decoded.bytes;
    length = decoded.length;
    taken = decoded.taken;
  }

  int length() {
    return length;
  }

  /** Forgets everything, and gives the budget back. */
  void clear() {
    budget.giveBack(taken);
    taken = 0;
    bytes = NOTHING;
    length = 0;
  }
}
