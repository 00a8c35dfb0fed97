package longpoll.dialect;

/**
 * Where a client stands in the stream of events: what it sends to go on. Opaque to all but the
 * dialect that made it.
 *
 * @param cursor null before the first answer
 * @param epoch the server's epoch, or null while unknown or where the protocol has none
 */
public record Position(String cursor, String epoch) {
  /** A client that has seen nothing yet. */
  public static final Position START = new Position(null, null);
}
