package longpoll.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import longpoll.server.text.Json;
import longpoll.server.text.Problem;

/** Answers of everything but {@code /poll}, by Undertow's own response path. */
final class Replies {
  private Replies() {}

  static void json(HttpServerExchange exchange, int status, Object value) {
    json(exchange, status, rendered(value));
  }

  static void json(HttpServerExchange exchange, int status, byte[] body) {
    send(exchange, status, "application/json", body);
  }

  static void problem(HttpServerExchange exchange, Problem problem) {
    problem
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    send(exchange, problem.status(), Problem.MEDIA_TYPE, problem.json());
  }

  static byte[] rendered(Object value) {
    try {
      return Json.MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value, e);
    }
  }

  private static void send(HttpServerExchange exchange, int status, String type, byte[] body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }
}
