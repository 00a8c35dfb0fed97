package longpoll.audit;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.finding.Finding.Moment;
import longpoll.transport.ObservedExchange;

/**
 * One poll of the audit. Immutable. Instants are microseconds on a clock that both sides share.
 *
 * @param client which of the side's clients, from 1
 * @param offsetMicros from the exchange's stamps to the shared clock
 * @param exchange without its body: a side sees thousands
 * @param answer what the answer means; null where none came that can be read
 */
record SeenPoll(
    int client, ObservedExchange exchange, long offsetMicros, Answer answer, BodyDigest body) {
  private static final Set<String> NO_ANSWER =
      Set.of(
          FailureKind.CLOSED,
          FailureKind.RESET,
          FailureKind.TRUNCATED,
          FailureKind.REFUSED,
          FailureKind.UNREACHABLE);

  /**
   * What is kept of a body.
   *
   * @param start the first characters, as they came
   */
  record BodyDigest(int length, int hash, String start) {
    private static final int LONGEST_START = 512;
    private static final BodyDigest NONE = new BodyDigest(0, 0, "");

    static BodyDigest of(byte[] body) {
      return body == null
          ? NONE
          : new BodyDigest(
              body.length,
              Arrays.hashCode(body),
              new String(
                  body, 0, Math.min(body.length, LONGEST_START), StandardCharsets.ISO_8859_1));
    }
  }

  SeenPoll(int client, ObservedExchange exchange, long offsetMicros, Answer answer) {
    this(client, exchange.withoutBody(), offsetMicros, answer, BodyDigest.of(exchange.body()));
  }

  /** What became of a poll. */
  enum Fate {
    EMPTY,
    DELIVERED,
    /** Sent over a connection that was kept and whose end was under way. */
    STALE,
    /** Ended at once without an answer, or with one that says that there is no room. */
    REFUSED,
    /** Ended in the middle of its hold, or at its end, without an answer of the server's. */
    CUT,
    /** Not answered within the patience. */
    SILENT,
    /** Answered in a way that the dialect does not know. */
    OTHER
  }

  Fate fate(Duration atOnce) {
    if (answer != null && answer.outcome() == Outcome.EMPTY) {
      return Fate.EMPTY;
    }
    if (answer != null && answer.outcome() != Outcome.FAILED) {
      return Fate.DELIVERED;
    }
    boolean waitedInVain =
        FailureKind.TIMEOUT.equals(exchange.failure())
            || FailureKind.UNREACHABLE.equals(exchange.failure());
    if (waitedInVain) {
      return Fate.SILENT;
    }
    int status = exchange.status();
    if (status == 503 || status == 429) {
      // There is no room, be it after a wait in a queue.
      return Fate.REFUSED;
    }
    boolean byTheHop = status / 100 == 5 || status == 408 || status == 429;
    if (!byTheHop && !NO_ANSWER.contains(String.valueOf(exchange.failure()))) {
      return Fate.OTHER;
    }
    if (lastedMicros() >= atOnce.toNanos() / 1_000) {
      return Fate.CUT;
    }
    return exchange.reused() && exchange.head() == null ? Fate.STALE : Fate.REFUSED;
  }

  /** Whether an answer came that the dialect knows. */
  boolean understood() {
    return answer != null && answer.outcome() != Outcome.FAILED;
  }

  long sentMicros() {
    Long sent = exchange.sentMicros();
    return (sent == null ? exchange.startMicros() : sent) + offsetMicros;
  }

  /** When it was over, whatever became of it. */
  long overMicros() {
    List<ObservedExchange.Happening> all = exchange.happenings();
    long last = all.isEmpty() ? exchange.startMicros() : all.get(all.size() - 1).micros();
    return (exchange.endMicros() == null ? last : exchange.endMicros()) + offsetMicros;
  }

  long lastedMicros() {
    return overMicros() - sentMicros();
  }

  /** Whether it went over the connection of the poll before, and got an answer there. */
  boolean overKeptConnection() {
    return exchange.reused() && exchange.head() != null;
  }

  HttpHeaders headers() {
    return exchange.head().headers();
  }

  /** In a word or two: its status, or why there is none. */
  String ending() {
    return exchange.status() > 0 && exchange.failure() == null
        ? String.valueOf(exchange.status())
        : exchange.failure() == null ? "no answer" : exchange.failure();
  }

  /** What happened, since it began. */
  List<Moment> timeline(String side) {
    return exchange.happenings().stream()
        .map(
            one ->
                new Moment(one.micros() - exchange.startMicros(), side + " " + client, one.text()))
        .toList();
  }
}
