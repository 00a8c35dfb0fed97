package longpoll.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as people write them. Both need a unit: a bare number is refused, because
 * nobody can tell whether 10 means seconds or milliseconds.
 */
public final class Units {
  private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)");
  private static final Map<String, Long> BYTES_PER_UNIT =
      Map.of(
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);

  private Units() {}

  /**
   * Reads {@code 10s}, {@code 1.5s}, {@code 250ms}, {@code 30m}, {@code 1h}.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  public static Duration parseDuration(String text) {
    String trimmed = text.trim();
    if (BARE_NUMBER.matcher(trimmed).matches()) {
      throw new IllegalArgumentException(
          "a duration needs a unit, but it is '" + text + "': write " + trimmed + "s");
    }
    try {
      return ConfigValueFactory.fromAnyRef(trimmed).atKey("duration").getDuration("duration");
    } catch (ConfigException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "a duration is expected, but it is '" + text + "': write something like 10s or 250ms");
    }
  }

  /** The one way to write a duration: whole seconds, else ms, else us, else ns. */
  public static String format(Duration duration) {
    if (duration.getNano() == 0) {
      return duration.getSeconds() + "s";
    }
    long nanos = duration.toNanos();
    if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + "ms";
    }
    return nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
  }

  /**
   * Reads {@code 128B}, {@code 64KB} (64,000 bytes), {@code 64KiB} (65,536 bytes), {@code 1MB}.
   *
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  public static long parseBytes(String text) {
    String trimmed = text.trim();
    if (BARE_NUMBER.matcher(trimmed).matches()) {
      throw new IllegalArgumentException(
          "a size needs a unit, but it is '" + text + "': write " + trimmed + "B");
    }
    Matcher size = SIZE.matcher(trimmed);
    Long factor =
        size.matches() ? BYTES_PER_UNIT.get(size.group(2).toLowerCase(Locale.ROOT)) : null;
    try {
      if (factor != null) {
        return new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(factor)).longValueExact();
      }
    } catch (ArithmeticException e) {
      // A part of a byte, or more than a long holds: the message below fits both.
    }
    throw new IllegalArgumentException(
        "a size is expected, but it is '" + text + "': write something like 128B, 64KB or 64KiB");
  }

  /** The one way to write a size: bytes. */
  public static String formatBytes(long bytes) {
    return bytes + "B";
  }
}
