package longpoll.server.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The events of one channel of a trace, as recorded. */
final class TraceSchedule implements PublishSchedule {
  /** One recorded event: µs since the origin, and its data as JSON or null. */
  record Entry(long at, byte[] data) {}

  private final long[] at;
  private final byte[][] data;

  /** Entries in any order; those of one instant keep theirs. */
  TraceSchedule(List<Entry> entries) {
    List<Entry> sorted = entries.stream().sorted(Comparator.comparingLong(Entry::at)).toList();
    at = sorted.stream().mapToLong(Entry::at).toArray();
    data = sorted.stream().map(Entry::data).toArray(byte[][]::new);
    if (at.length > 0 && at[0] < 1) {
      throw new IllegalArgumentException("a trace starts after its origin, not at " + at[0]);
    }
  }

  @Override
  public boolean visit(long from, long to, Visitor visitor) {
    for (int i = firstAtOrAfter(from); i < at.length && at[i] < to; i++) {
      if (!visitor.visit(at[i], data[i])) {
        return false;
      }
    }
    return true;
  }

  private int firstAtOrAfter(long from) {
    int found = Arrays.binarySearch(at, from);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && at[found - 1] == from) {
      found--;
    }
    return found;
  }
}
