package longpoll.dialect;

/**
 * Where a client stands in the stream of events, and all else that it sends to go on. Opaque to all
 * but the dialect that made it. Immutable.
 */
public interface Position {
  /** Characters of a cursor or an epoch: each user keeps one of both, and sends it back. */
  int LONGEST = 256;

  /** The server's epoch, or null while unknown or where the protocol has none. */
  String epoch();
}
