package longpoll.transport;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * Told what becomes of the polls of one {@link PollConnection}: for each {@link
 * PollConnection#send}, at most one {@link #sent}, then exactly one of {@link #answered}, {@link
 * #failed} and {@link #cut}. All calls come on the connection's event loop, none from within {@code
 * send} but {@code sent}.
 *
 * <p>Instants come in pairs: by the clock that measures durations, in nanoseconds, and by the wall
 * clock, in microseconds since the Unix epoch.
 */
public interface PollListener {

  /**
   * A connection stands, TLS included.
   *
   * @param again whether there was one before
   */
  void connected(boolean again);

  /** The poll is about to be written. */
  void sent(long nanos, long micros);

  /** The head of an answer has come; its body may take its time. */
  default void begun(int status, HttpHeaders headers) {}

  /** A whole answer was read. */
  void answered(PollAnswer answer);

  /**
   * There will be no whole answer.
   *
   * @param kind a {@link longpoll.dialect.FailureKind}
   * @param detail for a person
   */
  void failed(String kind, String detail, long nanos, long micros);

  /** The poll was given up, and no answer crossed it on the way. */
  void cut(long nanos);
}
