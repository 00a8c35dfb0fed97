package longpoll.transport;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/** The headers of an answer, in the order in which they came. Immutable, safe for any thread. */
public interface AnswerHeaders {
  /** Those of an answer that has none, or that has not come. */
  AnswerHeaders NONE = of(EmptyHttpHeaders.INSTANCE);

  /**
   * The first value of a header, or null.
   *
   * @param name in any case
   */
  String get(String name);

  /** The same, or something else in place of null. */
  default String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  /**
   * The values of all headers of a name.
   *
   * @param name in any case
   */
  List<String> getAll(String name);

  /** Names and values. */
  List<Map.Entry<String, String>> entries();

  /** Those that Netty has decoded, which nobody changes any more. */
  static AnswerHeaders of(HttpHeaders headers) {
    return new AnswerHeaders() {
      @Override
      public String get(String name) {
        return headers.get(name);
      }

      @Override
      public List<String> getAll(String name) {
        return headers.getAll(name);
      }

      @Override
      public List<Map.Entry<String, String>> entries() {
        return headers.entries();
      }
    };
  }
}
