package longpoll.measure;

import java.util.concurrent.atomic.LongAdder;

/** Events planned in the window, over all users. Thread-safe. */
final class EventCounts {
  final LongAdder received = new LongAdder();
  final LongAdder duplicated = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();

  /** Whether any event at all had a number; without, no loss and no repeat can be seen. */
  volatile boolean numbered;
}
