package longpoll.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Every format in which a number is written, the same under every locale. There are three families:
 *
 * <ul>
 *   <li>for pages and the terminal: about three digits, commas by thousands, a real minus sign, a
 *       dash for what was not measured;
 *   <li>for verdicts and their tables ({@link #significant}): three significant digits, a hyphen as
 *       minus, no commas;
 *   <li>for programs ({@link #exact}, {@link #seconds}): plain decimals.
 * </ul>
 */
public final class Numbers {
  /** What stands where nothing was measured. Never 0. */
  public static final String NONE = "\u2013";

  private static final String MINUS = "\u2212";

  /** Keeps a number and its unit on one line. */
  private static final String SPACE = "\u00a0";

  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final MathContext TWELVE = new MathContext(12, RoundingMode.HALF_EVEN);
  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_EVEN);

  private Numbers() {}

  // For pages and the terminal.

  /** With exactly so many decimals: {@code 1,234.5}. */
  public static String fixed(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    String digits = rounded.abs().toPlainString();
    int point = digits.indexOf('.');
    String whole = point < 0 ? digits : digits.substring(0, point);
    StringBuilder text = new StringBuilder(rounded.signum() < 0 ? MINUS : "");
    for (int i = 0; i < whole.length(); i++) {
      if (i > 0 && (whole.length() - i) % 3 == 0) {
        text.append(',');
      }
      text.append(whole.charAt(i));
    }
    return text.append(point < 0 ? "" : digits.substring(point)).toString();
  }

  /** With about three digits, as many as a histogram keeps: {@code 181}, {@code 0.012}. */
  public static String digits(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return size < 0.0005
        ? (value < 0 ? "> " + MINUS + "0.001" : "< 0.001")
        : fixed(value, decimals);
  }

  /** The same; a dash for null. */
  public static String digits(Double value) {
    return value == null ? NONE : digits(value.doubleValue());
  }

  /** As {@link #digits(double)}, with a plus before what is above zero. */
  public static String signedDigits(double value) {
    return sign(value) + digits(value);
  }

  /** Without trailing zeros, for the ticks of an axis. */
  public static String shortest(double value) {
    BigDecimal plain = new BigDecimal(value).setScale(9, RoundingMode.HALF_UP).stripTrailingZeros();
    return fixed(plain.doubleValue(), Math.max(0, plain.scale()));
  }

  /** A whole number: {@code 1,234,567}. */
  public static String count(Number value) {
    return value == null || !Double.isFinite(value.doubleValue())
        ? NONE
        : fixed(value.doubleValue(), 0);
  }

  /** A mean of counts: with decimals where it is so small that they matter. */
  public static String mean(Double value) {
    return value == null || value % 1 == 0 ? count(value) : digits(value);
  }

  /** {@code 12.3 ms}. */
  public static String millis(Double value) {
    return value == null ? NONE : digits(value) + SPACE + "ms";
  }

  /** A share between 0 and 1, in percent: {@code 36.8 %}, and {@code 0.12 %} where it is small. */
  public static String percent(Double share) {
    if (share == null || !Double.isFinite(share)) {
      return NONE;
    }
    double percent = share * 100;
    boolean small = percent > 0 && percent < 0.95;
    return fixed(percent, small ? 2 : 1) + SPACE + "%";
  }

  /** Memory in binary multiples: {@code 10.7 KiB}. */
  public static String bytes(Number value) {
    if (value == null) {
      return NONE;
    }
    double left = value.doubleValue();
    int unit = 0;
    while (Math.abs(left) >= 1024 && unit < BYTES.length - 1) {
      left /= 1024;
      unit++;
    }
    return (unit == 0 ? fixed(left, 0) : digits(left)) + SPACE + BYTES[unit];
  }

  /** A length of time: {@code 850 ms}, {@code 82.4 s}, {@code 5 min 3 s}, {@code 2 h 10 min}. */
  public static String duration(long millis) {
    if (millis < 1000) {
      return millis + SPACE + "ms";
    }
    if (millis < 120_000) {
      return fixed(millis / 1000.0, millis % 1000 == 0 ? 0 : 1) + SPACE + "s";
    }
    long seconds = Math.round(millis / 1000.0);
    if (seconds < 7200) {
      return seconds / 60
          + SPACE
          + "min"
          + (seconds % 60 == 0 ? "" : " " + seconds % 60 + SPACE + "s");
    }
    long minutes = Math.round(seconds / 60.0);
    return count(minutes / 60)
        + SPACE
        + "h"
        + (minutes % 60 == 0 ? "" : " " + minutes % 60 + SPACE + "min");
  }

  // For verdicts and their tables.

  /** Three significant digits, whole numbers in full: {@code 3.65}, {@code 12346}. */
  public static String significant(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    boolean whole = exact.stripTrailingZeros().scale() <= 0;
    BigDecimal shown = whole ? exact : exact.round(THREE);
    if (shown.signum() == 0) {
      return "0";
    }
    return Math.abs(value) >= 1000 && !whole
        ? exact.setScale(0, RoundingMode.HALF_EVEN).toPlainString()
        : shown.stripTrailingZeros().toPlainString();
  }

  /** A share of something as a change in percent: {@code +39.7 %}. */
  public static String signedPercent(double share) {
    return sign(share) + significant(share * 100) + " %";
  }

  /** A plus for what is above zero; what is below has its minus in the number. */
  public static String sign(double value) {
    return value > 0 ? "+" : "";
  }

  // For programs.

  /**
   * Without the dust of binary arithmetic: twelve significant digits, more than any measurement
   * has, and neither exponent nor a point that nothing follows.
   */
  public static String exact(double value) {
    BigDecimal rounded = new BigDecimal(Double.toString(value)).round(TWELVE);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Milliseconds as seconds with three decimals. */
  public static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).toPlainString();
  }
}
