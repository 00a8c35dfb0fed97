package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Texts inside of texts. Thread-safe. */
final class Decoding {
  private Decoding() {}

  /** Null for what is not base64, in the alphabet of URLs, in lines as in mail, or plain. */
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

  /** Spares an exception where a text is plainly none. */
  static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[' || c == '"' || c == '-' || c >= '0' && c <= '9';
      }
    }
    return false;
  }
}
