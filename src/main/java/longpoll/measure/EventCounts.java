package longpoll.measure;

import java.util.concurrent.atomic.LongAdder;

/** Events planned in the window, over all users. Thread-safe. */
final class EventCounts {
  final LongAdder received = new LongAdder();
  final LongAdder duplicated = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();

  /** Those that had neither a number nor an id. */
  final LongAdder nameless = new LongAdder();

  /** Whether any event at all had a number; without, no loss can be seen. */
  volatile boolean numbered;

  /** Whether any event without a number had an id, which shows a repeat as well. */
  volatile boolean identified;

  /** Whether any event had no planned instant, so that it cannot be found in the plan. */
  volatile boolean untimed;
}
