package longpoll.server.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the parameters of a raw query string, in order, without a map: a poll has a few, and there
 * are tens of thousands of polls a second.
 */
public final class QueryParser {
  /** Takes one parameter, decoded. */
  public interface Sink {
    void accept(String name, String value) throws BadParameterException;
  }

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
