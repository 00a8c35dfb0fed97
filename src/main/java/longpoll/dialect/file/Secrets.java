package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values that a dialect takes from the environment. They go into requests and nowhere else:
 * what people read is masked first. Immutable after loading; safe for any thread.
 */
final class Secrets {
  /** Whatever is shorter is no secret, and its mask would make every text unreadable. */
  private static final int SHORTEST = 3;

  private final Map<String, String> environment;

  /** The longest first, since one secret may be a part of another. */
  private final Map<String, String> masks =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  private final Map<String, String> used = new TreeMap<>();

  Secrets(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The value of an environment variable, which is masked from now on, or null where it is not set.
   * One that is set but empty counts as not set.
   */
  String value(String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    used.put(name, value);
    if (value.length() >= SHORTEST) {
      String mask = "${env." + name + "}";
      masks.put(value, mask);
      StringBuilder encoded = new StringBuilder();
      Codec.percent(value, false, encoded);
      masks.put(encoded.toString(), mask);
      encoded.setLength(0);
      Codec.jsonString(value, encoded);
      masks.put(encoded.toString(), mask);
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      masks.put(Base64.getEncoder().encodeToString(bytes), mask);
    }
    return value;
  }

  /** The variables that the dialect asked for and that are set, with their values. */
  Map<String, String> used() {
    return Map.copyOf(used);
  }

  /** The text with the name of its variable in the place of each secret. */
  String mask(String text) {
    String masked = text;
    for (Map.Entry<String, String> mask : masks.entrySet()) {
      masked = masked.replace(mask.getKey(), mask.getValue());
    }
    return masked;
  }

  @Override
  public String toString() {
    return "Secrets of " + masks.values();
  }
}
