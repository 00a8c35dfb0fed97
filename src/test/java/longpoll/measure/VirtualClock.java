package longpoll.measure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import longpoll.transport.StampClock;

/** Both clocks of a test, which move together and only when told to. Thread-safe. */
public final class VirtualClock implements StampClock {
  /** A whole second and some, so that cutting off shows. */
  public static final long START_MICROS = 1_700_000_000_123_456L;

  /** Near the overflow of a long, where a real clock may be as well. */
  public static final long START_NANOS = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private final AtomicLong sinceStart = new AtomicLong();
  private final long aheadMicros;

  public VirtualClock() {
    this(0);
  }

  /**
   * @param aheadMicros how far it is ahead of others
   */
  public VirtualClock(long aheadMicros) {
    this.aheadMicros = aheadMicros;
  }

  @Override
  public long nanoTime() {
    return START_NANOS + sinceStart.get();
  }

  @Override
  public long epochMicros() {
    return START_MICROS + aheadMicros + sinceStart.get() / 1_000;
  }

  /** Moves to so many milliseconds after the start; never back. */
  public void to(double millis) {
    long nanos = Math.round(millis * 1e6);
    if (nanos < sinceStart.get()) {
      throw new IllegalArgumentException("the clock cannot go back to " + millis + " ms");
    }
    sinceStart.set(nanos);
  }
}
