package longpoll.measure;

import java.time.Duration;
import longpoll.transport.StampClock;

/**
 * When a run's phases begin and end, by both clocks of the injector: an instant counts from the
 * first poll, or from the start that injectors have in common. Immutable. Asked several times a
 * poll, so it does its sums once.
 */
public final class Timeline {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long startNanos;
  private final long startMicros;
  private final Duration ramp;
  private final Duration warmup;
  private final Duration measured;
  private final Duration tail;

  /** Since the start, in nanoseconds. */
  private final long rampEnds;

  private final long windowStarts;
  private final long windowEnds;
  private final long ends;

  /**
   * @param startNanos the start, by {@link StampClock#nanoTime}
   * @param startMicros the same instant, by {@link StampClock#epochMicros}
   * @param ramp users arrive
   * @param warmup after the ramp
   * @param measured the window, after the warm-up
   * @param tail after the window
   */
  public Timeline(
      long startNanos,
      long startMicros,
      Duration ramp,
      Duration warmup,
      Duration measured,
      Duration tail) {
    this.startNanos = startNanos;
    this.startMicros = startMicros;
    this.ramp = notNegative("ramp", ramp);
    this.warmup = notNegative("warmup", warmup);
    this.measured = notNegative("measured", measured);
    this.tail = notNegative("tail", tail);
    if (measured.isZero()) {
      throw new IllegalArgumentException("measured: more than 0 is needed, but it is 0");
    }
    rampEnds = ramp.toNanos();
    windowStarts = ramp.plus(warmup).toNanos();
    windowEnds = ramp.plus(warmup).plus(measured).toNanos();
    ends = ramp.plus(warmup).plus(measured).plus(tail).toNanos();
  }

  /**
   * A timeline without the clock that measures durations, which no other process has.
   *
   * @param startMicros the first poll, microseconds since the Unix epoch
   */
  public record Phases(
      long startMicros, long rampNanos, long warmupNanos, long measuredNanos, long tailNanos) {

    /**
     * @param startNanos the first poll, by the clock that the timeline is to be of
     */
    public Timeline from(long startNanos) {
      return new Timeline(
          startNanos,
          startMicros,
          Duration.ofNanos(rampNanos),
          Duration.ofNanos(warmupNanos),
          Duration.ofNanos(measuredNanos),
          Duration.ofNanos(tailNanos));
    }
  }

  public Phases phases() {
    return new Phases(
        startMicros, ramp.toNanos(), warmup.toNanos(), measured.toNanos(), tail.toNanos());
  }

  public long startNanos() {
    return startNanos;
  }

  public long startMicros() {
    return startMicros;
  }

  public Duration ramp() {
    return ramp;
  }

  public Duration warmup() {
    return warmup;
  }

  public Duration measured() {
    return measured;
  }

  public Duration tail() {
    return tail;
  }

  public long windowStartNanos() {
    return startNanos + windowStarts;
  }

  public long windowEndNanos() {
    return startNanos + windowEnds;
  }

  /** No poll outlives this instant where the protocol lets a client say so. */
  public long endNanos() {
    return startNanos + ends;
  }

  public long windowStartMicros() {
    return startMicros + windowStarts / 1_000;
  }

  public long windowEndMicros() {
    return startMicros + windowEnds / 1_000;
  }

  /** The instant by {@link StampClock#epochMicros} of one by {@link StampClock#nanoTime}. */
  long microsAt(long nanos) {
    return startMicros + Math.floorDiv(nanos - startNanos, 1_000L);
  }

  /**
   * The phase of an instant by {@link StampClock#nanoTime}: the start of a phase is in, its end is
   * out.
   */
  public Phase phaseAt(long nanos) {
    long since = nanos - startNanos;
    if (since < rampEnds) {
      return Phase.RAMP;
    }
    if (since < windowStarts) {
      return Phase.WARMUP;
    }
    return since < windowEnds ? Phase.WINDOW : Phase.TAIL;
  }

  /** The seconds that the window has; the last one may be shorter. */
  int windowSeconds() {
    return (int) ((windowEnds - windowStarts + SECOND_NANOS - 1) / SECOND_NANOS);
  }

  /**
   * The second of the window that an instant lies in, from 0, or {@link HeldGauge#OUTSIDE}.
   *
   * @param nanos by {@link StampClock#nanoTime}
   */
  int secondOfWindow(long nanos) {
    long since = nanos - startNanos;
    return since < windowStarts || since >= windowEnds
        ? HeldGauge.OUTSIDE
        : (int) ((since - windowStarts) / SECOND_NANOS);
  }

  /** The phase of an instant by {@link StampClock#epochMicros}, with the same edges. */
  public Phase phaseAtMicros(long micros) {
    if (micros < startMicros + rampEnds / 1_000) {
      return Phase.RAMP;
    }
    if (micros < windowStartMicros()) {
      return Phase.WARMUP;
    }
    return micros < windowEndMicros() ? Phase.WINDOW : Phase.TAIL;
  }

  /** How much of the time between two instants lies in the window, in nanoseconds. */
  public long nanosInWindow(long fromNanos, long toNanos) {
    long from = Math.max(fromNanos - startNanos, windowStarts);
    long to = Math.min(toNanos - startNanos, windowEnds);
    return Math.max(0, to - from);
  }

  private static Duration notNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + ": at least 0 is needed, but it is " + duration);
    }
    return duration;
  }
}
