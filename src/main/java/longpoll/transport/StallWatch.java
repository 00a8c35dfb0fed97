package longpoll.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notes when an event loop did not run although it had something to do: what was read then may have
 * been there for as long. Thread-safe; instants are microseconds on the scale of its clock.
 */
final class StallWatch {
  private static final long EVERY_MICROS = 10_000;

  /** Timers are never exact. */
  private static final long LEAST_MICROS = 5_000;

  private static final int MOST = 10_000;

  private record Stall(long from, long to) {}

  private final LongSupplier clock;
  private final Deque<Stall> stalls = new ArrayDeque<>();
  private long expected;

  StallWatch(EventLoop loop, LongSupplier clock) {
    this.clock = clock;
    loop.execute(
        () -> {
          expected = clock.getAsLong() + EVERY_MICROS;
          loop.scheduleWithFixedDelay(
              this::look, EVERY_MICROS, EVERY_MICROS, TimeUnit.MICROSECONDS);
        });
  }

  private synchronized void look() {
    long now = clock.getAsLong();
    if (now - expected > LEAST_MICROS) {
      stalls.add(new Stall(expected, now));
      if (stalls.size() > MOST) {
        stalls.remove();
      }
    }
    expected = now + EVERY_MICROS;
  }

  /** How long the loop stood still altogether between two instants. */
  synchronized long micros(long from, long to) {
    return stalls.stream()
        .mapToLong(stall -> Math.max(0, Math.min(to, stall.to) - Math.max(from, stall.from)))
        .sum();
  }
}
