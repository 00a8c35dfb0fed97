package longpoll.collect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import longpoll.text.Excerpt;

/** How the collector answers: JSON, and problems in the form of RFC 9457. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static void json(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
    send(exchange, status, "application/json", body);
  }

  /** Closes the connection: the request's body may not have been read. */
  static void problem(HttpExchange exchange, RefusedException refused) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title(refused.status()));
    body.put("status", refused.status());
    body.put("detail", refused.getMessage());
    exchange.getResponseHeaders().set("Connection", "close");
    send(exchange, refused.status(), "application/problem+json", body);
  }

  /** A line for whoever watches the collector. */
  static String inWords(HttpExchange exchange, RefusedException refused) {
    return String.format(
        Locale.ROOT,
        "%s %s from %s refused, %d: %s",
        Excerpt.of(exchange.getRequestMethod()),
        Excerpt.of(exchange.getRequestURI().getRawPath()),
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        refused.status(),
        refused.getMessage());
  }

  private static void send(HttpExchange exchange, int status, String type, Map<String, Object> body)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 507 -> "Insufficient Storage";
      default -> "Internal Server Error";
    };
  }
}
