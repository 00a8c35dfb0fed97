package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The values that a dialect takes from the environment. They go into requests and nowhere else:
 * what people read is masked first. Immutable after loading; safe for any thread.
 */
final class Secrets {
  /** Whatever is shorter is no secret, and its mask would make every text unreadable. */
  private static final int SHORTEST = 3;

  /** One secret may be a part of another. */
  static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

  private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

  private final Map<String, String> environment;

  private final Map<String, String> masks = new TreeMap<>(LONGEST_FIRST);

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
    masks(value, "${env." + name + "}").forEach(masks::put);
    return value;
  }

  /** All forms in which a value may be met, each with what is shown in its place. */
  static Map<String, String> masks(String value, String mask) {
    if (value.length() < SHORTEST) {
      return Map.of();
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    StringBuilder json = new StringBuilder();
    Codec.jsonString(value, json);
    Map<String, String> forms = new HashMap<>();
    for (boolean slashes : new boolean[] {false, true}) {
      StringBuilder percent = new StringBuilder();
      Codec.percent(value, slashes, percent);
      forms.put(percent.toString(), mask);
      // As other writers of URLs have it.
      forms.put(
          PERCENT.matcher(percent).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)), mask);
      forms.put(percent.toString().replace("%20", "+"), mask);
    }
    forms.put(value, mask);
    forms.put(json.toString(), mask);
    forms.put(json.toString().replace("/", "\\/"), mask);
    forms.put(html(value), mask);
    forms.put(Base64.getEncoder().encodeToString(bytes), mask);
    forms.put(Codec.md5(bytes), mask);
    return forms;
  }

  private static String html(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The variables that the dialect asked for and that are set, with their values. */
  Map<String, String> used() {
    return Map.copyOf(used);
  }

  /** All that is masked. */
  Set<String> texts() {
    return masks.keySet();
  }

  /** The text with the name of its variable in the place of each secret. */
  String mask(String text) {
    String masked = text;
    for (Map.Entry<String, String> mask : masks.entrySet()) {
      masked = masked.replace(mask.getKey(), mask.getValue());
    }
    return masked;
  }

  /** What is masked, each with what is shown in its place. */
  Map<String, String> masks() {
    return Collections.unmodifiableMap(masks);
  }

  @Override
  public String toString() {
    return "Secrets of " + masks.values();
  }
}
