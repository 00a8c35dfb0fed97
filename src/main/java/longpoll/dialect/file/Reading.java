package longpoll.dialect.file;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import longpoll.dialect.Answer.Misfit;
import longpoll.dialect.PolledEvent;

/**
 * What an answer meant. Immutable.
 *
 * @param rule the name of the rule that matched, or null where none did
 * @param events those of {@link Kind#EVENTS}, those that come with a {@link Kind#GAP}, and the last
 *     ones of a session that {@link Kind#REHANDSHAKE} ends; else empty
 * @param next what the client knows now
 * @param acks one state for each confirmation to send; empty for none
 * @param failureKind where the kind is failed, else null
 * @param detail for a failure, what a person should read: printable, bounded, without secrets
 * @param delay how long the server asks to wait, or null
 * @param followUp whether the follow-up request is to be sent
 * @param misfits what did not fit, without which the answer was read all the same
 */
public record Reading(
    Kind kind,
    String rule,
    List<PolledEvent> events,
    DialectState next,
    List<DialectState> acks,
    String failureKind,
    String detail,
    Duration delay,
    boolean followUp,
    List<Misfit> misfits) {

  /** What an answer means. */
  public enum Kind {
    /** At least one event. */
    EVENTS,
    /** Held, and answered without news. */
    EMPTY,
    /** Something came, but no event that the file takes. */
    OTHER,
    /** What the client asked for is no longer kept, and the answer says where to go on. */
    GAP,
    /** The same, and the client starts anew with the first values of its cursors. */
    RESET,
    /** The session is lost: the client shakes hands again. */
    REHANDSHAKE,
    /** Something changed; the follow-up request brings it. */
    FOLLOW_UP,
    /** The client is to stay away for a while. */
    THROTTLE,
    /** The server ended the stream for good. */
    CLOSED,
    /** Anything else; a reading of this kind has a failure kind. */
    FAILED,
    /** A handshake request, a confirmation or a publishing did what it should. */
    DONE;

    /** The word in a file. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> words() {
      return Arrays.stream(values()).filter(kind -> kind != DONE).map(Kind::word).toList();
    }

    static Kind of(String word) {
      return Arrays.stream(values())
          .filter(kind -> kind.word().equals(word))
          .findFirst()
          .orElseThrow();
    }
  }

  static Reading failed(DialectState stay, String kind, String detail, Duration delay) {
    return new Reading(
        Kind.FAILED, null, List.of(), stay, List.of(), kind, detail, delay, false, List.of());
  }

  static Reading done(DialectState next) {
    return new Reading(
        Kind.DONE, null, List.of(), next, List.of(), null, null, null, false, List.of());
  }
}
