package longpoll.target;

import java.util.function.LongSupplier;
import longpoll.transport.StampClock;

/**
 * How far the server's clock is ahead of the injector's, in microseconds.
 *
 * @param offsetUs server minus injector: subtract it from a server's stamp to get the injector's
 * @param boundUs the true offset lies within this much of {@code offsetUs}
 */
public record ClockOffset(long offsetUs, long boundUs) {
  /**
   * Stamps are whole microseconds, cut off, and so is the middle of the round trip: together they
   * may be wrong by up to two.
   */
  private static final long RESOLUTION_US = 2;

  /** Two clocks that are one and the same. */
  public static final ClockOffset SAME_CLOCK = new ClockOffset(0, 0);

  public ClockOffset {
    if (boundUs < 0) {
      throw new IllegalArgumentException("boundUs: at least 0 is needed, but it is " + boundUs);
    }
  }

  /**
   * Asks the server for its time again and again and believes the exchange with the smallest round
   * trip: the server read its clock at some instant of it, so half of it bounds the error, however
   * unequal the two ways are. The round trip is taken by the clock that never jumps.
   *
   * @param serverMicros one exchange: blocks until the server's clock, in microseconds since the
   *     Unix epoch, is there
   */
  public static ClockOffset measure(int exchanges, StampClock clock, LongSupplier serverMicros) {
    if (exchanges < 1) {
      throw new IllegalArgumentException("exchanges: at least 1 is needed, but it is " + exchanges);
    }
    ClockOffset best = null;
    for (int i = 0; i < exchanges; i++) {
      long sentNanos = clock.nanoTime();
      long sentMicros = clock.epochMicros();
      long server = serverMicros.getAsLong();
      long roundTripNanos = clock.nanoTime() - sentNanos;
      long half = (roundTripNanos + 1_999) / 2_000;
      ClockOffset found =
          new ClockOffset(server - (sentMicros + roundTripNanos / 2_000), half + RESOLUTION_US);
      if (best == null || found.boundUs < best.boundUs) {
        best = found;
      }
    }
    return best;
  }

  /**
   * What holds all the way from one measurement to a later one: the range that covers both. A clock
   * that was set or slewed in between makes the bound as large as its step.
   */
  public ClockOffset until(ClockOffset later) {
    long low = Math.min(offsetUs - boundUs, later.offsetUs - later.boundUs);
    long high = Math.max(offsetUs + boundUs, later.offsetUs + later.boundUs);
    long middle = low + (high - low) / 2;
    return new ClockOffset(middle, high - middle);
  }

  /**
   * How far the clocks moved against each other at least, from this measurement to a later one: 0
   * while the two agree within their bounds.
   */
  public long movedUs(ClockOffset later) {
    return Math.max(0, Math.abs(later.offsetUs - offsetUs) - boundUs - later.boundUs);
  }
}
