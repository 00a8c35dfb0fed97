package longpoll.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Makes {@link Settings} out of layers: the defaults, a profile, what a simulation sets by itself,
 * and {@code longpoll.*} properties. Each layer overrides the one before. An API definition takes
 * the place of some defaults, and of a profile's hold limit. All problems are reported together,
 * also those of the profile and unknown keys.
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
  private final List<String> scheduleKinds;
  private final Map<String, String> ofSimulation;
  private final LoadShare share;

  /** Takes any word for {@code schedule.kind}: for callers that start no server. */
  public SettingsLoader(Path baseDirectory) {
    this(baseDirectory, List.of());
  }

  /**
   * @param baseDirectory where relative paths of profiles and other files begin
   * @param scheduleKinds the schedules that the bundled server knows
   */
  public SettingsLoader(Path baseDirectory, List<String> scheduleKinds) {
    this(baseDirectory, scheduleKinds, Map.of(), LoadShare.WHOLE);
  }

  private SettingsLoader(
      Path baseDirectory,
      List<String> scheduleKinds,
      Map<String, String> ofSimulation,
      LoadShare share) {
    this.baseDirectory = baseDirectory;
    this.scheduleKinds = List.copyOf(scheduleKinds);
    this.ofSimulation = Map.copyOf(ofSimulation);
    this.share = share;
  }

  /**
   * The same for a simulation that sets something by itself.
   *
   * @param values by their keys, without {@value #PREFIX} before them
   */
  public SettingsLoader ofSimulation(Map<String, String> values) {
    return new SettingsLoader(baseDirectory, scheduleKinds, values, share);
  }

  /**
   * The same for one of the injectors that {@code injectors} asks for.
   *
   * @param one which of them
   */
  public SettingsLoader ofInjector(LoadShare one) {
    return new SettingsLoader(baseDirectory, scheduleKinds, ofSimulation, one);
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
    Map<String, Object> overrides = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            overrides.put(name.substring(PREFIX.length()), value);
          }
        });
    KnownKeys.check(overrides.keySet(), "on the command line", problems);

    String profile = String.valueOf(overrides.getOrDefault("profile", "")).trim();
    Map<String, Object> given = new TreeMap<>(new Profiles(baseDirectory).load(profile, problems));
    if (!String.valueOf(overrides.getOrDefault("api", "")).isBlank()) {
      // A server that is described holds as it does, whatever load a profile is for.
      given.remove("hold");
    }
    given.putAll(ofSimulation);
    given.putAll(overrides);
    given.put("profile", profile);
    boolean numbered = !String.valueOf(given.getOrDefault("shard", "")).isBlank();
    if (!share.coversAll()) {
      given.put("shard", share.toString());
    }

    SettingsReader reader = new SettingsReader(given);
    Settings settings = reader.read();
    List<Problem> ofValues = new ArrayList<>(reader.problems());
    if (numbered && settings.injectors() > 1) {
      ofValues.add(bothWays(settings));
    }
    SettingsRules.check(settings, scheduleKinds).stream()
        .filter(problem -> !reader.concernsUnreadable(problem))
        .forEach(ofValues::add);
    problems.addAll(ofValues);
    problems.addAll(unreadableFiles(settings, ofValues));
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return settings;
  }

  private static Problem bothWays(Settings settings) {
    return new Problem(
        List.of("shard", "injectors"),
        "injectors on one machine get their numbers by themselves, but there are "
            + settings.injectors()
            + " and shard is "
            + settings.shard()
            + ": leave one of the two out");
  }

  /** A file whose key has another problem is not looked for. */
  private List<Problem> unreadableFiles(Settings settings, List<Problem> others) {
    Map<String, Object> values = settings.resolved();
    List<Problem> problems = new ArrayList<>();
    for (SettingRow<?> row : SettingTable.ROWS) {
      String path = String.valueOf(values.get(row.key()));
      boolean wanted =
          row.setting().form() == Setting.Form.FILE
              && !path.isBlank()
              && others.stream().noneMatch(problem -> problem.keys().contains(row.key()));
      if (wanted && !isFile(path)) {
        problems.add(unreadable(row.key(), path));
      }
    }
    return problems;
  }

  private boolean isFile(String path) {
    try {
      Path file = baseDirectory.resolve(path);
      return Files.isRegularFile(file) && Files.isReadable(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Problem unreadable(String key, String path) {
    return Problem.of(
        key,
        "a readable file is expected, but there is none at '"
            + path
            + "': check the path, which begins at the working directory");
  }
}
