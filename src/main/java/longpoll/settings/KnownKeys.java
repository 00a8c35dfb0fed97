package longpoll.settings;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import longpoll.text.NearestWord;

/** The keys of all settings. Finds unknown keys, and the known key that is nearest to one. */
final class KnownKeys {
  private static final Set<String> KEYS = new TreeSet<>(SettingTable.keys());

  private KnownKeys() {}

  /**
   * @param where the end of "unknown key ..."
   */
  static void check(Collection<String> given, String where, List<Problem> problems) {
    for (String key : given) {
      if (!KEYS.contains(key)) {
        problems.add(Problem.of(key, "unknown key " + where + advice(key)));
      }
    }
  }

  private static String advice(String key) {
    return NearestWord.to(key, KEYS, KnownKeys::distance)
        .map(near -> ": did you mean " + SettingsLoader.PREFIX + near + "?")
        .orElse(": docs/settings.md lists every key");
  }

  /** People leave the group out ({@code every}), or name the group only ({@code schedule}). */
  private static int distance(String key, String known) {
    int whole = NearestWord.distance(key, known);
    int dot = known.lastIndexOf('.');
    if (dot < 0) {
      return whole;
    }
    int group = NearestWord.distance(key, known.substring(0, dot));
    int end = NearestWord.distance(key, known.substring(dot + 1));
    // A match of a part comes after a match of the whole.
    return Math.min(whole, 1 + Math.min(group, end));
  }
}
