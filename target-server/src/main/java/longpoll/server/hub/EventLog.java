package longpoll.server.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest events, bounded by count and by bytes. Ids are gapless from 1 over the epoch, sequence
 * numbers gapless from 1 within each channel. Not thread-safe: the {@link Hub} guards it.
 */
final class EventLog {
  private static final int FIRST_CAPACITY = 64;

  private final int keepEvents;
  private final long keepBytes;
  private final Map<String, Long> lastSeq = new LinkedHashMap<>();

  /** A ring; the event with id n is at n mod length. */
  private Event[] ring = new Event[FIRST_CAPACITY];

  private long oldest = 1;
  private long next = 1;
  private long bytes;

  EventLog(int keepEvents, long keepBytes) {
    this.keepEvents = keepEvents;
    this.keepBytes = keepBytes;
  }

  /** Makes a channel known before its first event. */
  void addChannel(String channel) {
    lastSeq.putIfAbsent(channel, 0L);
  }

  boolean hasChannel(String channel) {
    return lastSeq.containsKey(channel);
  }

  /** The names of the channels known, in the order they appeared. */
  List<String> channels() {
    return List.copyOf(lastSeq.keySet());
  }

  int channelCount() {
    return lastSeq.size();
  }

  Event append(Event.Draft draft, long publishedAt) {
    long seq = lastSeq.merge(draft.channel(), 1L, Long::sum);
    Event event = Event.of(draft, next, seq, publishedAt);
    if (next - oldest == ring.length) {
      grow();
    }
    ring[index(next)] = event;
    next++;
    bytes += event.length();
    return event;
  }

  /**
   * Drops what exceeds the bounds. Apart from {@link #append} so that the events of one instant can
   * be read together once, however many and large they are.
   */
  void trim() {
    while (next - oldest > keepEvents || bytes > keepBytes) {
      dropOldest();
    }
  }

  /** Id of the oldest event kept, or {@link #next} when none is. */
  long oldest() {
    return oldest;
  }

  /** Id that the next event will get. */
  long next() {
    return next;
  }

  /** The event with an id from {@link #oldest} to {@link #next} - 1. */
  Event get(long id) {
    return ring[index(id)];
  }

  private int index(long id) {
    return (int) (id % ring.length);
  }

  private void dropOldest() {
    int index = index(oldest);
    bytes -= ring[index].length();
    ring[index] = null;
    oldest++;
  }

  private void grow() {
    Event[] larger = new Event[ring.length * 2];
    for (long id = oldest; id < next; id++) {
      larger[(int) (id % larger.length)] = ring[index(id)];
    }
    ring = larger;
  }
}
