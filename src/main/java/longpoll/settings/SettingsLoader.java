package longpoll.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Makes {@link Settings} out of three layers: {@code reference.conf}, a profile, and {@code
 * longpoll.*} properties, each of which overrides the one before. All problems are reported
 * together, those of the profile and of unknown keys included.
 *
 * <pre>{@code
 * Settings settings = new SettingsLoader(Path.of("")).load(System.getProperties());
 * }</pre>
 *
 * <p>Immutable, safe for any thread.
 */
public final class SettingsLoader {
  /** What every key begins with on the command line. */
  public static final String PREFIX = "longpoll.";

  private final Path baseDirectory;

  /**
   * @param baseDirectory where relative paths of profiles and traces begin
   */
  public SettingsLoader(Path baseDirectory) {
    this.baseDirectory = baseDirectory;
  }

  /** Loads from properties, of which only those that begin with {@value #PREFIX} are looked at. */
  public Settings load(Properties properties) {
    Map<String, String> strings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> strings.put(name, properties.getProperty(name)));
    return load(strings);
  }

  /**
   * Loads from properties, of which only those that begin with {@value #PREFIX} are looked at.
   *
   * @throws SettingsException with every problem there is
   */
  public Settings load(Map<String, String> properties) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Object> reference = ConfigLayer.flatten(reference()).inside();
    Map<String, Object> overrides = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            overrides.put(name.substring(PREFIX.length()), value);
          }
        });
    KnownKeys known = new KnownKeys(reference.keySet());
    known.check(overrides.keySet(), "on the command line", problems);

    String profile = String.valueOf(overrides.getOrDefault("profile", "")).trim();
    Map<String, Object> profileLayer = new Profiles(baseDirectory).load(profile, known, problems);

    Map<String, Object> merged = new TreeMap<>(reference);
    merged.putAll(profileLayer);
    merged.putAll(overrides);
    merged.put("profile", profile);
    boolean channelsAreDefault =
        !profileLayer.containsKey("channels") && !overrides.containsKey("channels");

    SettingsReader reader = new SettingsReader(reference, merged);
    Settings settings = null;
    try {
      settings = reader.read(channelsAreDefault);
    } catch (SettingsException e) {
      // What a rule says about a value that could not be read would only confuse.
      e.problems().stream()
          .filter(problem -> problem.keys().stream().noneMatch(reader.unreadable()::contains))
          .forEach(problems::add);
    }
    problems.addAll(reader.problems());
    if (settings != null && settings.schedule().kind() == ScheduleKind.TRACE) {
      checkFile("schedule.trace", settings.schedule().trace(), problems);
    }
    if (settings != null && !settings.tls().trustStore().isBlank()) {
      checkFile("tls.trust-store", settings.tls().trustStore(), problems);
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private void checkFile(String key, String path, List<Problem> problems) {
    Path file = baseDirectory.resolve(path);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      problems.add(
          Problem.of(
              key,
              "a readable file is expected, but there is none at '"
                  + path
                  + "': check the path, which begins at the working directory"));
    }
  }

  private static Config reference() {
    return ConfigFactory.parseResources(SettingsLoader.class, "reference.conf").resolve();
  }
}
