package longpoll.dialect;

/**
 * Where a client stands in the stream of events: what it sends to go on. Opaque to all but the
 * dialect that made it.
 *
 * @param cursor null before the first answer
 * @param epoch the server's epoch, or null while unknown or where the protocol has none
 */
public record Position(String cursor, String epoch) {
  /** Characters of a cursor or an epoch: each user keeps one of both, and sends it back. */
  public static final int LONGEST = 256;

  /** A client that has seen nothing yet. */
  public static final Position START = new Position(null, null);
}
