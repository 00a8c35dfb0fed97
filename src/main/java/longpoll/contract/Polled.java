package longpoll.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;
import longpoll.text.Excerpt;
import longpoll.transport.ObservedExchange;

/**
 * One poll: what happened, and what it means in the dialect. Immutable.
 *
 * @param client what the poll is called in timelines
 * @param method that it was sent by
 * @param asked the position that it was made from
 * @param answer or null where no answer could be read
 * @param limitMicros how long the server was to hold it, or null where nobody says so
 * @param slackMicros by how much its instants may be late, since this process stood still
 */
record Polled(
    String client,
    String method,
    Position asked,
    ObservedExchange exchange,
    Answer answer,
    Long limitMicros,
    long slackMicros) {

  int status() {
    return exchange.status();
  }

  /** From the request to the head of its answer, or null. */
  Long heldMicros() {
    return exchange.head() == null || exchange.sentMicros() == null
        ? null
        : exchange.head().micros() - exchange.sentMicros();
  }

  /** Whether it was answered without news. */
  boolean isEmpty() {
    // A 204 with a body is no answer of any dialect, but an empty one to most clients.
    return exchange.status() == 204 || answer != null && answer.outcome() == Outcome.EMPTY;
  }

  boolean isDelivered() {
    return answer != null && answer.outcome() == Outcome.DELIVERED;
  }

  /** Whether its connection ended, or was none, before an answer began. */
  boolean isBrokenOff() {
    return exchange.head() == null
        && exchange.failure() != null
        && !FailureKind.TIMEOUT.equals(exchange.failure());
  }

  /** Whether a client would take it for an answer and poll again. */
  boolean goesOn() {
    return isEmpty() || isDelivered();
  }

  /** Whether a client is told that it may not poll like this. */
  boolean isRefused() {
    return status() >= 400 && status() < 500 && !goesOn();
  }

  boolean cameWithin(long micros) {
    Long held = heldMicros();
    return held != null && held - slackMicros <= micros;
  }

  /** Whether a text stands in its body. */
  boolean holds(String text) {
    byte[] body = exchange.body();
    return body != null && new String(body, StandardCharsets.UTF_8).contains(text);
  }

  boolean hasSameBody(Polled other) {
    return Arrays.equals(exchange.body(), other.exchange.body());
  }

  /** What came of it, in a few words. */
  String inBrief() {
    if (exchange.head() == null) {
      return exchange.failure() == null
          ? "no answer while it was watched"
          : "no answer (" + exchange.failure() + ": " + exchange.detail() + ")";
    }
    return status() + " after " + time(heldMicros());
  }

  /** A duration for people. */
  static String time(long micros) {
    if (micros < 10_000) {
      return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
    return micros < 1_000_000
        ? String.format(Locale.ROOT, "%d ms", micros / 1_000)
        : String.format(Locale.ROOT, "%.2f s", micros / 1e6);
  }

  /** The beginning of its body, in quotes. */
  String quoted() {
    byte[] body = exchange.body();
    return body == null || body.length == 0 ? "no body" : "'" + Excerpt.ofBody(body) + "'";
  }
}
