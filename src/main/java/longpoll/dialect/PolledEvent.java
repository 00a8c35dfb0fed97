package longpoll.dialect;

/**
 * One event out of an answer.
 *
 * @param id tells the event from the others of its epoch: the server's number, or, for an event of
 *     somebody else's that has an id but no {@code seq}, a hash of all of it; or {@link #UNKNOWN}
 * @param channel where it was published; never null
 * @param seq counts up by one within the channel, or {@link #UNKNOWN} where the protocol has no
 *     such number
 * @param plannedAtMicros planned instant by the server's clock, microseconds since the Unix epoch;
 *     where the protocol has none, the instant of publication; or {@link #UNKNOWN}
 * @param publishedAtMicros when it was published, on the same clock, or {@link #UNKNOWN}
 */
public record PolledEvent(
    long id, String channel, long seq, long plannedAtMicros, long publishedAtMicros) {
  /** Stands for a number that the protocol does not carry. */
  public static final long UNKNOWN = -1;

  /** Characters of a channel's name. */
  public static final int LONGEST_CHANNEL = 256;

  /** Where an event belongs that names no channel. */
  public static final String DEFAULT_CHANNEL = "default";

  /** An event of which nothing is known but that it came. */
  public static final PolledEvent ANY = new PolledEvent(UNKNOWN, DEFAULT_CHANNEL, UNKNOWN, UNKNOWN);

  /** An event of which the instant of publication is not known. */
  public PolledEvent(long id, String channel, long seq, long plannedAtMicros) {
    this(id, channel, seq, plannedAtMicros, UNKNOWN);
  }

  /**
   * Whether nothing is known of it but that it came, and on which channel: where a protocol names
   * none in its events, that is the user's own.
   */
  public boolean isBlank() {
    return id == UNKNOWN
        && seq == UNKNOWN
        && plannedAtMicros == UNKNOWN
        && publishedAtMicros == UNKNOWN;
  }

  /**
   * How long after its planned instant it was published, or {@link #UNKNOWN}; also where both are
   * the same, since one of them then stands for the other.
   */
  public long slipMicros() {
    boolean both = plannedAtMicros != UNKNOWN && publishedAtMicros != UNKNOWN;
    return both && plannedAtMicros != publishedAtMicros
        ? Math.max(0, publishedAtMicros - plannedAtMicros)
        : UNKNOWN;
  }
}
