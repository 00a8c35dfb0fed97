package longpoll.transport;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The head of an answer that one read has brought whole, with a body of a length that the head
 * says, and nothing else: what nearly every answer to a poll is. Only what leaves no doubt is read
 * here; for all else there is {@link AnswerDecoder}, which understands what is read here in the
 * same way. Keeps the bytes of the head, in which headers are looked up when somebody asks. Filled
 * by {@link Reader#read}, and not changed any more once that has returned it.
 */
final class WholeAnswer implements AnswerHeaders {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] CONNECTION = ascii("connection");
  private static final byte[] CONTENT_LENGTH = ascii("content-length");
  private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
  private static final byte[] CLOSE = ascii("close");
  private static final byte[] KEEP_ALIVE = ascii("keep-alive");

  /** Digits that make no more than an int can hold. */
  private static final int MOST_DIGITS = 9;

  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int UNKNOWN = -1;

  /** Of no answer that is read here. */
  private static final WholeAnswer OTHER = new WholeAnswer(new byte[0]);

  /** Of the whole read while the head is read, of the head alone after that. */
  private byte[] bytes;

  private int status;

  /** Where the first header starts. */
  private int headersStart;

  /** Where the head has ended, its empty line included. */
  private int headEnd;

  private int bodyLength = UNKNOWN;
  private boolean closes;
  private boolean isCoded;

  private WholeAnswer(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads answers, and keeps the last: after a broadcast thousands have the same head. */
  static final class Reader {
    private WholeAnswer last = OTHER;

    /**
     * @param bytes of one read, not to be changed any more
     * @return null where they are for Netty's decoder
     */
    WholeAnswer read(byte[] bytes) {
      if (!last.isHeadOf(bytes)) {
        WholeAnswer next = new WholeAnswer(bytes);
        if (!next.readHead()) {
          return null;
        }
        last = next;
      }
      return bytes.length == last.headEnd + last.bodyLength ? last : null;
    }
  }

  private boolean isHeadOf(byte[] other) {
    return headEnd > 0
        && other.length >= headEnd
        && Arrays.equals(bytes, 0, headEnd, other, 0, headEnd);
  }

  int status() {
    return status;
  }

  /** Whether it says that the server closes the connection. */
  boolean closes() {
    return closes;
  }

  /** Whether it says that content codings are to be undone. */
  boolean isCoded() {
    return isCoded;
  }

  int headEnd() {
    return headEnd;
  }

  int bodyLength() {
    return bodyLength;
  }

  // ---- Reading ---------------------------------------------------------------------------------

  private boolean readHead() {
    int at = statusLineEnd();
    headersStart = at;
    while (at > 0 && !isLineEnd(at)) {
      at = headerEnd(at);
    }
    if (at < 0 || at > LONGEST_HEAD) {
      return false;
    }
    if (status == 204 || status == 304) {
      // Whatever length they name, it is that of no body.
      bodyLength = 0;
    }
    headEnd = at + 2;
    if (bodyLength == UNKNOWN) {
      return false;
    }
    // The body is not to stay for as long as somebody has the head.
    bytes = Arrays.copyOf(bytes, headEnd);
    return true;
  }

  /**
   * @return where the next line starts, or a negative number where the line is none
   */
  private int statusLineEnd() {
    int at = VERSION.length;
    if (bytes.length < at + 3 || !Arrays.equals(bytes, 0, at, VERSION, 0, at)) {
      return UNKNOWN;
    }
    for (int end = at + 3; at < end; at++) {
      if (!isDigit(bytes[at])) {
        return UNKNOWN;
      }
      status = 10 * status + bytes[at] - '0';
    }
    if (status < 200 || !isLineEnd(at) && byteAt(at) != ' ') {
      // Less is interim, or a switch of protocols.
      return UNKNOWN;
    }
    return textEnd(at);
  }

  private int headerEnd(int start) {
    int colon = start;
    while (colon < bytes.length && isNameByte(bytes[colon])) {
      colon++;
    }
    if (colon == start || byteAt(colon) != ':') {
      return UNKNOWN;
    }
    int next = textEnd(colon + 1);
    return next < 0 || isUnderstood(start, colon, next) ? next : UNKNOWN;
  }

  /** From within a line to the start of the next one, over what a value can consist of. */
  private int textEnd(int from) {
    int at = from;
    while (at < bytes.length && isTextByte(bytes[at])) {
      at++;
    }
    return isLineEnd(at) ? at + 2 : UNKNOWN;
  }

  private boolean isUnderstood(int start, int colon, int next) {
    return switch (colon - start) {
      case 10 -> !isName(CONNECTION, start) || readConnection(colon, next);
      case 14 -> !isName(CONTENT_LENGTH, start) || readLength(colon, next);
      case 16 -> {
        isCoded |= isName(CONTENT_ENCODING, start);
        yield true;
      }
      case 17 -> !isName(TRANSFER_ENCODING, start);
      default -> true;
    };
  }

  private boolean readConnection(int colon, int next) {
    int start = valueStart(colon + 1, next);
    int length = valueEnd(start, next) - start;
    boolean close = length == CLOSE.length && isName(CLOSE, start);
    closes |= close;
    return close || length == KEEP_ALIVE.length && isName(KEEP_ALIVE, start);
  }

  private boolean readLength(int colon, int next) {
    int start = valueStart(colon + 1, next);
    int end = valueEnd(start, next);
    boolean isNumber =
        end > start && end - start <= MOST_DIGITS && (bytes[start] != '0' || end == start + 1);
    if (!isNumber || bodyLength != UNKNOWN) {
      return false;
    }
    int length = 0;
    for (int i = start; i < end; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
      length = 10 * length + bytes[i] - '0';
    }
    bodyLength = length;
    return true;
  }

  // ---- Looking up ------------------------------------------------------------------------------

  @Override
  public String get(String name) {
    for (int start = headersStart; start < headEnd - 2; start = nextLine(start)) {
      if (isOf(name, start)) {
        return value(start + name.length());
      }
    }
    return null;
  }

  @Override
  public List<String> getAll(String name) {
    List<String> values = List.of();
    for (int start = headersStart; start < headEnd - 2; start = nextLine(start)) {
      if (isOf(name, start)) {
        values = values.isEmpty() ? new ArrayList<>(2) : values;
        values.add(value(start + name.length()));
      }
    }
    return values;
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (int start = headersStart; start < headEnd - 2; start = nextLine(start)) {
      int colon = start;
      while (bytes[colon] != ':') {
        colon++;
      }
      all.add(new SimpleImmutableEntry<>(text(start, colon), value(colon)));
    }
    return all;
  }

  private int nextLine(int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  /** Whether the header that starts there has a name. */
  private boolean isOf(String name, int start) {
    int length = name.length();
    if (start + length >= headEnd || bytes[start + length] != ':') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(bytes[start + i]) != lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private String value(int colon) {
    int next = nextLine(colon);
    int start = valueStart(colon + 1, next);
    return text(start, valueEnd(start, next));
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  // ---- Bytes -----------------------------------------------------------------------------------

  private int valueStart(int from, int nextLine) {
    int at = from;
    while (at < nextLine - 2 && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private int valueEnd(int start, int nextLine) {
    int end = nextLine - 2;
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  /**
   * @param name in lower case
   */
  private boolean isName(byte[] name, int start) {
    for (int i = 0; i < name.length; i++) {
      if (lower(bytes[start + i]) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isLineEnd(int at) {
    return byteAt(at) == '\r' && byteAt(at + 1) == '\n';
  }

  private int byteAt(int at) {
    return at < bytes.length ? bytes[at] : UNKNOWN;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isTextByte(byte b) {
    return b >= ' ' && b < 127 || b == '\t';
  }

  /** Those of which names are made in practice. */
  private static boolean isNameByte(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || isDigit(b) || b == '-' || b == '_';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
