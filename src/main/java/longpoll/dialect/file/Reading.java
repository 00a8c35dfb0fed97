package longpoll.dialect.file;

import java.time.Duration;
import java.util.List;
import longpoll.dialect.Answer.Misfit;
import longpoll.dialect.PolledEvent;

/**
 * What an answer meant. Immutable.
 *
 * @param rule the name of the rule that matched, or null where none did
 * @param events those of {@link AnswerKind#EVENTS}; else empty
 * @param next what the client knows now
 * @param acks one state for each confirmation to send; empty for none
 * @param failureKind where the kind is failed, else null
 * @param detail for a failure, what a person should read: printable, bounded, without secrets
 * @param delay how long the server asks to wait, or null
 * @param followUp whether the follow-up request is to be sent
 * @param misfits what did not fit, without which the answer was read all the same
 */
public record Reading(
    AnswerKind kind,
    String rule,
    List<PolledEvent> events,
    DialectState next,
    List<DialectState> acks,
    String failureKind,
    String detail,
    Duration delay,
    boolean followUp,
    List<Misfit> misfits) {

  static Reading failed(DialectState stay, String kind, String detail, Duration delay) {
    return new Reading(
        AnswerKind.FAILED, null, List.of(), stay, List.of(), kind, detail, delay, false, List.of());
  }

  static Reading done(DialectState next) {
    return new Reading(
        AnswerKind.DONE, null, List.of(), next, List.of(), null, null, null, false, List.of());
  }
}
