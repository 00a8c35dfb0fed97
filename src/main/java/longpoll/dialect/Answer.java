package longpoll.dialect;

import java.time.Duration;
import java.util.List;

/**
 * What an answer meant.
 *
 * @param next where to go on from
 * @param failureKind a {@link FailureKind} where the outcome is failed, else null
 * @param detail for a failure, what a person should read; else null
 * @param retryAfter how long the server asks to wait, or null
 */
public record Answer(
    Outcome outcome,
    Position next,
    List<PolledEvent> events,
    String failureKind,
    String detail,
    Duration retryAfter) {

  public static Answer delivered(Position next, List<PolledEvent> events) {
    return new Answer(Outcome.DELIVERED, next, events, null, null, null);
  }

  public static Answer empty(Position next) {
    return new Answer(Outcome.EMPTY, next, List.of(), null, null, null);
  }

  public static Answer gap(Position resumeAt, Duration retryAfter) {
    return new Answer(Outcome.GAP, resumeAt, List.of(), null, null, retryAfter);
  }

  public static Answer failed(Position stay, String kind, String detail, Duration retryAfter) {
    return new Answer(Outcome.FAILED, stay, List.of(), kind, detail, retryAfter);
  }
}
