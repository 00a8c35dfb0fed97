package longpoll.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.dialect.PolledEvent;

/**
 * Tells instants from numbers that cannot be any: an event that says it was planned or published
 * more than a day before or after it arrived most likely says so in another unit. Thread-safe.
 */
final class InstantCheck {
  /** Longer than events are kept for clients that come back; a wrong unit is years off. */
  private static final long FAR_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  private final boolean clocksKnown;
  private final long offsetMicros;
  private final Misfits misfits;

  /**
   * @param offsetMicros the server's clock minus ours, or null where nothing can be said of
   *     instants
   */
  InstantCheck(Long offsetMicros, Misfits misfits) {
    clocksKnown = offsetMicros != null;
    this.offsetMicros = clocksKnown ? offsetMicros : 0;
    this.misfits = misfits;
  }

  /** The same events; an instant that cannot be one of this run is unknown. */
  List<PolledEvent> believable(List<PolledEvent> events, long arrivedMicros) {
    if (!clocksKnown) {
      return events;
    }
    long arrived = arrivedMicros + offsetMicros;
    for (int i = 0; i < events.size(); i++) {
      if (!believable(events.get(i), arrived)) {
        return cleared(events, arrived);
      }
    }
    return events;
  }

  private static boolean believable(PolledEvent event, long arrived) {
    return believable(event.plannedAtMicros(), arrived)
        && believable(event.publishedAtMicros(), arrived);
  }

  private static boolean believable(long instant, long arrived) {
    return instant == PolledEvent.UNKNOWN
        || instant >= arrived - FAR_MICROS && instant <= arrived + FAR_MICROS;
  }

  private List<PolledEvent> cleared(List<PolledEvent> events, long arrived) {
    List<PolledEvent> cleared = new ArrayList<>(events.size());
    for (PolledEvent event : events) {
      cleared.add(believable(event, arrived) ? event : cleared(event, arrived));
    }
    return cleared;
  }

  /** Where the planned instant is unknown, that of publication stands for it, as everywhere. */
  private PolledEvent cleared(PolledEvent event, long arrived) {
    long published = known("publishedAt", event.publishedAtMicros(), arrived);
    long planned =
        event.plannedAtMicros() == event.publishedAtMicros()
            ? published
            : known("plannedAt", event.plannedAtMicros(), arrived);
    return planned == PolledEvent.UNKNOWN
        ? new PolledEvent(event.id(), event.channel(), event.seq(), published)
        : new PolledEvent(event.id(), event.channel(), event.seq(), planned, published);
  }

  private long known(String field, long instant, long arrived) {
    if (believable(instant, arrived)) {
      return instant;
    }
    String unit = unit(instant, arrived);
    misfits.saw(
        field + " in " + unit,
        () ->
            field
                + " is "
                + instant
                + ", which is no instant of this run in microseconds since the Unix epoch, but "
                + (unit == null ? "none in another unit either" : "one in " + unit)
                + ": it counts as unknown, and no lag comes from it");
    return PolledEvent.UNKNOWN;
  }

  /** The unit in which a number is an instant of this run, or null. */
  private static String unit(long instant, long arrived) {
    if (believable(instant / 1_000, arrived)) {
      return "nanoseconds";
    }
    if (within(instant, arrived, 1_000)) {
      return "milliseconds";
    }
    return within(instant, arrived, 1_000_000) ? "seconds" : null;
  }

  private static boolean within(long instant, long arrived, long microsEach) {
    return instant <= Long.MAX_VALUE / microsEach && believable(instant * microsEach, arrived);
  }
}
