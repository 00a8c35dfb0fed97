package longpoll.dialect;

import java.time.Duration;
import java.util.List;

/**
 * What an answer meant.
 *
 * @param next where to go on from
 * @param failureKind a {@link FailureKind} where the outcome is failed, else null
 * @param detail for a failure, what a person should read: printable and bounded; else null
 * @param retryAfter how long the server asks to wait, or null
 * @param misfits what did not fit the dialect, without which the answer was read all the same
 * @param then what the client sends next
 * @param acks a position for each confirmation to send before that; empty for none
 */
public record Answer(
    Outcome outcome,
    Position next,
    List<PolledEvent> events,
    String failureKind,
    String detail,
    Duration retryAfter,
    List<Misfit> misfits,
    Then then,
    List<? extends Position> acks) {

  /** What a client sends next. */
  public enum Then {
    POLL,
    /** The request that brings what has changed, then polls. */
    FOLLOW_UP,
    /** A poll at once, if the one before this went well: the answer says where to go on. */
    RESUME,
    /** The handshake, for its session is over. */
    HANDSHAKE,
    /** Nothing more. */
    LEAVE
  }

  /**
   * @param kind what did not fit; one of few
   * @param detail the same for a person, with the answer's status and beginning: printable and
   *     bounded
   */
  public record Misfit(String kind, String detail) {}

  public static Answer delivered(Position next, List<PolledEvent> events) {
    return delivered(next, events, List.of());
  }

  public static Answer delivered(Position next, List<PolledEvent> events, List<Misfit> misfits) {
    return new Answer(
        Outcome.DELIVERED, next, events, null, null, null, misfits, Then.POLL, List.of());
  }

  public static Answer empty(Position next) {
    return without(Outcome.EMPTY, next, null, null, null);
  }

  public static Answer gap(Position resumeAt, Duration retryAfter) {
    return without(Outcome.GAP, resumeAt, null, null, retryAfter);
  }

  /**
   * @param events what came all the same, from behind the gap; empty for none
   */
  public static Answer gap(
      Position resumeAt, List<PolledEvent> events, List<Misfit> misfits, Duration retryAfter) {
    return new Answer(
        Outcome.GAP, resumeAt, events, null, null, retryAfter, misfits, Then.POLL, List.of());
  }

  public static Answer failed(Position stay, String kind, String detail, Duration retryAfter) {
    return without(Outcome.FAILED, stay, kind, detail, retryAfter);
  }

  /** A request that is no poll did what it should. */
  public static Answer done(Position next) {
    return without(Outcome.DONE, next, null, null, null);
  }

  private static Answer without(
      Outcome outcome, Position next, String kind, String detail, Duration retryAfter) {
    return new Answer(
        outcome, next, List.of(), kind, detail, retryAfter, List.of(), Then.POLL, List.of());
  }

  /** The same where something else than a poll comes next. */
  public Answer followedBy(Then next, List<? extends Position> confirmations) {
    if (next == then && confirmations.isEmpty() && acks.isEmpty()) {
      return this;
    }
    return new Answer(
        outcome,
        this.next,
        events,
        failureKind,
        detail,
        retryAfter,
        misfits,
        next,
        List.copyOf(confirmations));
  }

  /** The same where the server asks to wait before the next poll; null for not. */
  public Answer waiting(Duration asked) {
    return asked == null
        ? this
        : new Answer(outcome, next, events, failureKind, detail, asked, misfits, then, acks);
  }

  /** Whether it was an event of which nothing at all is known but that it came. */
  public boolean tellsNothing() {
    return events.size() == 1 && events.get(0).isBlank();
  }
}
