package longpoll.transport;

/**
 * Told how many bytes connections send and receive: what TCP carries, TLS and heads included.
 * Called on event loops, for each read and each write.
 */
public interface TrafficCounter {
  /** Counts nothing. */
  TrafficCounter NONE =
      new TrafficCounter() {
        @Override
        public void sent(int bytes, long nanos) {}

        @Override
        public void received(int bytes, long nanos) {}
      };

  /**
   * @param nanos when, by the clock that measures durations
   */
  void sent(int bytes, long nanos);

  /**
   * @param nanos when they were read, by the clock that measures durations
   */
  void received(int bytes, long nanos);
}
