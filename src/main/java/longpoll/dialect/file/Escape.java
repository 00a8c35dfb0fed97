package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;

/** Writes a value so that it stays one value in the place where it goes. */
final class Escape {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Escape() {}

  /**
   * For URLs and forms. Commas stay, since they part names in many queries.
   *
   * @param slashes whether slashes stay, as in a path
   */
  static void percent(String value, boolean slashes, StringBuilder out) {
    int plain = 0;
    while (plain < value.length() && isPlain(value.charAt(plain), slashes)) {
      plain++;
    }
    out.append(value, 0, plain);
    if (plain == value.length()) {
      return;
    }
    for (byte b : value.substring(plain).getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && isPlain((char) b, slashes)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
  }

  private static boolean isPlain(char c, boolean slashes) {
    boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    return letterOrDigit
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '~'
        || c == ','
        || slashes && c == '/';
  }

  /** The inside of a JSON string, without its quotes. */
  static void jsonString(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) && !isPaired(value, i)) {
            out.append("\\u00").append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static boolean isPaired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  /** Whether a value may go into a header: a line break would begin another one. */
  static boolean fitsHeader(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == 127 || c > 255) {
        return false;
      }
    }
    return true;
  }
}
