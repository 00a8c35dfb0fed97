package longpoll.server.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parameters of a raw query string and the numbers in them. It calls back for each
 * parameter, in order, without a map: a poll has a few, and there are tens of thousands of polls a
 * second. An error names parameter, limit and value.
 */
public final class QueryParser {
  /** Takes one parameter, decoded. */
  public interface Sink {
    void accept(String name, String value) throws BadParameterException;
  }

  private static final double LONGEST_SECONDS = 1e9;

  private QueryParser() {}

  public static void parse(String query, Sink sink) throws BadParameterException {
    int start = 0;
    int length = query.length();
    while (start < length) {
      int end = query.indexOf('&', start);
      if (end < 0) {
        end = length;
      }
      int equals = query.indexOf('=', start);
      if (equals < 0 || equals > end) {
        equals = end;
      }
      if (equals > start) {
        String name = decode(query.substring(start, equals), "a parameter name");
        String value = equals == end ? "" : query.substring(equals + 1, end);
        sink.accept(name, decode(value, name));
      }
      start = end + 1;
    }
  }

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

  private static String decode(String text, String parameter) throws BadParameterException {
    if (text.indexOf('%') < 0) {
      return text.indexOf('+') < 0 ? text : text.replace('+', ' ');
    }
    byte[] bytes = new byte[text.length() * 3];
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new BadParameterException(parameter, "percent-encoded with two hex digits", text);
        }
        bytes[size++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c < 0x80) {
        bytes[size++] = (byte) (c == '+' ? ' ' : c);
      } else {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          bytes[size++] = b;
        }
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      throw new BadParameterException(parameter, "UTF-8, percent-encoded", text);
    }
  }
}
