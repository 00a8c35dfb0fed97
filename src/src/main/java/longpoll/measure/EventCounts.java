package longpoll.measure;

import java.util.concurrent.atomic.LongAdder;

/** Events planned in the window, over all users. Thread-safe. */
final class EventCounts {
  final LongAdder received = new LongAdder();
  final LongAdder duplicated = new LongAdder();
  final LongAdder outOfOrder = new LongAdder();
}
