package longpoll.dialect;

import java.time.Duration;

/**
 * One long-poll protocol, as a client speaks it.
 *
 * @implSpec Implementations are immutable and thread-safe. {@link #read} never throws on what a
 *     server sent: an answer that does not fit the protocol is a failed {@link Answer} of a kind
 *     from {@link FailureKind}.
 */
public interface Dialect {

  /** The name in the settings. */
  String name();

  /**
   * Whether a poll says where to go on. A client that cannot say it loses what is published between
   * two of its polls, by contract.
   */
  boolean resumes();

  /** To whom an event goes. */
  default Delivery delivery() {
    return Delivery.BROADCAST;
  }

  /** Whether a poll can name channels; where it cannot, every poll sees all of them. */
  boolean namesChannels();

  /** Whether a poll can ask for a hold of its own; where it cannot, the server's limit holds. */
  boolean asksForHold();

  /** What this dialect is, for another process to make the same of it. */
  DialectSpec spec();

  /**
   * The next poll.
   *
   * @param channels comma-separated, or empty for all
   */
  PollRequest request(Position position, Duration hold, String channels);

  /**
   * Reads a whole answer.
   *
   * @param header looks up a response header by name, null where there is none
   * @param body the body's bytes, not kept and not changed
   */
  Answer read(Position asked, int status, HeaderLookup header, byte[] body);

  /** Looks up a response header, whatever its case. */
  @FunctionalInterface
  interface HeaderLookup {
    String get(String name);
  }
}
