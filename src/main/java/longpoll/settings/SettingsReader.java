package longpoll.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;

/**
 * Turns plain values into typed ones. A value that cannot be read is noted, and the default stands
 * in for it so that the rest can still be checked. Not safe for threads.
 */
final class SettingsReader {
  private static final String COMMA_OR_SPACE = "[,\\s]+";
  private static final String SPACE = "\\s+";

  private final Map<String, Object> defaults;
  private final Map<String, Object> values;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> unreadable = new HashSet<>();

  SettingsReader(Map<String, Object> defaults, Map<String, Object> values) {
    this.defaults = defaults;
    this.values = values;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Keys whose value could not be read. */
  Set<String> unreadable() {
    return unreadable;
  }

  Settings read(boolean channelsAreDefault) {
    int users = integer("users");
    Dialect dialect = scalar("dialect", SettingsReader::dialect);
    int channels = integer("channels");
    if (channelsAreDefault) {
      channels = !dialect.namesChannels() ? 1 : Math.max(1, Math.min(channels, users));
    }
    return new Settings(
        users,
        duration("ramp"),
        duration("warmup"),
        duration("duration"),
        duration("hold"),
        scalar("target", text -> text.isBlank() ? Optional.empty() : Optional.of(url(text))),
        text("api"),
        dialect,
        channels,
        bytes("payload", SettingsRules.LARGEST_PAYLOAD),
        scalar("rearm", Rearm::parse),
        new Settings.Schedule(
            word("schedule.kind", ScheduleKind.class),
            duration("schedule.every"),
            scalar("schedule.seed", text -> wholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE)),
            integer("schedule.burst"),
            text("schedule.trace")),
        integer("probes"),
        text("label"),
        text("profile"),
        duration("tail"),
        list("connections.local-addresses", COMMA_OR_SPACE),
        new Settings.Server(list("server.jvm-args", SPACE), list("server.options", SPACE)),
        duration("request-timeout-margin"),
        new Settings.Report(
            duration("report.console-every"),
            bool("report.keep-simulation-log"),
            bool("report.gatling-rows"),
            text("report.gatling-results")),
        new Settings.Objectives(
            count("objectives.failed.max"),
            count("objectives.missed.max"),
            count("objectives.duplicated.max"),
            scalar("objectives.held.min", SettingsReader::decimal)),
        new Settings.Validity(
            duration("validity.injector-queue.max"),
            scalar("validity.injector-queue.share", SettingsReader::decimal),
            duration("validity.loop-lag.max"),
            duration("validity.gc-pause.max"),
            scalar("validity.injector-cpu.max", SettingsReader::decimal),
            duration("validity.publish-slip.max"),
            scalar("validity.reconnects.max", SettingsReader::decimal)),
        new Settings.Backoff(duration("backoff.initial"), duration("backoff.max")),
        new Settings.Tls(bool("tls.trust-all"), text("tls.trust-store")),
        new Settings.Body(
            bytes("body.max", SettingsRules.LARGEST_BODY),
            scalar("body.heap-share", SettingsReader::decimal)));
  }

  private int integer(String key) {
    return scalar(key, text -> (int) wholeNumber(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  private long count(String key) {
    return scalar(key, text -> wholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private Duration duration(String key) {
    return scalar(key, Units::parseDuration);
  }

  private String text(String key) {
    return scalar(key, String::trim);
  }

  private boolean bool(String key) {
    return scalar(
        key,
        text ->
            switch (text.trim()) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException(
                      "true or false is expected, but it is '" + text + "': write one of the two");
            });
  }

  private static Dialect dialect(String text) {
    if (!Dialects.names().contains(text.trim())) {
      throw oneOf(Dialects.names(), text);
    }
    return Dialects.named(text.trim());
  }

  private static IllegalArgumentException oneOf(List<String> words, String text) {
    return new IllegalArgumentException(
        "one of "
            + String.join(", ", words)
            + " is expected, but it is '"
            + text
            + "': write one of them");
  }

  private <E extends Enum<E>> E word(String key, Class<E> type) {
    return scalar(
        key,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> ResolvedSettings.word(constant).equals(text.trim()))
                .findFirst()
                .orElseThrow(
                    () ->
                        oneOf(
                            Arrays.stream(type.getEnumConstants())
                                .map(ResolvedSettings::word)
                                .toList(),
                            text)));
  }

  private <T> T scalar(String key, Function<String, T> parser) {
    try {
      Object value = values.get(key);
      if (value instanceof Collection || value instanceof Map) {
        throw new IllegalArgumentException(
            "a single value is expected, but it is '" + value + "': write it without brackets");
      }
      return parser.apply(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      problems.add(Problem.of(key, e.getMessage()));
      unreadable.add(key);
      return parser.apply(String.valueOf(defaults.get(key)));
    }
  }

  /** A list of a file, or one string of the command line, split. */
  private List<String> list(String key, String separator) {
    Object value = values.get(key);
    if (value instanceof Collection<?> elements) {
      return elements.stream().map(String::valueOf).toList();
    }
    return Arrays.stream(String.valueOf(value).split(separator))
        .filter(element -> !element.isEmpty())
        .toList();
  }

  private static URI url(String text) {
    return TargetUrl.parse(text);
  }

  private int bytes(String key, int most) {
    return scalar(
        key,
        text -> {
          long bytes = Units.parseBytes(text);
          if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                "at most "
                    + Units.formatBytes(most)
                    + " is allowed, but it is '"
                    + text
                    + "': set a smaller size");
          }
          return (int) bytes;
        });
  }

  private static long wholeNumber(String text, long min, long max) {
    long number;
    try {
      number = Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a whole number is expected, but it is '" + text + "': write digits only, like 5000");
    }
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a number of at most %d is expected, but it is '%s': set a smaller one",
              max,
              text));
    }
    return number;
  }

  private static double decimal(String text) {
    try {
      return new BigDecimal(text.trim()).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a number is expected, but it is '" + text + "': write it like 0.95");
    }
  }
}
