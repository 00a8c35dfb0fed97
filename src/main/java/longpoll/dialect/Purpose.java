package longpoll.dialect;

import java.util.Locale;

/**
 * What a request is for.
 *
 * @param index which of several requests of the kind, from 0; 0 where there is but one
 */
public record Purpose(Kind kind, int index) {
  public static final Purpose POLL = new Purpose(Kind.POLL, 0);
  public static final Purpose FOLLOW_UP = new Purpose(Kind.FOLLOW_UP, 0);
  public static final Purpose ACK = new Purpose(Kind.ACK, 0);
  public static final Purpose GOODBYE = new Purpose(Kind.GOODBYE, 0);
  public static final Purpose PUBLISH = new Purpose(Kind.PUBLISH, 0);

  /** The kinds of requests. */
  public enum Kind {
    /** Before the first poll, and again when the session is lost. */
    HANDSHAKE,
    POLL,
    /** After an answer that says that something changed. */
    FOLLOW_UP,
    /** For each event, or for an answer as a whole. */
    ACK,
    GOODBYE,
    /** The publisher's, before its first event. */
    PUBLISH_HANDSHAKE,
    PUBLISH;

    /** The word in records and messages. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static Purpose handshake(int index) {
    return new Purpose(Kind.HANDSHAKE, index);
  }

  public static Purpose publishHandshake(int index) {
    return new Purpose(Kind.PUBLISH_HANDSHAKE, index);
  }
}
