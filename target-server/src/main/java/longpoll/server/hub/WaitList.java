package longpoll.server.hub;

import java.util.Arrays;

/**
 * The polls parked on one channel, in no order. Adding and removing take constant time and leave
 * nothing behind. Not thread-safe.
 */
final class WaitList {
  private static final int SMALLEST = 8;

  /** The place of one poll in one list; the entries of a poll are chained. */
  static final class Entry {
    final ParkedPoll poll;
    final WaitList list;
    final Entry nextOfPoll;
    private int index;

    private Entry(ParkedPoll poll, WaitList list, Entry nextOfPoll) {
      this.poll = poll;
      this.list = list;
      this.nextOfPoll = nextOfPoll;
    }
  }

  /** The channel, or null for the polls that wait on all. */
  final String channel;

  private Entry[] entries = new Entry[SMALLEST];
  private int size;

  WaitList(String channel) {
    this.channel = channel;
  }

  int size() {
    return size;
  }

  Entry add(ParkedPoll poll, Entry nextOfPoll) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    Entry entry = new Entry(poll, this, nextOfPoll);
    entry.index = size;
    entries[size++] = entry;
    return entry;
  }

  ParkedPoll last() {
    return entries[size - 1].poll;
  }

  void remove(Entry entry) {
    Entry last = entries[--size];
    entries[size] = null;
    if (last != entry) {
      entries[entry.index] = last;
      last.index = entry.index;
    }
    if (entries.length > SMALLEST && size < entries.length / 4) {
      entries = Arrays.copyOf(entries, entries.length / 2);
    }
  }
}
