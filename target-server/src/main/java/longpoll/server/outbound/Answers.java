package longpoll.server.outbound;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import longpoll.server.text.ClientText;

/** Shows the start of an answer to a person, without the secrets that it may repeat. Immutable. */
final class Answers {
  private static final String MASK = "(secret)";

  /** Whatever is shorter is no secret, and its mask would make every text unreadable. */
  private static final int SHORTEST = 3;

  /** A secret beyond this may be cut, but so much is not shown. */
  private static final int MOST_BYTES = 16 << 10;

  private final List<String> secrets;

  Answers(List<String> secrets) {
    // The longest first, since one may be a part of another.
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String masked(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** A reason and the start of the answer's body, on one line. */
  String words(String reason, byte[] body) {
    int length = Math.min(body.length, MOST_BYTES);
    // Masked before it is cut, or the half of a secret could stay.
    String start = masked(new String(body, 0, length, StandardCharsets.UTF_8)).strip();
    return masked(reason)
        + (start.isEmpty() ? "" : "; the answer starts: " + ClientText.shown(start));
  }
}
