package longpoll.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import longpoll.report.svg.Numbers;

/** Values as the pages write them. What was not measured is a dash, never 0. */
final class Text {
  static final String NONE = "\u2013";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Text() {}

  static String count(Number value) {
    return value == null || !Double.isFinite(value.doubleValue())
        ? NONE
        : Numbers.fixed(value.doubleValue(), 0);
  }

  /** A mean of counts: its decimals show where it is so small that they matter. */
  static String mean(Double value) {
    return value == null || value % 1 == 0 ? count(value) : digits(value);
  }

  /** A number with about three digits. */
  static String digits(Double value) {
    return value == null || !Double.isFinite(value) ? NONE : Numbers.digits(value);
  }

  static String millis(Double value) {
    return value == null ? NONE : digits(value) + "\u00a0ms";
  }

  /** A share between 0 and 1, in percent. */
  static String percent(Double share) {
    if (share == null || !Double.isFinite(share)) {
      return NONE;
    }
    double percent = share * 100;
    boolean small = percent > 0 && percent < 0.95;
    return Numbers.fixed(percent, small ? 2 : 1) + "\u00a0%";
  }

  static String bytes(Number value) {
    if (value == null) {
      return NONE;
    }
    double left = value.doubleValue();
    int unit = 0;
    while (Math.abs(left) >= 1024 && unit < BYTES.length - 1) {
      left /= 1024;
      unit++;
    }
    return (unit == 0 ? Numbers.fixed(left, 0) : Numbers.digits(left)) + "\u00a0" + BYTES[unit];
  }

  /** A length of time: 850 ms, 82.4 s, 5 min 3 s, 2 h 10 min. */
  static String duration(long millis) {
    if (millis < 1000) {
      return millis + "\u00a0ms";
    }
    if (millis < 120_000) {
      return Numbers.fixed(millis / 1000.0, millis % 1000 == 0 ? 0 : 1) + "\u00a0s";
    }
    long seconds = Math.round(millis / 1000.0);
    if (seconds < 7200) {
      return seconds / 60 + "\u00a0min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + "\u00a0s");
    }
    long minutes = Math.round(seconds / 60.0);
    return count(minutes / 60)
        + "\u00a0h"
        + (minutes % 60 == 0 ? "" : " " + minutes % 60 + "\u00a0min");
  }

  /** An ISO 8601 instant to the second; what is not one stays as it is. */
  static String moment(String iso) {
    if (iso == null) {
      return NONE;
    }
    try {
      return MOMENT.format(Instant.parse(iso));
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** A simulation's name without its package. */
  static String simulation(String name) {
    return name == null ? NONE : name.substring(name.lastIndexOf('.') + 1);
  }

  static String orNone(Object value) {
    return value == null || value.toString().isEmpty() ? NONE : value.toString();
  }
}
