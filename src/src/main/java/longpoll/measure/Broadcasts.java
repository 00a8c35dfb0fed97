package longpoll.measure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import longpoll.dialect.PolledEvent;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Events on their way to everybody who waits for them: an event is complete when the last of its
 * users has it, and its completion is that user's lag. Only events planned in the window are
 * followed. Thread-safe.
 */
final class Broadcasts {
  private final ToIntFunction<String> usersOf;
  private final Map<Key, Progress> open = new ConcurrentHashMap<>();
  private final AtomicLong complete = new AtomicLong();

  /** In microseconds. */
  private final Recorder slips = new Recorder(3);

  /**
   * @param usersOf how many users wait on a channel
   */
  Broadcasts(ToIntFunction<String> usersOf) {
    this.usersOf = usersOf;
  }

  /**
   * A user has the event, for the first time.
   *
   * @return whether it was the last to get it; then {@code completion} has been called with the
   *     longest lag
   */
  boolean received(
      String epoch, PolledEvent event, long lagNanos, java.util.function.LongConsumer completion) {
    Key key = new Key(epoch, event.channel(), event.seq());
    Progress progress =
        open.computeIfAbsent(
            key,
            any -> {
              if (event.slipMicros() != PolledEvent.UNKNOWN) {
                slips.recordValue(event.slipMicros());
              }
              return new Progress(usersOf.applyAsInt(event.channel()));
            });
    if (!progress.received(lagNanos)) {
      return false;
    }
    open.remove(key);
    complete.incrementAndGet();
    completion.accept(progress.longestLag.get());
    return true;
  }

  /**
   * How long after their planned instants events were published, each counted once: the 99th
   * percentile in milliseconds, or null where events do not say. To be called once, at the end.
   */
  Double slipP99Millis() {
    Histogram all = slips.getIntervalHistogram();
    return all.getTotalCount() == 0 ? null : all.getValueAtPercentile(99) / 1e3;
  }

  /** Events that some user has, but not all. */
  int incomplete() {
    return open.size();
  }

  long complete() {
    return complete.get();
  }

  private record Key(String epoch, String channel, long seq) {}

  private static final class Progress {
    private final AtomicInteger waiting;
    private final AtomicLong longestLag = new AtomicLong(Long.MIN_VALUE);

    Progress(int users) {
      waiting = new AtomicInteger(users);
    }

    /** The lag is raised before the count is lowered, so whoever ends the count sees them all. */
    boolean received(long lagNanos) {
      long longest = longestLag.get();
      while (lagNanos > longest && !longestLag.compareAndSet(longest, lagNanos)) {
        longest = longestLag.get();
      }
      return waiting.decrementAndGet() == 0;
    }
  }
}
