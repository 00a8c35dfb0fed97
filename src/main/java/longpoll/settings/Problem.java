package longpoll.settings;

import java.util.List;

/**
 * What is wrong with one setting.
 *
 * @param keys the keys involved, without the {@code longpoll.} prefix, the one at fault first
 * @param text limit, value and what to do; begins where the key ends
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

  @Override
  public String toString() {
    return SettingsLoader.PREFIX + keys.get(0) + ": " + text;
  }
}
