package longpoll.measure;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many polls are held, by the client's count. Thread-safe. */
final class HeldGauge {
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong maxInWindow = new AtomicLong();
  private final LongAdder nanosInWindow = new LongAdder();

  void sent(boolean inWindow) {
    long now = held.incrementAndGet();
    if (inWindow) {
      raiseMax(now);
    }
  }

  /**
   * @param heldInWindowNanos how much of the poll's hold time lay in the window
   */
  void ended(long heldInWindowNanos) {
    held.decrementAndGet();
    if (heldInWindowNanos > 0) {
      nanosInWindow.add(heldInWindowNanos);
    }
  }

  /** Polls that were sent before the window and are still held count for its maximum as well. */
  void windowBegins() {
    raiseMax(held.get());
  }

  long now() {
    return held.get();
  }

  long maxInWindow() {
    return maxInWindow.get();
  }

  long nanosInWindow() {
    return nanosInWindow.sum();
  }

  private void raiseMax(long value) {
    long max = maxInWindow.get();
    while (value > max && !maxInWindow.compareAndSet(max, value)) {
      max = maxInWindow.get();
    }
  }
}
