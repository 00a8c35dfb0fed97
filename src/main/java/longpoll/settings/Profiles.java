package longpoll.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Named sets of settings: those that are shipped, or a file of the user's own. */
final class Profiles {
  /** The profiles that are shipped, each a file in the folder {@code profiles}. */
  static final String SHIPPED = "smoke, broadcast, ci, soak, large";

  static final List<String> NAMES = List.of(SHIPPED.split(", "));

  private final Path baseDirectory;

  Profiles(Path baseDirectory) {
    this.baseDirectory = baseDirectory;
  }

  /** The values of a profile, or none when there is a problem with it or the name is blank. */
  Map<String, Object> load(String name, List<Problem> problems) {
    if (name.isBlank()) {
      return Map.of();
    }
    ConfigLayer layer;
    try {
      if (NAMES.contains(name)) {
        layer =
            ConfigLayer.flatten(
                resolve(
                    ConfigFactory.parseResources(
                        Profiles.class, "profiles/" + name + ".conf", strict())));
      } else if (isPath(name)) {
        Path file = baseDirectory.resolve(name);
        if (!Files.isRegularFile(file)) {
          problems.add(
              Problem.of(
                  "profile",
                  "a file is expected, but there is none at '"
                      + name
                      + "': check the path, or use one of "
                      + SHIPPED));
          return Map.of();
        }
        layer = ConfigLayer.flatten(resolve(ConfigFactory.parseFile(file.toFile(), strict())));
      } else {
        problems.add(
            Problem.of(
                "profile",
                "one of "
                    + SHIPPED
                    + ", or the path of a .conf file, is expected, but it is '"
                    + name
                    + "'"));
        return Map.of();
      }
    } catch (ConfigException e) {
      problems.add(
          Problem.of("profile", "'" + name + "' cannot be read as HOCON: " + e.getMessage()));
      return Map.of();
    }
    String where = "in profile '" + name + "'";
    for (String key : layer.outside().keySet()) {
      problems.add(
          Problem.of(key, "stands outside longpoll { } " + where + ": move '" + key + "' inside"));
    }
    KnownKeys.check(layer.inside().keySet(), where, problems);
    if (layer.inside().containsKey("profile")) {
      problems.add(
          Problem.of(
              "profile",
              "a profile cannot name a profile, but one does "
                  + where
                  + ": use HOCON's include, or take it out"));
    }
    return layer.inside();
  }

  private static boolean isPath(String name) {
    return name.contains("/") || name.contains("\\") || name.endsWith(".conf");
  }

  private static ConfigParseOptions strict() {
    return ConfigParseOptions.defaults().setAllowMissing(false);
  }

  /** Values come from the file alone: an environment variable would be a fourth layer. */
  private static Config resolve(Config config) {
    return config.resolve(ConfigResolveOptions.noSystem());
  }
}
