package longpoll.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import longpoll.settings.Units;

/** Values of measures as people write and read them: {@code 50ms}, {@code 1 %}, {@code 12}. */
public final class Amounts {
  private Amounts() {}

  /**
   * @return in the unit
   * @throws IllegalArgumentException with a message that says what to write instead
   */
  public static double parse(String text, Unit unit) {
    String trimmed = text.trim();
    return switch (unit) {
      case MILLIS -> Units.parseDuration(trimmed).toNanos() / 1e6;
      case BYTES -> Units.parseBytes(trimmed);
      case SHARE, RATIO -> share(trimmed);
      default -> number(trimmed, "a number");
    };
  }

  /** Reads {@code 0.1} or {@code 10%}. */
  public static double share(String text) {
    String trimmed = text.trim();
    if (trimmed.endsWith("%")) {
      return number(trimmed.substring(0, trimmed.length() - 1).trim(), "a percentage") / 100;
    }
    return number(trimmed, "a share such as 0.1 or 10%");
  }

  private static double number(String text, String what) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is expected, but it is '" + text + "'");
    }
  }

  /** Three significant digits and the unit; a decimal point whatever the locale. */
  public static String format(double value, Unit unit) {
    return switch (unit) {
      case MILLIS -> digits(value) + " ms";
      case SHARE -> digits(value * 100) + " %";
      case COUNT, RATIO -> digits(value);
      case PER_SECOND -> digits(value) + "/s";
      case CORES -> digits(value) + " cores";
      case BYTES -> bytes(value);
    };
  }

  /** Decimal multiples, as in the settings. */
  private static String bytes(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return digits(value / 1e9) + " GB";
    }
    if (size >= 1e6) {
      return digits(value / 1e6) + " MB";
    }
    return size >= 1e3 ? digits(value / 1e3) + " KB" : digits(value) + " B";
  }

  /** Three significant digits, whole numbers in full. */
  public static String digits(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    boolean whole = exact.stripTrailingZeros().scale() <= 0;
    BigDecimal shown = whole ? exact : exact.round(new MathContext(3, RoundingMode.HALF_EVEN));
    if (shown.signum() == 0) {
      return "0";
    }
    return Math.abs(value) >= 1000 && !whole
        ? exact.setScale(0, RoundingMode.HALF_EVEN).toPlainString()
        : shown.stripTrailingZeros().toPlainString();
  }
}
