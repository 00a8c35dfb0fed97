package longpoll.server.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations such as {@code 250ms} and sizes such as {@code 64KB}, as people write them. Sizes mean
 * what they mean in the harness: KB, MB and GB count in 1000s, KiB, MiB and GiB in 1024s.
 */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(us|ms|s|m|h)");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+) ?(B|[KMG]i?B)", Pattern.CASE_INSENSITIVE);

  /** The units that sizes are written in, the first that fits. */
  private static final List<Map.Entry<String, Long>> TEXT_UNITS =
      List.of(
          Map.entry("MB", 1_000_000L),
          Map.entry("MiB", 1L << 20),
          Map.entry("KB", 1_000L),
          Map.entry("KiB", 1L << 10));

  public static final String DURATION_FORM = "a duration such as 250ms, 30s or 2m";
  public static final String SIZE_FORM = "a size such as 128B, 64KB or 8MB";

  private Units() {}

  /** Reads a duration; {@code null} when the text is not one. */
  public static Duration duration(String text) {
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

  /**
   * Reads {@code 64KB} (64,000 bytes), {@code 64KiB} (65,536 bytes) and the like; -1 when the text
   * is no size.
   */
  public static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.trim());
    if (!matcher.matches()) {
      return -1;
    }
    long unit =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "B" -> 1L;
          case "KB" -> 1_000L;
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "KIB" -> 1L << 10;
          case "MIB" -> 1L << 20;
          default -> 1L << 30;
        };
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? -1 : bytes.longValue();
  }

  /**
   * Writes a duration the way {@link #duration} reads it, in the largest unit that keeps it whole.
   */
  public static String text(Duration duration) {
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
  public static String text(long bytes) {
    for (Map.Entry<String, Long> unit : TEXT_UNITS) {
      if (bytes > 0 && bytes % unit.getValue() == 0) {
        return bytes / unit.getValue() + unit.getKey();
      }
    }
    return bytes + "B";
  }
}
