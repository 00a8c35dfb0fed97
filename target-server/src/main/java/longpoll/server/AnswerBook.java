package longpoll.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the answer for a poll in the log, and renders equal answers once. Remembered answers are
 * dropped with every append and every second, so there are never many. Not thread-safe: the {@link
 * Hub} guards it.
 */
final class AnswerBook {
  /**
   * Most bytes of events in one answer, unless one event alone is larger; {@code next} says where
   * to go on.
   */
  static final int MOST_BYTES = 8 << 20;

  private static final int MOST_REMEMBERED = 256;

  private record Key(long from, ChannelSet channels, int limit) {}

  private final EventLog log;
  private final String epoch;
  private final AnswerFormat format;
  private final Map<Key, Answer> remembered = new HashMap<>();
  private Answer empty;
  private long second;

  /** The newest delivery: in a broadcast every poll asks for the same. */
  private Key lastKey;

  private Answer lastAnswer;

  AnswerBook(EventLog log, String epoch) {
    this.log = log;
    this.epoch = epoch;
    this.format = new AnswerFormat(epoch);
  }

  /** Must be called when the log has grown. */
  void forget() {
    remembered.clear();
    empty = null;
    lastKey = null;
    lastAnswer = null;
  }

  /** What the log says to a new poll: events, a gap, or null for nothing yet. */
  Answer now(PollRequest request, long micros) {
    if (request.epoch() != null && !request.epoch().equals(epoch)) {
      return gap("the cursor belongs to another epoch: the server was restarted", micros);
    }
    long cursor = request.cursor();
    if (cursor == 0 || cursor == log.next()) {
      return null;
    }
    if (cursor < log.oldest()) {
      return gap("cursor " + cursor + " is older than the oldest event kept", micros);
    }
    if (cursor > log.next()) {
      return gap("cursor " + cursor + " is more than one ahead of the newest event", micros);
    }
    return delivery(request, cursor, micros);
  }

  /** The events from {@code from} on that the poll waits for, or null when there are none. */
  Answer delivery(PollRequest request, long from, long micros) {
    expire(micros);
    if (lastKey != null
        && lastKey.from == from
        && lastKey.limit == request.limit()
        && lastKey.channels.equals(request.channels())) {
      return lastAnswer;
    }
    Key key = new Key(from, request.channels(), request.limit());
    Answer answer = remembered.get(key);
    if (answer == null) {
      answer = collect(key, micros);
      if (answer == null) {
        return null;
      }
      if (remembered.size() < MOST_REMEMBERED) {
        remembered.put(key, answer);
      }
    }
    lastKey = key;
    lastAnswer = answer;
    return answer;
  }

  Answer empty(long micros) {
    expire(micros);
    if (empty == null) {
      empty = format.empty(log.next(), micros);
    }
    return empty;
  }

  Answer rejected(int maxHeld, int retryAfterSeconds, long micros) {
    Problem problem =
        Problem.of(503, maxHeld + " polls are held, which is the limit max-held; come back later")
            .withHeader("Retry-After", Integer.toString(retryAfterSeconds));
    return format.problem(Outcome.REJECTED, problem, micros);
  }

  Answer problem(Outcome outcome, Problem problem, long micros) {
    return format.problem(outcome, problem, micros);
  }

  private Answer gap(String what, long micros) {
    String detail = what + "; resume at " + log.oldest() + " and count a gap";
    return format.problem(
        Outcome.GAP, Problem.gap(detail, log.oldest(), log.next(), epoch), micros);
  }

  private Answer collect(Key key, long micros) {
    List<Event> events = new ArrayList<>();
    long bytes = 0;
    long id = key.from;
    for (; id < log.next() && events.size() < key.limit; id++) {
      Event event = log.get(id);
      if (key.channels.contains(event.channel())) {
        bytes += event.json().length;
        if (bytes > MOST_BYTES && !events.isEmpty()) {
          break;
        }
        events.add(event);
      }
    }
    return events.isEmpty() ? null : format.delivered(events, id, micros);
  }

  /** The Date header of what is remembered holds for one second. */
  private void expire(long micros) {
    long now = micros / 1_000_000L;
    if (now != second) {
      second = now;
      forget();
    }
  }
}
