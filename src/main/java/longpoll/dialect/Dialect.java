package longpoll.dialect;

import java.time.Duration;
import java.util.List;

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

  /** What tells two runs apart in their records: the name, and of somebody's own file its text. */
  default String identity() {
    return name();
  }

  /**
   * Whether a poll says where to go on, or the server knows. A client that cannot say it loses what
   * is published between two of its polls, by contract.
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

  /** The path of a target whose URL has none. */
  default String defaultPath() {
    return "/poll";
  }

  /** Whether the project's own server understands it. */
  default boolean isSpokenByBundledServer() {
    return true;
  }

  /** Why a server of this protocol takes no such hold, for the user; null where it does. */
  default String holdProblem(Duration hold) {
    return null;
  }

  /** The shortest hold that a poll may ask for. */
  default Duration shortestHold() {
    return Duration.ZERO;
  }

  /** How much before the limit of a hold a server of this protocol may answer without news. */
  default Duration earliness() {
    return Duration.ZERO;
  }

  /** How much after the limit of a hold it may answer without news. */
  default Duration lateness(Duration hold) {
    return Duration.ZERO;
  }

  /** Whether clients keep cookies and send them back. */
  default boolean keepsCookies() {
    return true;
  }

  /**
   * A text without what is secret: credentials, and what the server gave to this session.
   *
   * @param session of the client that may have sent it
   */
  default String masked(String text, Position session) {
    return text;
  }

  /** The query parameters that it sets by itself, which a target's URL may not have. */
  List<String> queryParameters();

  /** How many requests come before a client's first poll, and again when its session is lost. */
  default int handshakes() {
    return 0;
  }

  /** Whether a client tells the server that it leaves. */
  default boolean saysGoodbye() {
    return false;
  }

  /** What this dialect is, for another process to make the same of it. */
  DialectSpec spec();

  /**
   * Where a client begins.
   *
   * @throws IllegalArgumentException for a client whose requests could not be written
   */
  Position start(Client client);

  /**
   * The next request.
   *
   * @param hold how long a poll may be held
   * @param channels the client's, comma-separated, or empty for all
   */
  PollRequest request(Purpose purpose, Position position, Duration hold, String channels);

  /**
   * Reads a whole answer.
   *
   * @param asked the position that the request was made from
   * @param header looks up a response header by name, null where there is none
   * @param body the body's bytes, not kept and not changed
   */
  Answer read(Purpose purpose, Position asked, int status, HeaderLookup header, byte[] body);

  /** Looks up a response header, whatever its case. */
  @FunctionalInterface
  interface HeaderLookup {
    String get(String name);
  }
}
