package longpoll.measure;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Deliveries without any field that the dialect knows. Many protocols answer 200 at the hold limit
 * as well, and only the body tells that such an answer is empty. A dialect that does not know that
 * body takes it for an event, and then every figure is wrong. Thread-safe.
 */
final class BlankDeliveries {
  private static final double NEAR_THE_LIMIT = 0.02;

  /** A single one may be near the limit by chance. */
  private static final long FEWEST = 2;

  private final LongAdder all = new LongAdder();
  private final LongAdder atTheLimit = new LongAdder();

  void delivered(long holdNanos, long holdLimitNanos) {
    all.increment();
    if (Math.abs(holdNanos - holdLimitNanos) <= NEAR_THE_LIMIT * holdLimitNanos) {
      atTheLimit.increment();
    }
  }

  Snapshot snapshot() {
    return new Snapshot(all.sum(), atTheLimit.sum());
  }

  /**
   * @param atTheLimit those of them that came within 2 % of the hold limit
   */
  public record Snapshot(long all, long atTheLimit) {
    Snapshot plus(Snapshot other) {
      return new Snapshot(all + other.all, atTheLimit + other.atTheLimit);
    }

    /**
     * Why they are probably empty answers, or nothing. Most of them came within 2 % of the hold
     * limit, and these are more than the polls that are known to have ended empty.
     */
    public Optional<String> doubt(PollCounts.Snapshot polls) {
      boolean most = atTheLimit >= FEWEST && 2 * atTheLimit > all;
      if (!most || atTheLimit <= polls.empty()) {
        return Optional.empty();
      }
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%,d of %,d deliveries carried no field that is known, and %,d of these came within 2"
                  + " %% of the hold limit, while %,d polls ended empty: those 200s are probably"
                  + " empty answers, which the dialect cannot tell from events, and then empty rate,"
                  + " deliveries and lag are all wrong; check longpoll.dialect, and longpoll.hold",
              all,
              polls.delivered(),
              atTheLimit,
              polls.empty()));
    }
  }
}
