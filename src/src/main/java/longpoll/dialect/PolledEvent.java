package longpoll.dialect;

/**
 * One event out of an answer.
 *
 * @param id unique within the epoch, or {@link #UNKNOWN}
 * @param channel where it was published; never null
 * @param seq counts up by one within the channel, or {@link #UNKNOWN} where the protocol has no
 *     such number
 * @param plannedAtMicros planned instant by the server's clock, microseconds since the Unix epoch,
 *     or {@link #UNKNOWN}
 */
public record PolledEvent(long id, String channel, long seq, long plannedAtMicros) {
  /** Stands for a number that the protocol does not carry. */
  public static final long UNKNOWN = -1;
}
