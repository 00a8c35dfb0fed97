package longpoll.server.schedule;

/**
 * When one channel publishes: a pure function of its settings and seed. All times are µs since the
 * origin, the server's start.
 *
 * @implSpec Instants come in ascending order and are positive. Asking twice, or for a range in
 *     pieces, gives the same instants; the cost depends on the range asked for and not on its
 *     distance from the origin. Implementations are immutable.
 */
public interface PublishSchedule {
  /** Takes planned events one by one. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param at µs since the origin
     * @param data the event's data as JSON, or null for the default payload
     * @return false to stop
     */
    boolean visit(long at, byte[] data);
  }

  /**
   * Visits the events planned from {@code from}, inclusive, to {@code to}, exclusive. False when
   * the visitor stopped.
   */
  boolean visit(long from, long to, Visitor visitor);
}
