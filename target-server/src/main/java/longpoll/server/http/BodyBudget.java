package longpoll.server.http;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import longpoll.server.hub.ByteBudget;
import longpoll.server.text.Problem;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Memory for bodies that may be large: answers of {@code /plan} and {@code /stats}, and requests to
 * {@code /publish}. Their bytes are taken from a {@link ByteBudget} until the exchange is complete.
 * A client that needs longer than the limit loses its connection. Thread-safe.
 */
final class BodyBudget {
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** About what a connection costs anyway; not counted. */
  private static final int SMALL_BYTES = 16 << 10;

  private final ByteBudget budget;
  private final Duration longest;

  BodyBudget(ByteBudget budget, Duration longest) {
    this.budget = budget;
    this.longest = longest;
  }

  /** Answers 200 with a value as JSON, or 503 when there is no room for it. */
  void json(HttpServerExchange exchange, Object value) {
    byte[] body = Replies.rendered(value);
    if (body.length <= SMALL_BYTES || take(exchange, body.length)) {
      Replies.json(exchange, 200, body);
    }
  }

  /**
   * Takes bytes of the budget until the exchange is complete. False when there is no room; then 503
   * has been answered.
   */
  boolean take(HttpServerExchange exchange, long bytes) {
    if (!budget.take(bytes)) {
      Replies.problem(exchange, Problem.of(503, budget.shortage()).withHeader("Retry-After", "1"));
      return false;
    }
    XnioExecutor.Key limit =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                longest.toMillis(),
                TimeUnit.MILLISECONDS);
    exchange.addExchangeCompleteListener(
        (complete, next) -> {
          limit.remove();
          budget.give(bytes);
          next.proceed();
        });
    return true;
  }
}
