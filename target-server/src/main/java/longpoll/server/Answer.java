package longpoll.server;

import java.nio.charset.StandardCharsets;

/**
 * A whole HTTP response, rendered once and shared by every poll that gets the same one. Immutable.
 *
 * <p>It goes to the socket in one write, around the server's own response path: with ten thousand
 * polls waiting on one event, rendering headers for each is most of the work.
 */
final class Answer {
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");

  /** What the connection does after the answer. */
  enum Form {
    /** HTTP/1.1 and staying open, which needs no header. */
    PERSISTENT,
    /** HTTP/1.0 and staying open, which must be said. */
    KEEP_ALIVE,
    /** Closing after this answer. */
    CLOSE
  }

  private final Outcome outcome;
  private final int events;

  /** Status line and headers without the empty line. */
  private final byte[] head;

  private final byte[] body;
  private final byte[] persistent;

  private Answer(Outcome outcome, int events, byte[] head, byte[] body) {
    this.outcome = outcome;
    this.events = events;
    this.head = head;
    this.body = body;
    this.persistent = join(head, new byte[0], body);
  }

  static Answer of(Outcome outcome, int events, String head, byte[] body) {
    return new Answer(outcome, events, ascii(head), body);
  }

  Outcome outcome() {
    return outcome;
  }

  /** Number of events in it. */
  int events() {
    return events;
  }

  /** The bytes to write. Not to be changed. */
  byte[] bytes(Form form) {
    return switch (form) {
      case PERSISTENT -> persistent;
      case KEEP_ALIVE -> join(head, KEEP_ALIVE, body);
      case CLOSE -> join(head, CLOSE, body);
    };
  }

  private static byte[] join(byte[] head, byte[] header, byte[] body) {
    byte[] all = new byte[head.length + header.length + 2 + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(header, 0, all, head.length, header.length);
    all[head.length + header.length] = '\r';
    all[head.length + header.length + 1] = '\n';
    System.arraycopy(body, 0, all, all.length - body.length, body.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
