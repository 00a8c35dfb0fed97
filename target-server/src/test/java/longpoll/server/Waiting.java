package longpoll.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do, and fails when it does not. */
public final class Waiting {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long LOOK_EVERY_NANOS = 200_000;

  private Waiting() {}

  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      // What is waited for may need this core.
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }
}
