package longpoll.measure;

/**
 * Events planned in the window, over all users. Of a queue these are deliveries, repeats included:
 * which of them are of one event, {@link Receipts} knows. Thread-safe.
 */
public final class EventCounts {
  final LoopAdder received = new LoopAdder();
  final LoopAdder duplicated = new LoopAdder();
  final LoopAdder outOfOrder = new LoopAdder();

  /** Those that had neither a number nor an id. */
  final LoopAdder nameless = new LoopAdder();

  /** Whether any event at all had a number; without, no loss can be seen. */
  volatile boolean numbered;

  /** Whether any event without a number had an id, which shows a repeat as well. */
  volatile boolean identified;

  /** Whether any event had no planned instant, so that it cannot be found in the plan. */
  volatile boolean untimed;

  /**
   * The same as a value, with what the users lack.
   *
   * @param streamsExceeded whether there were too many channels to follow all their numbers
   * @param mostStreams how many could be followed beyond the first of each user
   * @param lost events that users should have and have not
   * @param missed of these, the ones that no contract allows: of a client without a cursor, those
   *     planned while a poll waited for them; of versions of a state, the newest
   */
  public record Snapshot(
      long received,
      long duplicated,
      long outOfOrder,
      long nameless,
      boolean numbered,
      boolean identified,
      boolean untimed,
      boolean streamsExceeded,
      long mostStreams,
      long lost,
      long missed) {
    Snapshot plus(Snapshot other) {
      return new Snapshot(
          received + other.received,
          duplicated + other.duplicated,
          outOfOrder + other.outOfOrder,
          nameless + other.nameless,
          numbered || other.numbered,
          identified || other.identified,
          untimed || other.untimed,
          streamsExceeded || other.streamsExceeded,
          mostStreams + other.mostStreams,
          lost + other.lost,
          missed + other.missed);
    }
  }

  Snapshot snapshot(StreamLimit streams, Iterable<UserLedger> users, boolean whole) {
    long lost = 0;
    long missed = 0;
    for (UserLedger user : users) {
      lost += user.lost(whole);
      missed += user.missed(whole);
    }
    return new Snapshot(
        received.sum(),
        duplicated.sum(),
        outOfOrder.sum(),
        nameless.sum(),
        numbered,
        identified,
        untimed,
        streams.exceeded(),
        streams.most(),
        lost,
        missed);
  }
}
