package longpoll.collect;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Locale;
import longpoll.barrier.JsonAnswers;
import longpoll.text.Excerpt;

/** What the collector does not grant, for whoever asked and for whoever watches. */
final class Refusals {
  private Refusals() {}

  /** Closes the connection: the request's body may not have been read. */
  static void answer(HttpExchange exchange, RefusedException refused) throws IOException {
    exchange.getResponseHeaders().set("Connection", "close");
    int status = refused.status();
    JsonAnswers.send(
        exchange, status, JsonAnswers.problem(status, title(status), refused.getMessage()));
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
