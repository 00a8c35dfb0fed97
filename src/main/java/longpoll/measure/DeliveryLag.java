package longpoll.measure;

import longpoll.dialect.PolledEvent;

/**
 * Delivery lag: from the planned instant of an event to the arrival of the answer that brought it.
 * The only place that computes it: users, probes and the rows of Gatling's report all ask here.
 *
 * <p>An event is stamped by the server's clock and an arrival by ours, so the clocks' offset is
 * taken off. Without that offset, or without a planned instant, there is no lag. It may be negative
 * by as much as the offset is wrong. Instants are in microseconds since the Unix epoch. Immutable.
 */
public final class DeliveryLag {
  private final boolean clocksKnown;
  private final long offsetMicros;

  /**
   * @param serverOffsetMicros the server's clock minus ours, or null where it is unknown
   */
  DeliveryLag(Long serverOffsetMicros) {
    clocksKnown = serverOffsetMicros != null;
    offsetMicros = clocksKnown ? serverOffsetMicros : 0;
  }

  /** Whether an event's lag can be told. To be asked before the other questions. */
  public boolean isKnown(PolledEvent event) {
    return clocksKnown && event.plannedAtMicros() != PolledEvent.UNKNOWN;
  }

  /** When the event was planned, by our clock. */
  public long plannedMicros(PolledEvent event) {
    return event.plannedAtMicros() - offsetMicros;
  }

  /**
   * The lag in nanoseconds.
   *
   * @param arrivedMicros when the answer was complete, by our clock
   */
  public long nanos(PolledEvent event, long arrivedMicros) {
    return (arrivedMicros - plannedMicros(event)) * 1_000;
  }

  /**
   * The least that the lag can have been, in nanoseconds: the answer may have been there before it
   * was stamped, but not before the event was planned, unless the clocks say so.
   *
   * @param maybeEarlierNanos how long before its stamp the answer may have been there
   */
  public long atLeastNanos(PolledEvent event, long arrivedMicros, long maybeEarlierNanos) {
    long lag = nanos(event, arrivedMicros);
    return Math.max(lag - maybeEarlierNanos, Math.min(lag, 0));
  }
}
