package longpoll.report.svg;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people read them, the same under every locale: a point, and commas by thousands. */
public final class Numbers {
  private static final String MINUS = "\u2212";

  private Numbers() {}

  /** With exactly so many decimals. */
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

  /** With about three digits that count, as far as a histogram keeps them. */
  public static String digits(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return size < 0.0005
        ? (value < 0 ? "> " + MINUS + "0.001" : "< 0.001")
        : fixed(value, decimals);
  }

  /** Trailing zeros of the decimals removed: for ticks. */
  static String shortest(double value) {
    BigDecimal plain = new BigDecimal(value).setScale(9, RoundingMode.HALF_UP).stripTrailingZeros();
    return fixed(plain.doubleValue(), Math.max(0, plain.scale()));
  }
}
