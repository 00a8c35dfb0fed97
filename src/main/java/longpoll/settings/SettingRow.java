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
    boolean allowed =
        isAllowedZero(value)
            || (setting.min().isEmpty() || type.compare(value, read(setting.min())) >= 0)
                && (setting.max().isEmpty() || type.compare(value, read(setting.max())) <= 0);
    return allowed
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                key(),
                range(shown(setting.min()), shown(setting.max()))
                    + " is allowed"
                    + orZero()
                    + ", but it is "
                    + recorded(value)
                    + ": "
                    + type.advice()));
  }

  /** Every limit, in words. */
  String limits() {
    String range =
        setting.min().isEmpty() ? type.limits() : range(setting.min(), setting.max()) + orZero();
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

  private static String range(String min, String max) {
    return max.isEmpty() ? "at least " + min : min + " to " + max;
  }
}
