package longpoll.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import longpoll.api.ApiDefinitions;
import longpoll.api.ApiException;
import longpoll.api.LongPollApi;
import longpoll.dialect.Dialect;

/**
 * Turns what the user gave into {@link Settings}, and notes every problem. The default takes the
 * place of a value that cannot be read, so that the rest can still be checked. For one use, by one
 * thread.
 */
final class SettingsReader {
  private final Map<String, Object> given;
  private final Map<String, Object> values = new TreeMap<>();
  private final List<Problem> beyondLimits = new ArrayList<>();
  private final List<Problem> unreadable = new ArrayList<>();

  /**
   * @param given what a profile or the command line says, by key
   */
  SettingsReader(Map<String, Object> given) {
    this.given = given;
  }

  Settings read() {
    SettingTable.ROWS.forEach(this::read);
    definition();
    if (!given.containsKey("channels")) {
      values.put("channels", defaultChannels());
    }
    Optional<?> target = (Optional<?>) values.get("target");
    String path = ((Dialect) values.get("dialect")).defaultPath();
    values.put("target", target.map(url -> TargetUrl.withPath((URI) url, path)));
    Optional<?> barrier = (Optional<?>) values.get("barrier");
    values.put("barrier", barrier.map(url -> TargetUrl.withPath((URI) url, "/barrier")));
    return SettingTable.settings(values);
  }

  /** Of single keys: first the values beyond their limits, then those that cannot be read. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(beyondLimits);
    problems.addAll(unreadable);
    return problems;
  }

  /** Whether a problem is about a default that took the place of what the user wrote. */
  boolean concernsUnreadable(Problem problem) {
    Set<String> keys = new HashSet<>();
    unreadable.forEach(each -> keys.addAll(each.keys()));
    return problem.keys().stream().anyMatch(keys::contains);
  }

  private void read(SettingRow<?> row) {
    Object value = row.defaultValue();
    if (given.containsKey(row.key())) {
      try {
        value = row.read(given.get(row.key()));
        row.problem(value).ifPresent(beyondLimits::add);
      } catch (IllegalArgumentException e) {
        unreadable.add(Problem.of(row.key(), e.getMessage()));
      }
    }
    values.put(row.key(), value);
  }

  /** What a definition says takes the place of defaults. */
  private void definition() {
    ApiDefinitions definitions = (ApiDefinitions) values.get("api");
    if (definitions.apis().isEmpty()) {
      return;
    }
    try {
      LongPollApi api = definitions.choose((String) values.get("api.name"));
      putUnlessGiven("target", Optional.of(api.url()));
      putUnlessGiven("hold", api.holdLimit());
      putUnlessGiven("dialect", api.dialect());
      putUnlessGiven("label", api.name());
    } catch (ApiException e) {
      unreadable.add(Problem.of("api.name", e.getMessage()));
      values.put("api.name", "");
    }
  }

  private void putUnlessGiven(String key, Object value) {
    if (!given.containsKey(key)) {
      values.put(key, value);
    }
  }

  /** Each channel needs a user. Where polls cannot name a channel, all users wait on one. */
  private int defaultChannels() {
    Dialect dialect = (Dialect) values.get("dialect");
    int users = (Integer) values.get("users");
    int channels = (Integer) values.get("channels");
    return dialect.namesChannels() ? Math.max(1, Math.min(channels, users)) : 1;
  }
}
