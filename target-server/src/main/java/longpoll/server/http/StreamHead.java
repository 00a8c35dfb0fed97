package longpoll.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The head of an answer as Undertow writes it over HTTP/2. Immutable. */
record StreamHead(int status, List<Field> fields) {
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_START + 3;

  private record Field(HttpString name, String value) {}

  /** Of the head as HTTP/1.1 has it, up to its last header or beyond. */
  static StreamHead of(byte[] head) {
    String[] lines = new String(head, StandardCharsets.US_ASCII).split("\r\n");
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      fields.add(
          new Field(
              new HttpString(lines[i].substring(0, colon)), lines[i].substring(colon + 1).strip()));
    }
    int status = Integer.parseInt(lines[0].substring(STATUS_START, STATUS_END));
    return new StreamHead(status, List.copyOf(fields));
  }

  void putInto(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    HeaderMap headers = exchange.getResponseHeaders();
    for (Field field : fields) {
      headers.put(field.name, field.value);
    }
  }
}
