package longpoll.transport;

import java.nio.charset.StandardCharsets;

/**
 * One line of a request's head.
 *
 * @param value its bytes as they are sent, one a character; what no byte stands for is given here
 *     as the bytes of UTF-8
 */
public record Header(String name, String value) {
  private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

  public Header {
    if (!isToken(name)) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a header");
    }
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      // Not quoted: it may be a secret.
      throw new IllegalArgumentException(
          "the value of header " + name + " goes on over the end of its line");
    }
    if (value.chars().anyMatch(c -> c > 255)) {
      value = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  }

  boolean is(String otherName) {
    return name.equalsIgnoreCase(otherName);
  }

  /** Whether a text can be the name of a header or of a method. */
  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Header::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return c > ' ' && c < 127 && SEPARATORS.indexOf(c) < 0;
  }
}
