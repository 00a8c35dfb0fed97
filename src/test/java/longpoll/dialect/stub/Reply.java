package longpoll.dialect.stub;

import java.util.LinkedHashMap;
import java.util.Map;

/** A stub's answer. A body of null is none at all, as in a 204. */
record Reply(int status, Map<String, String> headers, String body) {
  static Reply of(int status) {
    return new Reply(status, Map.of(), null);
  }

  static Reply text(int status, String body) {
    return new Reply(status, Map.of("Content-Type", "text/plain"), body);
  }

  /** JSON, with apostrophes for quotes so that it can be read here. */
  static Reply json(int status, String body) {
    return new Reply(status, Map.of("Content-Type", "application/json"), body.replace('\'', '"'));
  }

  Reply with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, String.valueOf(value));
    return new Reply(status, more, body);
  }
}
