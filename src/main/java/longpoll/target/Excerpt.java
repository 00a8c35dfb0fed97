package longpoll.target;

import java.nio.charset.StandardCharsets;

/** The beginning of an answer, for a message. */
final class Excerpt {
  private static final int LONGEST = 200;

  private Excerpt() {}

  /** A colon and the text on one line, or nothing for an empty body. */
  static String of(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, 4 * LONGEST), StandardCharsets.UTF_8)
            .replaceAll("[\\s\\p{Cntrl}]+", " ")
            .trim();
    if (text.isEmpty()) {
      return "";
    }
    return ": " + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
  }
}
