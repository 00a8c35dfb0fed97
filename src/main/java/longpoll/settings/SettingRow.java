package longpoll.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One {@link Setting}, together with the type of its values. Immutable.
 *
 * @param section the title of its section
 */
record SettingRow<T>(Setting setting, String section, ValueType<T> type) {

  String key() {
    return setting.key();
  }

  T defaultValue() {
    return read(setting.byDefault());
  }

  /**
   * Reads a value of a file or of the command line.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  T read(Object value) {
    return type.reader().apply(value);
  }

  /** The value as a run record keeps it. */
  Object recorded(Object value) {
    return type.recorded(value);
  }

  /** What is wrong with a value that could be read but is beyond the limits. */
  Optional<Problem> problem(Object value) {
    if (setting.range().isEmpty() || isAllowedZero(value)) {
      return Optional.empty();
    }
    Range range = Range.of(setting);
    boolean allowed =
        type.compare(value, read(range.min())) >= 0
            && (range.max().isEmpty() || type.compare(value, read(range.max())) <= 0);
    Range shown = new Range(shown(range.min()), shown(range.max()));
    String text = shown + " is allowed" + orZero() + ", but it is " + recorded(value);
    return allowed ? Optional.empty() : Optional.of(Problem.of(key(), text + ": " + type.advice()));
  }

  /** Every limit, in words. */
  String limits() {
    String range = setting.range().isEmpty() ? type.limits() : setting.range() + orZero();
    String share = setting.of().isEmpty() ? "" : " of " + setting.of();
    return Stream.of(range + share, setting.limits())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private boolean isAllowedZero(Object value) {
    return !setting.zero().isEmpty() && value.equals(Duration.ZERO);
  }

  private String orZero() {
    return setting.zero().isEmpty() ? "" : ", or 0s for " + setting.zero();
  }

  /** A limit in the same form as the value beside it: 1h as 3600s. Numbers are left as they are. */
  private String shown(String limit) {
    return !limit.isEmpty() && recorded(read(limit)) instanceof String text ? text : limit;
  }

  /**
   * @param max empty where there is no greatest value
   */
  record Range(String min, String max) {
    private static final String AT_LEAST = "at least ";
    private static final String TO = " to ";

    static Range of(Setting setting) {
      String text = setting.range();
      if (text.startsWith(AT_LEAST)) {
        return new Range(text.substring(AT_LEAST.length()), "");
      }
      String[] bounds = text.split(TO);
      return new Range(bounds[0], bounds[1]);
    }

    @Override
    public String toString() {
      return max.isEmpty() ? AT_LEAST + min : min + TO + max;
    }
  }
}
