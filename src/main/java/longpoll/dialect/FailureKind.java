package longpoll.dialect;

/**
 * The names of failures, as they stand in {@code run.json}. A status that no dialect expects is
 * {@code http-NNN}.
 */
public final class FailureKind {
  /** The target refused the connection: nothing listens there. */
  public static final String REFUSED = "refused";

  /** No connection within the connect timeout, or no route. */
  public static final String UNREACHABLE = "unreachable";

  /** The host name has no address. */
  public static final String UNKNOWN_HOST = "unknown-host";

  /** The TLS handshake failed. */
  public static final String TLS = "tls";

  /** HTTP/2 was to be spoken, and the server does not. */
  public static final String NO_HTTP2 = "no-http2";

  /** The connection was closed (FIN) while the poll was held. */
  public static final String CLOSED = "closed";

  /** The connection, or the poll's stream on it, was reset while the poll was held. */
  public static final String RESET = "reset";

  /** No whole answer within the hold limit and a margin. */
  public static final String TIMEOUT = "timeout";

  /** The connection ended in the middle of an answer. */
  public static final String TRUNCATED = "truncated";

  /** A whole answer that does not fit the protocol. */
  public static final String MALFORMED = "malformed";

  /** The session is over, as an answer says. */
  public static final String SESSION_LOST = "session-lost";

  /** The server asks the client to stay away. */
  public static final String THROTTLED = "throttled";

  /** The server ended the stream of events for good. */
  public static final String STREAM_CLOSED = "stream-closed";

  /** The injector has no port left towards the target. */
  public static final String NO_LOCAL_PORT = "no-local-port";

  /** The injector has no file descriptor left. */
  public static final String NO_DESCRIPTOR = "no-descriptor";

  /** Something went wrong inside the injector. */
  public static final String INTERNAL = "internal";

  /** Of more kinds than are told apart. */
  public static final String OTHER = "other";

  private FailureKind() {}

  /** The kind of an unexpected status. */
  public static String ofStatus(int status) {
    return "http-" + status;
  }
}
