package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.Dialect.HeaderLookup;

/**
 * How a body is cut into pieces: not at all, at a separator, or as {@code multipart/mixed}. Empty
 * pieces are no pieces. Immutable.
 *
 * @param prefix what stands before the first piece and is no part of it; may be empty
 * @param separator null for none
 */
record Framing(byte[] prefix, byte[] separator, boolean multipart) {
  static final Framing WHOLE = new Framing(new byte[0], null, false);

  /** As many pieces as one answer may have. */
  static final int MOST = 100_000;

  private static final int LONGEST_BOUNDARY = 70;
  private static final int MOST_PART_HEADERS = 50;
  private static final byte[] LINE_END = {'\n'};

  /**
   * A part of a body, from and to in bytes.
   *
   * @param headers of the part, before those of the answer
   */
  record Piece(int from, int to, HeaderLookup headers) {}

  static Framing read(Section events) {
    String prefix = events.text("prefix", "");
    String split = events.text("split", "none");
    byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
    return switch (split) {
      case "none" -> start.length == 0 ? WHOLE : new Framing(start, null, false);
      case "lines" -> new Framing(start, LINE_END, false);
      case "multipart" -> new Framing(start, null, true);
      case "" -> {
        events.wrong("split", "is empty: none, lines, multipart or a separator is expected");
        yield WHOLE;
      }
      default -> new Framing(start, split.getBytes(StandardCharsets.UTF_8), false);
    };
  }

  boolean isWhole() {
    return separator == null && !multipart;
  }

  /**
   * @throws IllegalArgumentException for a body that is not cut this way; the message goes on after
   *     "the body"
   */
  List<Piece> pieces(byte[] body, HeaderLookup header) {
    if (!startsWith(body, 0, prefix)) {
      throw new IllegalArgumentException("does not start with the prefix");
    }
    List<Piece> pieces = new ArrayList<>(isWhole() ? 1 : 8);
    if (multipart) {
      parts(body, header, pieces);
    } else if (separator == null) {
      add(pieces, body, prefix.length, body.length, header);
    } else {
      int from = prefix.length;
      for (int at = find(body, separator, from); at >= 0; at = find(body, separator, from)) {
        add(pieces, body, from, at, header);
        from = at + separator.length;
      }
      add(pieces, body, from, body.length, header);
    }
    return pieces;
  }

  private static void add(List<Piece> pieces, byte[] body, int from, int to, HeaderLookup header) {
    int start = start(body, from, to);
    if (start < to) {
      if (pieces.size() >= MOST) {
        throw new IllegalArgumentException("has more than " + MOST + " pieces");
      }
      pieces.add(new Piece(from, to, header));
    }
  }

  /** Where the white space ends that a piece begins with. */
  static int start(byte[] body, int from, int to) {
    int start = from;
    while (start < to && body[start] <= ' ' && body[start] >= 0) {
      start++;
    }
    return start;
  }

  private static void parts(byte[] body, HeaderLookup header, List<Piece> pieces) {
    byte[] delimiter = ("--" + boundary(header)).getBytes(StandardCharsets.ISO_8859_1);
    int at = find(body, delimiter, 0);
    while (at >= 0) {
      int from = at + delimiter.length;
      if (startsWith(body, from, new byte[] {'-', '-'})) {
        return;
      }
      int next = find(body, delimiter, from);
      if (next < 0) {
        throw new IllegalArgumentException("ends in the middle of a part");
      }
      part(body, from, next, header, pieces);
      at = next;
    }
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("has no part");
    }
  }

  /** A part from behind its delimiter to the next one: line end, headers, empty line, content. */
  private static void part(byte[] body, int from, int to, HeaderLookup header, List<Piece> pieces) {
    Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int at = lineEnd(body, from, to);
    while (at < to) {
      int end = lineEnd(body, at, to);
      String line = new String(body, at, end - at, StandardCharsets.ISO_8859_1).trim();
      at = end;
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0 && own.size() < MOST_PART_HEADERS) {
        own.put(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      }
    }
    int end = to;
    if (end > at && body[end - 1] == '\n') {
      end--;
    }
    if (end > at && body[end - 1] == '\r') {
      end--;
    }
    add(pieces, body, at, end, name -> own.containsKey(name) ? own.get(name) : header.get(name));
  }

  private static int lineEnd(byte[] body, int from, int to) {
    int at = from;
    while (at < to && body[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, to);
  }

  private static String boundary(HeaderLookup header) {
    String type = header.get("Content-Type");
    int at = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("boundary=");
    if (at < 0) {
      throw new IllegalArgumentException("is no multipart: its Content-Type has no boundary");
    }
    String rest = type.substring(at + "boundary=".length()).trim();
    int end = rest.startsWith("\"") ? rest.indexOf('"', 1) : rest.indexOf(';');
    String boundary = rest.substring(rest.startsWith("\"") ? 1 : 0, end < 0 ? rest.length() : end);
    if (boundary.isBlank() || boundary.length() > LONGEST_BOUNDARY) {
      throw new IllegalArgumentException("is no multipart: its boundary is empty or too long");
    }
    return boundary.trim();
  }

  private static boolean startsWith(byte[] body, int at, byte[] what) {
    if (at + what.length > body.length) {
      return false;
    }
    for (int i = 0; i < what.length; i++) {
      if (body[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  private static int find(byte[] body, byte[] what, int from) {
    for (int at = from; at + what.length <= body.length; at++) {
      if (startsWith(body, at, what)) {
        return at;
      }
    }
    return -1;
  }
}
