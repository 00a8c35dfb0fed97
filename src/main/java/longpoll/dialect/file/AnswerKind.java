package longpoll.dialect.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an answer means. */
public enum AnswerKind {
  /** At least one event. */
  EVENTS,
  /** Held, and answered without news. */
  EMPTY,
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
    return Arrays.stream(values()).filter(kind -> kind != DONE).map(AnswerKind::word).toList();
  }

  static AnswerKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow();
  }
}
