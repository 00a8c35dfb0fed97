package longpoll.client;

import java.time.Duration;
import longpoll.dialect.Dialect;
import longpoll.dialect.Purpose;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;

/**
 * What all clients of a run have in common. Immutable, safe for any thread.
 *
 * @param hold the hold limit
 * @param requestTimeout when a client gives up on a poll
 * @param rearm how long it waits after an answer
 * @param backoff how long it stays away after a failure
 */
public record PollPolicy(
    Dialect dialect,
    Duration hold,
    Duration requestTimeout,
    Rearm rearm,
    Settings.Backoff backoff) {

  /** What a poll that was asked to end with the run may be late by before it is given up. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(3);

  public static PollPolicy of(Settings settings) {
    return new PollPolicy(
        settings.dialect(),
        settings.hold(),
        settings.requestTimeout(),
        settings.rearm(),
        settings.backoff());
  }

  /** Over how long the first polls are spread; see {@link Rearm#period}. */
  public Duration period() {
    return rearm.period(hold);
  }

  /**
   * How long after the run's end polls that are still held are given up: at once where none could
   * be asked to end with the run.
   */
  public Duration patienceAtTheEnd() {
    return dialect.asksForHold() ? END_PATIENCE : Duration.ZERO;
  }

  /** When a client gives up on a request; on a goodbye sooner, since the run is over by then. */
  Duration timeout(Purpose purpose) {
    return purpose.kind() == Purpose.Kind.GOODBYE ? END_PATIENCE : requestTimeout;
  }

  /** The hold to ask for when so much is left of the run: the limit, or no more than that. */
  Duration holdToAskFor(long nanosLeft) {
    if (!dialect.asksForHold() || nanosLeft >= hold.toNanos()) {
      return hold;
    }
    // Whole milliseconds, rounded up: a poll of 0 would be answered at once and sent again.
    Duration rest = Duration.ofMillis(nanosLeft / 1_000_000 + 1);
    Duration shortest = dialect.shortestHold();
    return rest.compareTo(shortest) < 0 ? shortest : rest;
  }
}
