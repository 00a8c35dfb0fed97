package longpoll.measure;

import java.time.Duration;

/**
 * When a run's phases begin and end, by both clocks of the injector: an instant counts from the
 * first poll.
 *
 * @param startNanos the first poll, by {@link StampClock#nanoTime}
 * @param startMicros the same instant, by {@link StampClock#epochMicros}
 * @param ramp users arrive
 * @param warmup after the ramp
 * @param measured the window, after the warm-up
 * @param tail after the window
 */
public record Timeline(
    long startNanos,
    long startMicros,
    Duration ramp,
    Duration warmup,
    Duration measured,
    Duration tail) {

  public long windowStartNanos() {
    return startNanos + ramp.plus(warmup).toNanos();
  }

  public long windowEndNanos() {
    return windowStartNanos() + measured.toNanos();
  }

  /** No poll outlives this instant where the protocol lets a client say so. */
  public long endNanos() {
    return windowEndNanos() + tail.toNanos();
  }

  public long windowStartMicros() {
    return startMicros + ramp.plus(warmup).toNanos() / 1_000;
  }

  public long windowEndMicros() {
    return windowStartMicros() + measured.toNanos() / 1_000;
  }

  /** The phase of an instant by {@link StampClock#nanoTime}. */
  public Phase phaseAt(long nanos) {
    long since = nanos - startNanos;
    if (since < ramp.toNanos()) {
      return Phase.RAMP;
    }
    if (nanos - windowStartNanos() < 0) {
      return Phase.WARMUP;
    }
    return nanos - windowEndNanos() < 0 ? Phase.WINDOW : Phase.TAIL;
  }

  /**
   * The phase of an instant by {@link StampClock#epochMicros}: the window's start is in, its end is
   * out.
   */
  public Phase phaseAtMicros(long micros) {
    if (micros < startMicros + ramp.toNanos() / 1_000) {
      return Phase.RAMP;
    }
    if (micros < windowStartMicros()) {
      return Phase.WARMUP;
    }
    return micros < windowEndMicros() ? Phase.WINDOW : Phase.TAIL;
  }

  /** How much of the time between two instants lies in the window, in nanoseconds. */
  public long nanosInWindow(long fromNanos, long toNanos) {
    long from = Math.max(fromNanos - startNanos, windowStartNanos() - startNanos);
    long to = Math.min(toNanos - startNanos, windowEndNanos() - startNanos);
    return Math.max(0, to - from);
  }
}
