package longpoll.dialect;

/**
 * A position in the project's own protocol.
 *
 * @param cursor null before the first answer
 * @param epoch the server's epoch, or null while unknown
 */
public record StreamPosition(String cursor, String epoch) implements Position {
  /** A client that has seen nothing yet. */
  public static final StreamPosition START = new StreamPosition(null, null);
}
