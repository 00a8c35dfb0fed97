package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Texts in other forms: escaped, so that a value stays one value in the place where it goes; read
 * from base64; and as MD5. Thread-safe.
 */
final class Codec {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Codec() {}

  /**
   * Escapes for URLs and forms. Commas stay, since they part names in many queries.
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

  /** Escapes for the inside of a JSON string; its quotes are not written. */
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

  /**
   * The text that was written in base64, in the alphabet of URLs, in lines as in mail, or plain;
   * null for what is none of these.
   */
  static String base64(String text) {
    try {
      return new String(decoder(text).decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Base64.Decoder decoder(String text) {
    if (text.indexOf('-') >= 0 || text.indexOf('_') >= 0) {
      return Base64.getUrlDecoder();
    }
    return text.indexOf('\n') >= 0 ? Base64.getMimeDecoder() : Base64.getDecoder();
  }

  /** False for what is plainly no JSON: spares the parser an exception. */
  static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[' || c == '"' || c == '-' || c >= '0' && c <= '9';
      }
    }
    return false;
  }

  /** MD5 in lower-case hex digits, as protocols use it to tell versions apart. */
  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
