package longpoll.collect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** The secret that collector and injectors share. Never printed. Immutable. */
public final class CollectToken {
  /** The environment variable that has it: other users of a machine can read a command line. */
  public static final String VARIABLE = "LONGPOLL_TOKEN";

  private static final int SHORTEST = 16;
  private static final String SCHEME = "Bearer ";

  private final byte[] header;

  private CollectToken(String token) {
    header = (SCHEME + token).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws IllegalArgumentException when there is none, or one that cannot be used
   */
  public static CollectToken of(Map<String, String> environment) {
    String token = environment.getOrDefault(VARIABLE, "").trim();
    if (token.length() < SHORTEST) {
      throw new IllegalArgumentException(
          VARIABLE
              + (token.isEmpty() ? " is not set" : " has " + token.length() + " characters")
              + ": set this environment variable to a secret of at least "
              + SHORTEST
              + " characters, the same for collector and injectors");
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          VARIABLE + " has characters that no header may have: letters and digits are enough");
    }
    return new CollectToken(token);
  }

  /**
   * @return empty where the environment has none
   * @throws IllegalArgumentException when it cannot be used
   */
  public static Optional<CollectToken> ifSet(Map<String, String> environment) {
    return environment.getOrDefault(VARIABLE, "").isBlank()
        ? Optional.empty()
        : Optional.of(of(environment));
  }

  /** What the header {@code Authorization} says of whoever knows the token. */
  public String header() {
    return new String(header, StandardCharsets.US_ASCII);
  }

  /**
   * Takes as long for a wrong token as for one that is nearly right.
   *
   * @param authorization null where there is no such header
   */
  boolean isIn(String authorization) {
    byte[] given = (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(header, given);
  }

  @Override
  public String toString() {
    return "***";
  }
}
