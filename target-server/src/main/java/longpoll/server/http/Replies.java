package longpoll.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import longpoll.server.hub.ByteBudget;
import longpoll.server.text.Json;
import longpoll.server.text.Problem;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Answers of everything but {@code /poll}, by Undertow's own response path. */
final class Replies {
  /** What a connection costs anyway; nobody counts it. */
  private static final int SMALL_BYTES = 16 << 10;

  /** A client that needs longer for a body that counts is cut off. */
  private static final long LONGEST_SECONDS = 60;

  private Replies() {}

  /** An answer that may be large: it is held in the budget until the client has it. */
  static void json(HttpServerExchange exchange, ByteBudget budget, Object value) {
    byte[] body = rendered(value);
    if (body.length <= SMALL_BYTES || hold(exchange, budget, body.length)) {
      send(exchange, 200, "application/json", body);
    }
  }

  /**
   * Takes bytes of the budget until the exchange is complete. False when there is no room; that is
   * answered then.
   */
  static boolean hold(HttpServerExchange exchange, ByteBudget budget, long bytes) {
    if (!budget.take(bytes)) {
      problem(exchange, Problem.of(503, budget.shortage()).withHeader("Retry-After", "1"));
      return false;
    }
    XnioExecutor.Key limit =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                LONGEST_SECONDS,
                TimeUnit.SECONDS);
    exchange.addExchangeCompleteListener(
        (complete, next) -> {
          limit.remove();
          budget.give(bytes);
          next.proceed();
        });
    return true;
  }

  static void json(HttpServerExchange exchange, int status, Object value) {
    send(exchange, status, "application/json", rendered(value));
  }

  static void problem(HttpServerExchange exchange, Problem problem) {
    problem
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    send(exchange, problem.status(), Problem.MEDIA_TYPE, problem.json());
  }

  private static byte[] rendered(Object value) {
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
