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
 */
public record Answer(
    Outcome outcome,
    Position next,
    List<PolledEvent> events,
    String failureKind,
    String detail,
    Duration retryAfter,
    List<Misfit> misfits) {

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
    return new Answer(Outcome.DELIVERED, next, events, null, null, null, misfits);
  }

  public static Answer empty(Position next) {
    return new Answer(Outcome.EMPTY, next, List.of(), null, null, null, List.of());
  }

  public static Answer gap(Position resumeAt, Duration retryAfter) {
    return new Answer(Outcome.GAP, resumeAt, List.of(), null, null, retryAfter, List.of());
  }

  public static Answer failed(Position stay, String kind, String detail, Duration retryAfter) {
    return new Answer(Outcome.FAILED, stay, List.of(), kind, detail, retryAfter, List.of());
  }

  /** Whether it was an event of which nothing at all is known but that it came. */
  public boolean tellsNothing() {
    return events.size() == 1 && events.get(0).equals(PolledEvent.ANY);
  }
}
