package longpoll.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import longpoll.target.ServerStats;
import longpoll.target.TargetException;

/**
 * What the server said of itself, each second of the run. Asking is done on a thread of its own,
 * since a server under load may answer late, and a question is left out while the one before has no
 * answer.
 */
public final class ServerWatch implements AutoCloseable {
  private final Supplier<ServerStats> ask;
  private final StampClock clock;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "longpoll-server-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicBoolean asking = new AtomicBoolean();
  private final List<Reading> readings = new ArrayList<>();

  /**
   * @param ask blocks until the server has answered; throws {@link TargetException} when it does
   *     not
   */
  public ServerWatch(Supplier<ServerStats> ask, StampClock clock) {
    this.ask = ask;
    this.clock = clock;
  }

  /**
   * One answer.
   *
   * @param nanos when it came, by {@link StampClock#nanoTime}
   */
  public record Reading(long nanos, ServerStats stats) {}

  /** Asks once more, unless an answer is still owed. */
  void ask() {
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    thread.execute(
        () -> {
          try {
            ServerStats stats = ask.get();
            synchronized (readings) {
              readings.add(new Reading(clock.nanoTime(), stats));
            }
          } catch (TargetException e) {
            // A gap in the readings; whether the server is well, the polls themselves tell.
          } finally {
            asking.set(false);
          }
        });
  }

  /** The newest reading, or null. */
  Reading latest() {
    synchronized (readings) {
      return readings.isEmpty() ? null : readings.get(readings.size() - 1);
    }
  }

  /** The readings of the window: the first and last are the closest there are to its edges. */
  List<Reading> inWindow(Timeline timeline) {
    synchronized (readings) {
      return readings.stream()
          .filter(reading -> timeline.phaseAt(reading.nanos()) == Phase.WINDOW)
          .toList();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
