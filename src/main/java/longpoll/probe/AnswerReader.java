package longpoll.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the HTTP/1.1 answers of one connection, in whatever pieces they come. Bytes are taken in
 * with {@link #readFrom} and made sense of with {@link #advance}, so that a stamp can be taken in
 * between. Buffers are used again; nothing is allocated for an answer but what is asked for.
 * Confined to one thread.
 */
final class AnswerReader {
  /** Longer than any head that a server has reason to send. */
  private static final int LONGEST_HEAD = 64 * 1024;

  /** An answer larger than this is not one of events. */
  private static final int LONGEST_BODY = 16 * 1024 * 1024;

  private static final byte[] NOTHING = {};

  private byte[] bytes = new byte[1024];
  private ByteBuffer space = ByteBuffer.wrap(bytes);
  private int start;
  private int at;
  private int end;

  private State state = State.HEAD;
  private int status;
  private boolean version10;
  private int headEnd;
  private int bodyStart;
  private int left;
  private byte[] chunks = NOTHING;
  private int bodyLength;

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    UNTIL_CLOSE,
    WHOLE
  }

  /** The bytes are no HTTP answer. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * Takes in what is there.
   *
   * @return whether the stream goes on; false once it has ended
   */
  boolean readFrom(ReadableByteChannel channel) throws IOException {
    while (true) {
      makeSpace();
      space.limit(bytes.length).position(end);
      int count = channel.read(space);
      if (count < 0) {
        return false;
      }
      end += count;
      if (end < bytes.length) {
        return true;
      }
    }
  }

  /** Bytes that were taken in and are not yet made sense of. */
  int available() {
    return end - start;
  }

  /** Whether a part of an answer is there. */
  boolean begun() {
    return end > start;
  }

  /**
   * Goes on with what was taken in.
   *
   * @return whether an answer is whole
   */
  boolean advance() throws MalformedException {
    while (state != State.WHOLE) {
      boolean went =
          switch (state) {
            case HEAD -> head();
            case BODY -> body();
            case CHUNK_SIZE -> chunkSize();
            case CHUNK -> chunk();
            case CHUNK_END -> chunkEnd();
            case TRAILERS -> trailers();
            case UNTIL_CLOSE -> untilClose();
            case WHOLE -> true;
          };
      if (!went) {
        return false;
      }
    }
    return true;
  }

  /**
   * The stream has ended.
   *
   * @return whether that makes the answer whole, which it does where no length was given
   */
  boolean endOfStream() {
    if (state == State.UNTIL_CLOSE) {
      bodyLength = end - bodyStart;
      at = end;
      state = State.WHOLE;
    }
    return state == State.WHOLE;
  }

  int status() {
    return status;
  }

  /** A header's value, or null. */
  String header(String name) {
    int[] place = find(name);
    return place == null
        ? null
        : new String(bytes, place[0], place[1] - place[0], StandardCharsets.ISO_8859_1);
  }

  int bodyLength() {
    return bodyLength;
  }

  /** Copies the body to the beginning of an array that has room for it. */
  void copyBody(byte[] to) {
    System.arraycopy(
        chunks.length > 0 ? chunks : bytes, chunks.length > 0 ? 0 : bodyStart, to, 0, bodyLength);
  }

  /** Whether another poll may follow on this connection; ask while the answer is whole. */
  boolean keepsAlive() {
    int[] place = find("Connection");
    if (place == null) {
      return !version10;
    }
    return version10 ? valueIs(place, "keep-alive") : !valueIs(place, "close");
  }

  /** Forgets the answer; bytes beyond it stay. */
  void next() {
    System.arraycopy(bytes, at, bytes, 0, end - at);
    end -= at;
    start = 0;
    at = 0;
    state = State.HEAD;
    chunks = NOTHING;
    bodyLength = 0;
  }

  /** Forgets everything: a new connection begins. */
  void reset() {
    at = end;
    next();
  }

  private void makeSpace() {
    if (end < bytes.length) {
      return;
    }
    bytes = Arrays.copyOf(bytes, bytes.length * 2);
    space = ByteBuffer.wrap(bytes);
  }

  private boolean head() throws MalformedException {
    int lineStart = at;
    while (true) {
      int lineFeed = lineFeed(lineStart);
      if (lineFeed < 0) {
        if (end - start > LONGEST_HEAD) {
          throw new MalformedException("a head of more than " + LONGEST_HEAD + " bytes");
        }
        at = lineStart;
        return false;
      }
      if (lineStart == start) {
        statusLine(lineFeed);
      } else if (lineEnd(lineStart, lineFeed) == lineStart) {
        headEnd = lineStart;
        at = lineFeed + 1;
        framing();
        return true;
      }
      lineStart = lineFeed + 1;
    }
  }

  private void statusLine(int lineFeed) throws MalformedException {
    boolean fits =
        lineFeed - start >= 12
            && bytes[start] == 'H'
            && bytes[start + 1] == 'T'
            && bytes[start + 2] == 'T'
            && bytes[start + 3] == 'P'
            && bytes[start + 4] == '/'
            && bytes[start + 5] == '1'
            && bytes[start + 6] == '.'
            && bytes[start + 8] == ' ';
    status = fits ? threeDigits(start + 9) : -1;
    if (status < 100) {
      throw new MalformedException("no HTTP/1 status line");
    }
    version10 = bytes[start + 7] == '0';
  }

  private int threeDigits(int from) {
    int number = 0;
    for (int i = from; i < from + 3; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  private void framing() throws MalformedException {
    bodyStart = at;
    bodyLength = 0;
    if (status < 200) {
      // Only announces the answer that follows.
      start = at;
      return;
    }
    if (status == 204 || status == 304) {
      state = State.WHOLE;
      return;
    }
    int[] coding = find("Transfer-Encoding");
    if (coding != null && valueIs(coding, "chunked")) {
      chunks = new byte[Math.max(256, end - at)];
      state = State.CHUNK_SIZE;
      return;
    }
    int[] length = find("Content-Length");
    if (coding != null || length == null) {
      state = State.UNTIL_CLOSE;
      return;
    }
    left = number(length[0], length[1], 10, "Content-Length");
    state = State.BODY;
  }

  private boolean body() {
    if (end - bodyStart < left) {
      return false;
    }
    bodyLength = left;
    at = bodyStart + left;
    state = State.WHOLE;
    return true;
  }

  private boolean untilClose() throws MalformedException {
    if (end - bodyStart > LONGEST_BODY) {
      throw new MalformedException("a body of more than " + LONGEST_BODY + " bytes");
    }
    return false;
  }

  private boolean chunkSize() throws MalformedException {
    int lineFeed = lineFeed(at);
    if (lineFeed < 0) {
      return false;
    }
    int sizeEnd = at;
    while (sizeEnd < lineFeed && Character.digit(bytes[sizeEnd], 16) >= 0) {
      sizeEnd++;
    }
    left = number(at, sizeEnd, 16, "the size of a chunk");
    at = lineFeed + 1;
    state = left == 0 ? State.TRAILERS : State.CHUNK;
    return true;
  }

  private boolean chunk() throws MalformedException {
    int there = Math.min(left, end - at);
    if (bodyLength + left > LONGEST_BODY) {
      throw new MalformedException("a body of more than " + LONGEST_BODY + " bytes");
    }
    if (bodyLength + there > chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(chunks.length * 2, bodyLength + there));
    }
    System.arraycopy(bytes, at, chunks, bodyLength, there);
    bodyLength += there;
    at += there;
    left -= there;
    state = left == 0 ? State.CHUNK_END : State.CHUNK;
    return left == 0;
  }

  private boolean chunkEnd() throws MalformedException {
    int lineFeed = lineFeed(at);
    if (lineFeed < 0) {
      return false;
    }
    if (lineEnd(at, lineFeed) != at) {
      throw new MalformedException("a chunk longer than its size");
    }
    at = lineFeed + 1;
    state = State.CHUNK_SIZE;
    return true;
  }

  private boolean trailers() {
    while (true) {
      int lineFeed = lineFeed(at);
      if (lineFeed < 0) {
        return false;
      }
      boolean blank = lineEnd(at, lineFeed) == at;
      at = lineFeed + 1;
      if (blank) {
        state = State.WHOLE;
        return true;
      }
    }
  }

  private int number(int from, int to, int radix, String what) throws MalformedException {
    long number = from < to ? 0 : -1;
    for (int i = from; i < to && number >= 0 && number <= LONGEST_BODY; i++) {
      int digit = Character.digit(bytes[i], radix);
      number = digit < 0 ? -1 : number * radix + digit;
    }
    if (number < 0) {
      throw new MalformedException(what + " is no number");
    }
    if (number > LONGEST_BODY) {
      throw new MalformedException(what + " is more than " + LONGEST_BODY + " bytes");
    }
    return (int) number;
  }

  private int lineFeed(int from) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Where a line's text ends: before the carriage return, if there is one. */
  private int lineEnd(int lineStart, int lineFeed) {
    return lineFeed > lineStart && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
  }

  /** Begin and end of a header's value, or null. */
  private int[] find(String name) {
    int line = lineFeed(start) + 1;
    while (line < headEnd) {
      int lineFeed = lineFeed(line);
      int colon = line + name.length();
      if (colon < lineFeed && bytes[colon] == ':' && matches(line, name)) {
        int from = colon + 1;
        int to = lineEnd(line, lineFeed);
        while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
          from++;
        }
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
          to--;
        }
        return new int[] {from, to};
      }
      line = lineFeed + 1;
    }
    return null;
  }

  private boolean valueIs(int[] place, String value) {
    return place[1] - place[0] == value.length() && matches(place[0], value);
  }

  private boolean matches(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.toLowerCase((char) bytes[from + i]) != Character.toLowerCase(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
