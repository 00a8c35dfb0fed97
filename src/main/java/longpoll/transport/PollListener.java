package longpoll.transport;

/**
 * Told what becomes of the polls of one {@link ClientConnection}: for each {@link
 * ClientConnection#send}, at most one {@link #sent}, then exactly one of {@link #answered}, {@link
 * #failed} and {@link #cut}. All calls come on the connection's event loop, none from within {@code
 * send} but {@code sent}.
 *
 * <p>Instants come in pairs: by the clock that measures durations, in nanoseconds, and by the wall
 * clock, in microseconds since the Unix epoch.
 */
public interface PollListener {

  /** Why a connection was made. */
  enum ConnectCause {
    /** There was none before. */
    FIRST,
    /** The server had said that it closes the one before. */
    ANNOUNCED_CLOSE,
    /** The same, for no reason but that the server speaks HTTP/1.0. */
    OLD_HTTP,
    /** The server closed the one before between two polls, and had not said so. */
    SILENT_CLOSE,
    /** The one before ended with a poll that got no whole answer, or was closed by this side. */
    BROKEN_OFF
  }

  /** A connection stands, TLS included. Of a connection that clients share, one of them is told. */
  void connected(ConnectCause cause);

  /** The poll is about to be written. */
  void sent(long nanos, long micros);

  /** The head of an answer has come; its body may take its time. */
  default void begun(int status, AnswerHeaders headers) {}

  /** A whole answer was read. */
  void answered(PollAnswer answer);

  /**
   * There will be no whole answer.
   *
   * @param kind a {@link longpoll.dialect.FailureKind}
   * @param detail for a person
   */
  void failed(String kind, String detail, long nanos, long micros);

  /**
   * Bytes have come after an answer was over, and belong to none.
   *
   * @param status of that answer
   * @param excerpt how they begin, fit to be shown
   */
  default void trailingBytes(int status, String excerpt) {}

  /** The poll was given up, and no answer crossed it on the way. */
  void cut(long nanos);
}
