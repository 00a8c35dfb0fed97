package longpoll.server.outbound;

import java.nio.charset.StandardCharsets;

/** Escapes values for URLs and for JSON strings, as dialects do. */
final class Escapes {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final String PLAIN = "-_.~,";

  /** What a URL may hold beside letters and digits. */
  private static final String IN_URL = "-_.~!$&'()*+,;=:@/?%";

  private Escapes() {}

  /**
   * Escapes for URLs and forms. Commas stay.
   *
   * @param slashes whether slashes stay, too
   */
  static String percent(String value, boolean slashes) {
    return percent(value, slashes ? PLAIN + "/" : PLAIN);
  }

  /** Escapes what no URL may hold, in a text that is a part of a URL already. */
  static String url(String text) {
    return percent(text, IN_URL);
  }

  private static String percent(String value, String plain) {
    StringBuilder out = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (letterOrDigit || plain.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return out.toString();
  }

  /** Escapes for the inside of a JSON string; its quotes are not written. */
  static String jsonString(String value) {
    StringBuilder out = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
