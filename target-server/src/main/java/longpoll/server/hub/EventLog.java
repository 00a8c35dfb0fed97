package longpoll.server.hub;

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The newest events, bounded by count and by bytes. Ids are gapless from 1 over the epoch, sequence
 * numbers gapless from 1 within each channel. Each channel knows its own events, so that a poll on
 * a quiet one does not look at those of all others. Not thread-safe: the {@link Hub} guards it.
 */
final class EventLog {
  private static final int FIRST_CAPACITY = 64;
  private static final int FIRST_CAPACITY_OF_CHANNEL = 4;

  private final int keepEvents;
  private final long keepBytes;
  private final Map<String, Ring> channels = new LinkedHashMap<>();

  /** By id. */
  private final Ring all = new Ring(FIRST_CAPACITY);

  private long bytes;

  EventLog(int keepEvents, long keepBytes) {
    this.keepEvents = keepEvents;
    this.keepBytes = keepBytes;
  }

  /** Makes a channel known before its first event. */
  void addChannel(String channel) {
    ring(channel);
  }

  private Ring ring(String channel) {
    return channels.computeIfAbsent(channel, name -> new Ring(FIRST_CAPACITY_OF_CHANNEL));
  }

  boolean hasChannel(String channel) {
    return channels.containsKey(channel);
  }

  /** The names of the channels known, in the order they appeared. */
  List<String> channels() {
    return List.copyOf(channels.keySet());
  }

  int channelCount() {
    return channels.size();
  }

  Event append(Event.Draft draft, long publishedAt) {
    Ring channel = ring(draft.channel());
    Event event = Event.of(draft, all.next, channel.next, publishedAt);
    all.add(event);
    channel.add(event);
    bytes += event.length();
    return event;
  }

  /**
   * Drops what exceeds the bounds. Apart from {@link #append} so that the events of one instant can
   * be read together once, however many and large they are.
   */
  void trim() {
    while (all.next - all.oldest > keepEvents || bytes > keepBytes) {
      Event event = all.removeOldest();
      channels.get(event.channel()).removeOldest();
      bytes -= event.length();
    }
  }

  /** Id of the oldest event kept, or {@link #next} when none is. */
  long oldest() {
    return all.oldest;
  }

  /** Id that the next event will get. */
  long next() {
    return all.next;
  }

  /**
   * The events with an id from {@code from} on, in order, that are on one of some channels.
   *
   * @param from from {@link #oldest} to {@link #next}
   */
  Iterator<Event> from(long from, ChannelSet wanted) {
    if (wanted.isAll()) {
      return all.from(from);
    }
    if (wanted.size() == 1) {
      return from(from, wanted.name(0));
    }
    PriorityQueue<PeekingIterator> heads =
        new PriorityQueue<>(wanted.size(), Comparator.comparingLong(head -> head.next.id()));
    for (int i = 0; i < wanted.size(); i++) {
      Iterator<Event> events = from(from, wanted.name(i));
      if (events.hasNext()) {
        heads.add(new PeekingIterator(events));
      }
    }
    return new Merged(heads);
  }

  private Iterator<Event> from(long id, String channel) {
    Ring ring = channels.get(channel);
    return ring == null ? Collections.emptyIterator() : ring.from(ring.positionOf(id));
  }

  /** Events at consecutive positions, of which the oldest have gone. */
  private static final class Ring {
    /** The event at position n is at n mod length. */
    private Event[] events;

    private long oldest = 1;
    private long next = 1;

    Ring(int capacity) {
      events = new Event[capacity];
    }

    void add(Event event) {
      if (next - oldest == events.length) {
        resize(events.length * 2);
      }
      events[index(next++)] = event;
    }

    Event removeOldest() {
      int index = index(oldest++);
      Event event = events[index];
      events[index] = null;
      return event;
    }

    Iterator<Event> from(long position) {
      return new Iterator<>() {
        private long at = position;

        @Override
        public boolean hasNext() {
          return at < next;
        }

        @Override
        public Event next() {
          return events[index(at++)];
        }
      };
    }

    /** The position of the first event with this id or a larger one. */
    long positionOf(long id) {
      long low = oldest;
      long high = next;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (events[index(middle)].id() < id) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private int index(long position) {
      return (int) (position % events.length);
    }

    private void resize(int capacity) {
      Event[] larger = new Event[capacity];
      for (long position = oldest; position < next; position++) {
        larger[(int) (position % capacity)] = events[index(position)];
      }
      events = larger;
    }
  }

  /** An iterator whose next event can be looked at. */
  private static final class PeekingIterator {
    private final Iterator<Event> rest;
    private Event next;

    PeekingIterator(Iterator<Event> events) {
      rest = events;
      next = events.next();
    }
  }

  /** The events of several channels by their ids. */
  private record Merged(PriorityQueue<PeekingIterator> heads) implements Iterator<Event> {
    @Override
    public boolean hasNext() {
      return !heads.isEmpty();
    }

    @Override
    public Event next() {
      PeekingIterator head = heads.remove();
      Event event = head.next;
      if (head.rest.hasNext()) {
        head.next = head.rest.next();
        heads.add(head);
      }
      return event;
    }
  }
}
