package longpoll.audit;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import longpoll.client.PollCycle;
import longpoll.client.PollPolicy;
import longpoll.client.Step;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Purpose;
import longpoll.transport.ExchangePlan;
import longpoll.transport.ObservedClient;
import longpoll.transport.ObservedExchange;

/** One client of a side: does what its {@link PollCycle} says, and hands on what came. */
final class AuditClient {
  private static final byte[] NOTHING = {};

  /** A client polls no more often than this, however fast the server answers. */
  private static final long PACE_MICROS = 100_000;

  private final int number;
  private final ObservedClient connection;
  private final PollCycle cycle;
  private final BooleanSupplier stopped;
  private final Consumer<SeenPoll> seen;
  private final Consumer<Throwable> broken;
  private final long offsetMicros;

  /**
   * @param seen told of each poll that is over
   * @param broken told of what keeps this client from going on, and is no doing of the server's
   * @param stopped whether nothing more is to be sent
   */
  AuditClient(
      Client identity,
      PollPolicy policy,
      ObservedClient connection,
      long offsetMicros,
      Consumer<SeenPoll> seen,
      Consumer<Throwable> broken,
      BooleanSupplier stopped) {
    number = (int) identity.number();
    this.connection = connection;
    this.offsetMicros = offsetMicros;
    this.seen = seen;
    this.broken = broken;
    this.stopped = stopped;
    cycle =
        new PollCycle(
            policy,
            identity.channels(),
            policy.dialect().start(identity),
            // The audit stops it: a poll that was asked for less than the hold would say nothing.
            () -> Long.MAX_VALUE,
            null);
  }

  synchronized void next() {
    if (!stopped.getAsBoolean()) {
      follow(cycle.next(0));
    }
  }

  private void follow(Step step) {
    if (stopped.getAsBoolean()) {
      return;
    }
    if (step instanceof Step.Send send) {
      connection
          .send(ExchangePlan.of(send.request(), send.timeout()).keepingTheConnection())
          .thenAccept(this::over)
          .exceptionally(
              failure -> {
                broken.accept(failure);
                return null;
              });
    } else if (step instanceof Step.Wait wait) {
      if (wait.disconnect()) {
        connection.close();
      }
      Executor later = CompletableFuture.delayedExecutor(wait.nanos(), TimeUnit.NANOSECONDS);
      later.execute(this::next);
    } else {
      connection.close();
    }
  }

  private synchronized void over(ObservedExchange exchange) {
    boolean poll = cycle.purpose().kind() == Purpose.Kind.POLL;
    Answer answer = null;
    Step step;
    if (exchange.failure() == null && exchange.answered()) {
      byte[] body = exchange.body() == null ? NOTHING : exchange.body();
      answer = cycle.read(exchange.status(), exchange::header, body);
      step = cycle.answered(answer, exchange.holdMicros() * 1_000);
    } else {
      step = cycle.failed(0);
    }
    SeenPoll over = new SeenPoll(number, exchange, offsetMicros, answer);
    if (poll) {
      seen.accept(over);
    }
    if (endsConnection(exchange)) {
      connection.close();
    }
    follow(poll && step instanceof Step.Wait wait ? paced(wait, over.lastedMicros()) : step);
  }

  /** Whether the answer says that its connection serves no further request. */
  static boolean endsConnection(ObservedExchange exchange) {
    if (exchange.head() == null) {
      return false;
    }
    String connection = String.valueOf(exchange.header("Connection")).toLowerCase(Locale.ROOT);
    return connection.contains("close")
        || exchange.head().version().equals("HTTP/1.0") && !connection.contains("keep-alive");
  }

  private static Step paced(Step.Wait wait, long lastedMicros) {
    long left = (PACE_MICROS - lastedMicros) * 1_000;
    return new Step.Wait(Math.max(wait.nanos(), left), wait.disconnect());
  }
}
