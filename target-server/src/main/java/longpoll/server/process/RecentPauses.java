package longpoll.server.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The collections that stopped the program lately, so that whoever asks now and then can tell when
 * they were. The longest since the start says nothing of a stretch of time, and one that starts
 * anew with each question would be wrong as soon as two ask. Thread-safe; does not grow.
 */
final class RecentPauses {
  /** Long enough for a reader that asks every second and misses some turns. */
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
