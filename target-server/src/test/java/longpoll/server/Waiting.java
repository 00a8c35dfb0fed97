package longpoll.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do, and fails when it does not. */
final class Waiting {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Waiting() {}

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
