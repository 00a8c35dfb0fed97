package longpoll.settings;

import java.util.List;

/**
 * What is wrong with one setting.
 *
 * @param keys the keys involved, without the {@code longpoll.} prefix, the one at fault first
 * @param text the limit, the value and what to do, to be read after the key
 */
public record Problem(List<String> keys, String text) {

  public Problem {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || text.isBlank()) {
      throw new IllegalArgumentException("a problem needs a key and a text");
    }
  }

  public static Problem of(String key, String text) {
    return new Problem(List.of(key), text);
  }

  /** The text about a value that is none of the words that are allowed. */
  static String oneOf(List<String> words, String value) {
    return "one of "
        + String.join(", ", words)
        + " is expected, but it is '"
        + value
        + "': write one of them";
  }

  @Override
  public String toString() {
    return SettingsLoader.PREFIX + keys.get(0) + ": " + text;
  }
}
