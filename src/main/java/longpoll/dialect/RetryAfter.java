package longpoll.dialect;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how long a server asks to stay away, in seconds or until a date (RFC 9110, 10.2.3). Many
 * servers send fractions of a second, which the RFC does not have; they count, and are never
 * rounded down. A date is of the server's clock, so the answer's own Date says how far off it is;
 * ours does where that is missing. Immutable, safe for any thread.
 */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6})(?:\\.(\\d+))?");
  private static final int NANO_DIGITS = 9;
  private static final Duration LONGEST = Duration.ofSeconds(999_999);
  private static final int CENTURY_IS_GUESSED_YEARS = 50;

  /** By the clock of this machine. */
  public static final RetryAfter SYSTEM = new RetryAfter(InstantSource.system());

  private final InstantSource clock;

  RetryAfter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Null where the server asks for nothing that can be understood, or for no wait, or for more than
   * eleven days: the client is left to its own back-off rather than to a hot loop, or to sleep.
   */
  public Duration read(Dialect.HeaderLookup header) {
    String value = header.get("Retry-After");
    if (value == null) {
      return null;
    }
    Matcher seconds = SECONDS.matcher(value.trim());
    Duration wait =
        seconds.matches()
            ? Duration.ofSeconds(Long.parseLong(seconds.group(1)), nanos(seconds.group(2)))
            : until(value, header.get("Date"));
    boolean asks = wait != null && !wait.isZero() && !wait.isNegative();
    return asks && wait.compareTo(LONGEST) <= 0 ? wait : null;
  }

  /** A fraction of a second in nanoseconds, rounded up; 0 for none. */
  private static long nanos(String fraction) {
    if (fraction == null) {
      return 0;
    }
    String digits = fraction + "0".repeat(NANO_DIGITS);
    long nanos = Long.parseLong(digits.substring(0, NANO_DIGITS));
    boolean more = digits.chars().skip(NANO_DIGITS).anyMatch(digit -> digit != '0');
    return more ? nanos + 1 : nanos;
  }

  private Duration until(String date, String answered) {
    Instant end = instant(date);
    if (end == null) {
      return null;
    }
    Instant from = answered == null ? null : instant(answered);
    return Duration.between(from == null ? clock.instant() : from, end);
  }

  /** One of HTTP's three forms of a date, all in GMT; null for anything else. */
  private Instant instant(String date) {
    int thisYear = clock.instant().atOffset(ZoneOffset.UTC).getYear();
    for (DateTimeFormatter form : forms(thisYear)) {
      try {
        return LocalDateTime.parse(date.trim(), form).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // Another form, or none.
      }
    }
    return null;
  }

  private static List<DateTimeFormatter> forms(int thisYear) {
    return List.of(
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
        // Two digits of a year that lie far ahead are of the century before.
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, thisYear - 99 + CENTURY_IS_GUESSED_YEARS)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.ENGLISH),
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));
  }
}
