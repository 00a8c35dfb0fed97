package longpoll.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 250ms} and sizes such as {@code 64KB}, as people write them. */
final class Units {
  private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(us|ms|s|m|h)");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+) ?(B|KB|MB|GB)", Pattern.CASE_INSENSITIVE);

  static final String DURATION_FORM = "a duration such as 250ms, 30s or 2m";
  static final String SIZE_FORM = "a size such as 128B, 64KB or 8MB";

  private Units() {}

  /** Reads a duration; {@code null} when the text is not one. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.trim());
    if (!matcher.matches()) {
      return null;
    }
    long unitNanos =
        switch (matcher.group(2)) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos));
    return nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? null
        : Duration.ofNanos(nanos.longValue());
  }

  /** Reads a size in bytes, KB being 1024; -1 when the text is not one. */
  static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.trim());
    if (!matcher.matches()) {
      return -1;
    }
    int shift =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "B" -> 0;
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? -1 : bytes.longValue();
  }

  /**
   * Writes a duration the way {@link #duration} reads it, in the largest unit that keeps it whole.
   */
  static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos % 1_000_000_000L == 0) {
      long seconds = nanos / 1_000_000_000L;
      if (seconds % 3600 == 0) {
        return seconds / 3600 + "h";
      }
      return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
    return nanos % 1_000_000L == 0 ? nanos / 1_000_000L + "ms" : nanos / 1_000L + "us";
  }

  /** Writes a size the way {@link #bytes} reads it, in the largest unit that keeps it whole. */
  static String text(long bytes) {
    if (bytes > 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MB";
    }
    return bytes > 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KB" : bytes + "B";
  }
}
