package longpoll.server.text;

/** Reads numbers in query parameters; an error names parameter, limit and value. */
public final class Numbers {
  private static final double LONGEST_SECONDS = 1e9;

  private Numbers() {}

  /** An integer between 1 and 2^63-1. */
  public static long positive(String parameter, String text) throws BadParameterException {
    return integer(parameter, text, 1);
  }

  /** An integer between {@code least}, which is not negative, and 2^63-1. */
  public static long integer(String parameter, String text, long least)
      throws BadParameterException {
    long value = 0;
    boolean valid = !text.isEmpty();
    for (int i = 0; valid && i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      valid = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
      value = value * 10 + digit;
    }
    if (!valid || value < least) {
      throw new BadParameterException(parameter, "an integer from " + least + " to 2^63-1", text);
    }
    return value;
  }

  /** Seconds with decimals, not negative, in ns rounded up; clamped to what fits. */
  public static long secondsAsNanos(String parameter, String text) throws BadParameterException {
    double seconds = -1;
    if (isDecimal(text)) {
      try {
        seconds = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        // Digits, signs and points in an order that is no number: falls through to the message.
      }
    }
    if (!(seconds >= 0)) {
      throw new BadParameterException(parameter, "a number of seconds, 0 or more", text);
    }
    return (long) Math.ceil(Math.min(seconds, LONGEST_SECONDS) * 1e9);
  }

  /** Java would also take NaN, Infinity, hexadecimal and a trailing f or d. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789.eE+-".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
