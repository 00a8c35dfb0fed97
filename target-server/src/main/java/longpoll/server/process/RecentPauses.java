package longpoll.server.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest garbage collections that stopped the program, each with its end, so that a reader can
 * attribute them to a stretch of time. The longest since the start cannot be attributed, and a
 * maximum that each reading resets would be wrong for two readers. Thread-safe; bounded.
 */
final class RecentPauses {
  /** Long enough for a reader that asks every second and misses some readings. */
  static final long KEPT_MICROS = 15_000_000;

  static final int MOST = 64;

  private final Deque<ProcessGauges.Pause> pauses = new ArrayDeque<>();

  synchronized void add(long endedAtMicros, long millis) {
    pauses.addLast(new ProcessGauges.Pause(endedAtMicros, millis));
    if (pauses.size() > MOST) {
      pauses.removeFirst();
    }
  }

  /** Those that ended in the last seconds before {@code nowMicros}, oldest first. */
  synchronized List<ProcessGauges.Pause> until(long nowMicros) {
    pauses.removeIf(pause -> pause.endedAt() < nowMicros - KEPT_MICROS);
    return List.copyOf(pauses);
  }
}
