package longpoll.server.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import longpoll.server.text.Problem;

/**
 * Finds the answer for a poll in the log, and caches it, so that equal polls share one. The cache
 * is emptied with every append and every second, so it stays small. Nothing is rendered here. Not
 * thread-safe: the {@link Hub} guards it.
 *
 * <p>Memory: all answers with events, cached or being written, take bytes of one {@link
 * ByteBudget}. When it runs short, the cache is emptied, then answers get shorter, and when there
 * is no room for a single event the poll is rejected.
 *
 * <p>An answer found here is valid while the hub's lock is held; a caller that needs it for longer
 * retains it.
 */
final class AnswerCache {
  /**
   * Most bytes of events in one answer, unless one event alone is larger. Its {@code next} is where
   * the client continues.
   */
  static final int MOST_BYTES = 8 << 20;

  /**
   * One answer takes at most this part of the free budget, unless one event alone is larger: so
   * answers get shorter gradually, and large ones leave room for small ones.
   */
  private static final int PART_OF_FREE = 4;

  /** An upper bound for the text around the events and for the objects. */
  private static final int FRAME_BYTES = 512;

  private static final int MOST_CACHED = 256;

  /**
   * Retry-After is from 1 s to so many, at random, so that rejected clients do not return all at
   * once.
   */
  private static final int LONGEST_RETRY = 3;

  private record Key(long from, ChannelSet channels, int limit) {}

  private final EventLog log;
  private final String epoch;
  private final AnswerFormat format;
  private final ByteBudget budget;
  private final RandomGenerator random;

  /** Each of them is retained once. */
  private final Map<Key, Answer> cached = new HashMap<>();

  private Answer empty;

  /**
   * One for each Retry-After: when memory is short, an event that wakes thousands must not cost an
   * answer for each.
   */
  private final Answer[] shortages = new Answer[LONGEST_RETRY];

  private long second;

  /** The latest delivery: in a broadcast every poll asks for the same. */
  private Key lastKey;

  private Answer lastAnswer;

  AnswerCache(
      EventLog log, String epoch, AnswerFormat format, ByteBudget budget, RandomGenerator random) {
    this.log = log;
    this.epoch = epoch;
    this.format = format;
    this.budget = budget;
    this.random = random;
  }

  /** Must be called after each append. */
  void clear() {
    cached.values().forEach(Answer::release);
    cached.clear();
    empty = null;
    lastKey = null;
    lastAnswer = null;
  }

  /** The answer to a new poll: events, a gap, or null when there is nothing yet. */
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

  /**
   * The events from {@code from} on that the poll waits for, a rejection when there is no memory
   * for them, or null when there are none.
   */
  Answer delivery(PollRequest request, long from, long micros) {
    expire(micros);
    if (lastKey != null
        && lastKey.from == from
        && lastKey.limit == request.limit()
        && lastKey.channels.equals(request.channels())) {
      return lastAnswer;
    }
    Key key = new Key(from, request.channels(), request.limit());
    Answer answer = cached.get(key);
    if (answer == null) {
      answer = collect(key, micros);
      if (answer == null || answer.outcome() != Outcome.DELIVERED) {
        return answer;
      }
      if (cached.size() == MOST_CACHED) {
        clear();
      }
      answer.retain();
      cached.put(key, answer);
    }
    lastKey = key;
    lastAnswer = answer;
    return answer;
  }

  Answer empty(long micros) {
    expire(micros);
    if (empty == null) {
      long next = log.next();
      empty = Answer.of(Outcome.EMPTY, () -> format.empty(next, micros));
    }
    return empty;
  }

  Answer rejected(String why, long micros) {
    return rejected(why, 1 + random.nextInt(LONGEST_RETRY), micros);
  }

  /** A rejection because memory is short. */
  Answer shortage(long micros) {
    expire(micros);
    int i = random.nextInt(LONGEST_RETRY);
    if (shortages[i] == null) {
      shortages[i] = rejected(budget.shortage(), 1 + i, micros);
    }
    return shortages[i];
  }

  private Answer rejected(String why, int retrySeconds, long micros) {
    Problem problem =
        Problem.of(503, why).withHeader("Retry-After", Integer.toString(retrySeconds));
    return Answer.of(Outcome.REJECTED, () -> format.problem(problem, micros));
  }

  private Answer gap(String what, long micros) {
    String detail = what + "; resume at " + log.oldest() + " and count a gap";
    Problem problem = Problem.gap(detail, log.oldest(), log.next(), epoch);
    return Answer.of(Outcome.GAP, () -> format.problem(problem, micros));
  }

  private Answer collect(Key key, long micros) {
    if (budget.free() / PART_OF_FREE < MOST_BYTES) {
      clear();
    }
    long most = Math.min(MOST_BYTES, budget.free() / PART_OF_FREE);
    List<Event> events = new ArrayList<>();
    long bytes = 0;
    boolean cut = false;
    Iterator<Event> found = log.from(key.from, key.channels);
    while (found.hasNext() && events.size() < key.limit) {
      Event event = found.next();
      // One more for the comma.
      long longer = bytes + event.length() + (events.isEmpty() ? 0 : 1);
      cut = longer > most && !events.isEmpty();
      if (cut) {
        break;
      }
      bytes = longer;
      events.add(event);
    }
    if (events.isEmpty()) {
      return null;
    }
    if (!budget.take(bytes + FRAME_BYTES)) {
      return shortage(micros);
    }
    long eventBytes = bytes;
    // Where it is not whole, what comes after its last event has not been looked at.
    boolean whole = !cut && !found.hasNext();
    long next = whole ? log.next() : events.get(events.size() - 1).id() + 1;
    return Answer.delivery(
        events,
        cut && most < MOST_BYTES,
        () -> format.delivered(eventBytes, next, micros),
        budget,
        bytes + FRAME_BYTES);
  }

  /** The Date header of a cached answer is right for one second. */
  private void expire(long micros) {
    long now = micros / 1_000_000L;
    if (now != second) {
      second = now;
      clear();
      Arrays.fill(shortages, null);
    }
  }
}
