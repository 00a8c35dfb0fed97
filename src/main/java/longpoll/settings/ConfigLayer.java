package longpoll.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.Map;
import java.util.TreeMap;

/**
 * One configuration file as flat maps from dotted key to plain value.
 *
 * @param inside what stands in {@code longpoll { }}, without that prefix
 * @param outside what stands elsewhere in the file
 */
record ConfigLayer(Map<String, Object> inside, Map<String, Object> outside) {

  static ConfigLayer flatten(Config config) {
    Map<String, Object> inside = new TreeMap<>();
    Map<String, Object> outside = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            entry -> {
              String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
              Object value = entry.getValue().unwrapped();
              if (key.startsWith(SettingsLoader.PREFIX)) {
                inside.put(key.substring(SettingsLoader.PREFIX.length()), value);
              } else {
                outside.put(key, value);
              }
            });
    return new ConfigLayer(inside, outside);
  }
}
