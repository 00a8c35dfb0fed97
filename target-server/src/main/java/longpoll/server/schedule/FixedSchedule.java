package longpoll.server.schedule;

/**
 * {@code burst} events at once every {@code every} µs, the first ones at {@code every + shift}; a
 * burst of one is the schedule {@code fixed}.
 */
public record FixedSchedule(long every, long shift, int burst) implements PublishSchedule {
  public FixedSchedule {
    if (every < 1 || shift < 0 || shift >= every || burst < 1) {
      throw new IllegalArgumentException(
          "every " + every + ", shift " + shift + ", burst " + burst);
    }
  }

  @Override
  public boolean visit(long from, long to, Visitor visitor) {
    long beat = Math.max(1, -Math.floorDiv(shift - from, every));
    for (long at = beat * every + shift; at < to; at += every) {
      for (int i = 0; i < burst; i++) {
        if (!visitor.visit(at, null)) {
          return false;
        }
      }
    }
    return true;
  }
}
