package longpoll.compare;

import java.math.BigDecimal;
import longpoll.settings.Units;
import longpoll.text.Numbers;

/**
 * Units of compared values, as the record keeps them, and how people write and read values in them.
 *
 * @see ComparedMeasure
 */
public enum Unit {
  MILLIS("ms", 0.2),
  /** 0 to 1. */
  SHARE("share", 0.01),
  COUNT("count", 1),
  PER_SECOND("1/s", 1),
  /** Processor cores kept busy on average. */
  CORES("cores", 0.02),
  BYTES("B", 1_000_000),
  RATIO("ratio", 0.05);

  private final String symbol;
  private final double smallestOfInterest;

  Unit(String symbol, double smallestOfInterest) {
    this.symbol = symbol;
    this.smallestOfInterest = smallestOfInterest;
  }

  /** As machine-readable outputs name it. */
  public String symbol() {
    return symbol;
  }

  /** The absolute floor of a measure that no policy names. */
  double smallestOfInterest() {
    return smallestOfInterest;
  }

  /** Three significant digits and the unit: {@code 3.65 ms}, {@code 34 %}, {@code 12}. */
  public String format(double value) {
    return switch (this) {
      case MILLIS -> Numbers.significant(value) + " ms";
      case SHARE -> Numbers.significant(value * 100) + " %";
      case COUNT, RATIO -> Numbers.significant(value);
      case PER_SECOND -> Numbers.significant(value) + "/s";
      case CORES -> Numbers.significant(value) + " cores";
      case BYTES -> bytes(value);
    };
  }

  /** As {@link #format}; a dash for null. */
  public String formatOrNone(Double value) {
    return value == null ? Numbers.NONE : format(value);
  }

  /**
   * A change, with its sign. That of a share is in points: a percentage of percentages would be
   * misread.
   */
  public String formatChange(double value) {
    return Numbers.sign(value)
        + (this == SHARE ? Numbers.significant(value * 100) + " points" : format(value));
  }

  /** Decimal multiples, as in the settings. */
  private static String bytes(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return Numbers.significant(value / 1e9) + " GB";
    }
    if (size >= 1e6) {
      return Numbers.significant(value / 1e6) + " MB";
    }
    return size >= 1e3
        ? Numbers.significant(value / 1e3) + " KB"
        : Numbers.significant(value) + " B";
  }

  /**
   * Reads {@code 50ms}, {@code 1 %}, {@code 12}.
   *
   * @return in this unit
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  public double parse(String text) {
    String trimmed = text.trim();
    return switch (this) {
      case MILLIS -> Units.parseDuration(trimmed).toNanos() / 1e6;
      case BYTES -> Units.parseBytes(trimmed);
      case SHARE, RATIO -> share(trimmed);
      default -> number(trimmed, "a number");
    };
  }

  /** Reads {@code 0.1} or {@code 10%}. */
  private static double share(String text) {
    if (text.endsWith("%")) {
      return number(text.substring(0, text.length() - 1).trim(), "a percentage") / 100;
    }
    return number(text, "a share such as 0.1 or 10%");
  }

  private static double number(String text, String what) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is expected, but it is '" + text + "'");
    }
  }
}
