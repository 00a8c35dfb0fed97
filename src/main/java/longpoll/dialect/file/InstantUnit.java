package longpoll.dialect.file;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a protocol writes an instant or a span of time. */
enum InstantUnit {
  NS(-3),
  US(0),
  MS(3),
  S(6),
  ISO(0);

  private static final int LONGEST = 40;

  /** An offset in the basic form of ISO 8601, which many APIs write behind an extended instant. */
  private static final Pattern BASIC = Pattern.compile("([+-]\\d{2})(\\d{2})$");

  /** Instants outside of 2000 to 2100 are in another unit, or no instants. */
  private static final long FIRST = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private static final long LAST = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();
  private static final long MICROS = 1_000_000;

  /** Power of ten from this unit to microseconds. */
  private final int scale;

  InstantUnit(int scale) {
    this.scale = scale;
  }

  static InstantUnit named(String name) {
    return switch (name) {
      case "ns" -> NS;
      case "us" -> US;
      case "ms" -> MS;
      case "s" -> S;
      case "iso" -> ISO;
      default -> null;
    };
  }

  /**
   * Microseconds, rounded up.
   *
   * @throws IllegalArgumentException for what is none; the message goes on after the field's name
   */
  long micros(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is no " + this);
    }
    try {
      if (this == ISO) {
        Instant instant =
            OffsetDateTime.parse(BASIC.matcher(text).replaceFirst("$1:$2")).toInstant();
        return Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000);
      }
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.precision() - number.scale()) > LONGEST) {
        throw new IllegalArgumentException("is no " + this);
      }
      return number.scaleByPowerOfTen(scale).setScale(0, RoundingMode.CEILING).longValueExact();
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("is no " + this, e);
    }
  }

  /** The same for a whole number, which nearly all instants are. */
  long micros(long number) {
    return switch (this) {
      case US -> number;
      case MS -> Math.multiplyExact(number, 1_000L);
      case S -> Math.multiplyExact(number, MICROS);
      case NS -> Math.floorDiv(number, 1_000L) + (number % 1_000 > 0 ? 1 : 0);
      case ISO -> throw new IllegalArgumentException("is no " + this);
    };
  }

  /** Null for an instant of our days; otherwise what to say about it. */
  String doubt(long micros) {
    if (isOfOurDays(micros)) {
      return null;
    }
    if (this != ISO) {
      for (InstantUnit other : List.of(S, MS, US, NS)) {
        // Beyond a long is surely beyond our days.
        double scaled = micros * Math.pow(10, other.scale - scale);
        if (Math.abs(scaled) < Long.MAX_VALUE && isOfOurDays((long) scaled)) {
          return "is no instant of our days in "
              + name().toLowerCase(Locale.ROOT)
              + ", but is one in "
              + other.name().toLowerCase(Locale.ROOT);
        }
      }
    }
    return "is no instant of our days";
  }

  private static boolean isOfOurDays(long micros) {
    return micros >= FIRST * MICROS && micros < LAST * MICROS;
  }

  /** An instant as the publisher writes it; {@code micros} since the Unix epoch. */
  String write(long micros) {
    return switch (this) {
      case NS -> Long.toString(micros * 1_000);
      case US -> Long.toString(micros);
      case MS -> Long.toString(Math.floorDiv(micros, 1_000L));
      case S -> BigDecimal.valueOf(micros, 6).toPlainString();
      case ISO -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    };
  }

  @Override
  public String toString() {
    return switch (this) {
      case ISO -> "ISO 8601 instant with its offset";
      default -> "number of " + name().toLowerCase(Locale.ROOT);
    };
  }
}
