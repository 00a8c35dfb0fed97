package longpoll.measure;

import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import longpoll.target.ServerStats;
import longpoll.target.TargetException;
import longpoll.transport.StampClock;

/**
 * What the server said of itself, each second of the run. Asking is done on a thread of its own,
 * since a server under load may answer late, and a question is left out while the one before has no
 * answer. Keeps what a record needs of the readings, not all of them: a run may last for hours.
 * Thread-safe.
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
  private Reading latest;
  private InWindow inWindow = InWindow.NONE;

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

  /**
   * The readings that came in the window, and the one before them.
   *
   * @param before the last one of the warm-up, or null without any
   * @param first the one closest to its start, or null without any
   * @param last the one closest to its end; the same as {@code first} where there is but one
   * @param mostParked the most polls that any of them told
   * @param longestPauseMillis the longest collection that ended in the window, 0 without any; null
   *     where the server does not tell when they were
   */
  public record InWindow(
      ServerStats before,
      ServerStats first,
      ServerStats last,
      OptionalLong mostParked,
      Double longestPauseMillis) {
    /** No reading at all. */
    public static final InWindow NONE = new InWindow(null, null, null, OptionalLong.empty(), null);

    public static InWindow after(ServerStats stats) {
      return new InWindow(stats, null, null, OptionalLong.empty(), null);
    }

    InWindow and(ServerStats stats) {
      return new InWindow(
          before,
          first == null ? stats : first,
          stats,
          OptionalLong.of(Math.max(mostParked.orElse(0), stats.parked())),
          longestPauseMillis);
    }

    /** A reading after the window still tells of pauses in it. */
    InWindow andPause(double millis) {
      double longest = longestPauseMillis == null ? 0 : longestPauseMillis;
      return new InWindow(before, first, last, mostParked, Math.max(longest, millis));
    }
  }

  /** Asks once more, unless an answer is still owed. */
  void ask(Timeline timeline) {
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    thread.execute(
        () -> {
          try {
            ServerStats stats = ask.get();
            answered(new Reading(clock.nanoTime(), stats), timeline);
          } catch (TargetException e) {
            // A gap in the readings; whether the server is well, the polls themselves tell.
          } finally {
            asking.set(false);
          }
        });
  }

  private synchronized void answered(Reading reading, Timeline timeline) {
    latest = reading;
    ServerStats stats = reading.stats();
    switch (timeline.phaseAt(reading.nanos())) {
      case RAMP -> {
        // Not all are meant to be there yet.
      }
      case WARMUP -> inWindow = InWindow.after(stats);
      case WINDOW -> inWindow = inWindow.and(stats);
      case TAIL -> {
        // Tells of no more than the pauses in the window.
      }
    }
    if (inWindow.first() == null
        || stats.now() == null
        || stats.gc() == null
        || stats.gc().recent() == null) {
      return;
    }
    inWindow = inWindow.andPause(0);
    for (ServerStats.Pause pause : stats.gc().recent()) {
      if (pause.endedAt() == null || pause.ms() == null) {
        continue;
      }
      // How long ago it was is the same by all clocks.
      long nanos = reading.nanos() - (stats.now() - pause.endedAt()) * 1_000;
      if (timeline.phaseAt(nanos) == Phase.WINDOW) {
        inWindow = inWindow.andPause(pause.ms());
      }
    }
  }

  /** The newest reading, or null. */
  synchronized Reading latest() {
    return latest;
  }

  synchronized InWindow inWindow() {
    return inWindow;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
