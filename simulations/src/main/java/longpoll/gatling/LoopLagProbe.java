package longpoll.gatling;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import longpoll.host.LoopLag;
import longpoll.transport.StampClock;

/** Measures how late each event loop runs a timer that is due every 10 ms. */
final class LoopLagProbe {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private LoopLagProbe() {}

  static void start(
      Iterable<? extends EventExecutor> loops,
      LoopLag lag,
      StampClock clock,
      BooleanSupplier inWindow) {
    for (EventExecutor loop : loops) {
      schedule(loop, lag, clock, inWindow);
    }
  }

  private static void schedule(
      EventExecutor loop, LoopLag lag, StampClock clock, BooleanSupplier inWindow) {
    if (loop.isShuttingDown()) {
      return;
    }
    long due = clock.nanoTime() + PERIOD_NANOS;
    loop.schedule(
        () -> {
          lag.record(clock.nanoTime() - due, inWindow.getAsBoolean());
          schedule(loop, lag, clock, inWindow);
        },
        PERIOD_NANOS,
        TimeUnit.NANOSECONDS);
  }
}
