package longpoll.contract;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.target.TargetException;
import longpoll.transport.ExchangePlan;
import longpoll.transport.ExchangePlan.Leaving;
import longpoll.transport.ObservedClient;
import longpoll.transport.ObservedExchange;

/**
 * One client of the check: its session, its position and its connection. A poll that is answered
 * moves the position, with the confirmations and the follow-up that the dialect wants. Blocks; for
 * one thread.
 */
final class ContractClient {
  private static final int MOST_ACKS = 20;
  private static final int MOST_TRIES_TO_LEAVE = 4;
  private static final byte[] NO_BODY = {};

  private final Examination about;
  private final Dialect dialect;
  private final String name;
  private final ObservedClient wire;
  private final Position start;
  private Position position;
  private int polls;

  /** The handshake failed; the message is for a person. */
  static final class NoSessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSessionException(String message) {
      super(message);
    }
  }

  /** A poll that may not be answered yet. */
  record Waiting(String title, PollRequest request, CompletableFuture<ObservedExchange> exchange) {}

  ContractClient(Examination about, String name, int number) {
    this.about = about;
    this.name = name;
    dialect = about.dialect();
    wire = about.observer().client(dialect.keepsCookies());
    start =
        dialect.start(
            Client.ofRun(about.subject().url(), "contract" + System.nanoTime() % 100_000, null)
                .numbered(number, about.subject().channel()));
    position = start;
  }

  Position position() {
    return position;
  }

  /** Where it began, before any handshake. */
  Position start() {
    return start;
  }

  /** Goes on from another client's position. */
  void resumeAt(Position other) {
    position = other;
  }

  /** The next poll as the dialect has it. */
  PollRequest request() {
    return request(position);
  }

  PollRequest request(Position at) {
    return dialect.request(Purpose.POLL, at, about.hold(), about.subject().channel());
  }

  /**
   * Makes the handshake, where the dialect has one.
   *
   * @throws NoSessionException where it fails
   */
  void shakeHands() throws InterruptedException {
    for (int i = 0; i < dialect.handshakes(); i++) {
      Answer answer = exchange(Purpose.handshake(i), position);
      if (answer == null || answer.outcome() != Outcome.DONE) {
        throw new NoSessionException(
            "request "
                + (i + 1)
                + " of the handshake failed"
                + (answer == null ? "" : ": " + answer.detail()));
      }
      knows(answer.next());
    }
  }

  private void knows(Position next) {
    position = next;
    about.sessions().add(next);
  }

  Polled poll() throws InterruptedException {
    return poll(plan -> plan);
  }

  /** Polls, and waits for what comes of it. */
  Polled poll(UnaryOperator<ExchangePlan> how) throws InterruptedException {
    return await(begin(request(), how));
  }

  /** Polls with a request of another's making. */
  Polled poll(PollRequest request, UnaryOperator<ExchangePlan> how) throws InterruptedException {
    return await(begin(request, how));
  }

  /**
   * Polls, and goes away while the poll is held. Where it is answered before, once more, a few
   * times.
   */
  Polled pollAndLeave(Duration after) throws InterruptedException {
    Polled left;
    int tries = 0;
    do {
      left = poll(plan -> plan.leaving(Leaving.CLOSE, after));
      tries++;
    } while (left.exchange().head() != null && left.goesOn() && tries < MOST_TRIES_TO_LEAVE);
    return left;
  }

  /** Polls, and does not wait. */
  Waiting begin(PollRequest request, UnaryOperator<ExchangePlan> how) {
    polls++;
    String title = polls == 1 ? name : name + ", poll " + polls;
    ExchangePlan plan = how.apply(ExchangePlan.of(request, about.limit()));
    return new Waiting(title, plan.request(), wire.send(plan));
  }

  /** Whether a poll is still without an answer after a while. */
  static boolean isHeld(Waiting poll, Duration time) throws InterruptedException {
    try {
      poll.exchange.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Waits for what comes of a poll, and moves on from its answer. */
  Polled await(Waiting poll) throws InterruptedException {
    ObservedExchange exchange = get(poll.exchange);
    if (FailureKind.REFUSED.equals(exchange.failure())) {
      throw new TargetException(
          "The target "
              + about.subject().url()
              + " takes no more connections ("
              + exchange.detail()
              + "): nothing can be said of it");
    }
    Answer answer = read(Purpose.POLL, position, exchange);
    Position asked = position;
    if (answer != null) {
      goOn(answer);
    }
    String method =
        poll.request.method() == null ? about.subject().method() : poll.request.method();
    Long limit = about.holdKnown() ? about.hold().toNanos() / 1_000 : null;
    long slack =
        exchange.sentMicros() == null || exchange.head() == null
            ? 0
            : about.observer().stalledMicros(exchange.sentMicros(), exchange.head().micros());
    return new Polled(poll.title, method, asked, exchange, answer, limit, slack);
  }

  private void goOn(Answer answer) throws InterruptedException {
    knows(answer.next());
    for (int i = 0; i < Math.min(MOST_ACKS, answer.acks().size()); i++) {
      exchange(Purpose.ACK, answer.acks().get(i));
    }
    if (answer.then() == Answer.Then.FOLLOW_UP) {
      Answer followed = exchange(Purpose.FOLLOW_UP, position);
      if (followed != null) {
        knows(followed.next());
      }
    } else if (answer.then() == Answer.Then.HANDSHAKE) {
      try {
        shakeHands();
      } catch (NoSessionException e) {
        // The next poll shows what a client without a session gets.
      }
    }
  }

  /** Says that it leaves, where the dialect has a word for that, and closes its connection. */
  void leave() throws InterruptedException {
    if (dialect.saysGoodbye()) {
      exchange(Purpose.GOODBYE, position);
    }
    wire.close();
  }

  /** A request that nobody holds; null where no answer came. */
  private Answer exchange(Purpose purpose, Position asked) throws InterruptedException {
    PollRequest request = dialect.request(purpose, asked, about.hold(), about.subject().channel());
    ExchangePlan plan = ExchangePlan.of(request, Examination.PATIENCE).keepingTheConnection();
    return read(purpose, asked, get(wire.send(plan)));
  }

  private Answer read(Purpose purpose, Position asked, ObservedExchange exchange) {
    if (!exchange.answered() || exchange.failure() != null) {
      return null;
    }
    byte[] body = exchange.body() == null ? NO_BODY : exchange.body();
    return dialect.read(purpose, asked, exchange.status(), exchange::header, body);
  }

  private static ObservedExchange get(CompletableFuture<ObservedExchange> exchange)
      throws InterruptedException {
    try {
      return exchange.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the request could not be sent", e.getCause());
    }
  }
}
