package longpoll.measure;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many polls are held, by the client's count, and the most of each second of the window: the
 * most that several injectors held together is found by adding these. Thread-safe.
 */
public final class HeldGauge {
  /** An instant that lies in no second of the window. */
  static final int OUTSIDE = -1;

  private static final AtomicLongArray NO_SECOND = new AtomicLongArray(0);

  private final AtomicLong held = new AtomicLong();
  private final AtomicReference<AtomicLongArray> mostBySecond = new AtomicReference<>(NO_SECOND);
  private final LoopAdder nanosInWindow = new LoopAdder();

  /** Says how long the window is; later calls change nothing. */
  void window(int seconds) {
    mostBySecond.compareAndSet(NO_SECOND, new AtomicLongArray(seconds));
  }

  /**
   * @param second of the window, or {@link #OUTSIDE}
   */
  void sent(int second) {
    long now = held.incrementAndGet();
    if (second != OUTSIDE) {
      raiseMost(second, now);
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

  /** Polls that were sent before a second of the window and are still held count for it as well. */
  void secondBegins(int second) {
    raiseMost(second, held.get());
  }

  long now() {
    return held.get();
  }

  /** The most held at once in each second of the window; 0 for one that has not come. */
  LongList mostBySecond() {
    AtomicLongArray most = mostBySecond.get();
    long[] copy = new long[most.length()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = most.get(i);
    }
    return LongList.of(copy);
  }

  long nanosInWindow() {
    return nanosInWindow.sum();
  }

  /**
   * What was held up to an instant, by users who may still hold a poll or mean to stay away.
   *
   * @param awayNanos how long users meant to stay away, beyond that instant as well
   */
  Snapshot snapshot(Iterable<UserLedger> users, long awayNanos, long nowNanos) {
    long nanos = nanosInWindow();
    long away = awayNanos;
    for (UserLedger user : users) {
      nanos += user.openHoldInWindowNanos(nowNanos);
      away -= user.awayInWindowAfterNanos(nowNanos);
    }
    return new Snapshot(mostBySecond(), nanos, away);
  }

  private void raiseMost(int second, long value) {
    AtomicLongArray most = mostBySecond.get();
    long max = most.get(second);
    while (value > max && !most.compareAndSet(second, max, value)) {
      max = most.get(second);
    }
  }

  /**
   * What was held in the window.
   *
   * @param mostBySecond the most at once in each of its seconds
   * @param heldNanos all holds together
   * @param awayNanos how long users meant to stay away between polls, all together
   */
  public record Snapshot(LongList mostBySecond, long heldNanos, long awayNanos) {
    Snapshot plus(Snapshot other) {
      return new Snapshot(
          mostBySecond.zip(other.mostBySecond, Long::sum),
          heldNanos + other.heldNanos,
          awayNanos + other.awayNanos);
    }
  }
}
