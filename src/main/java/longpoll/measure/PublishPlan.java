package longpoll.measure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The planned publish instants of each channel, ascending, in microseconds since the Unix epoch by
 * the server's clock.
 */
public final class PublishPlan {
  private static final long[] NONE = {};

  private final Map<String, long[]> byChannel = new TreeMap<>();
  private final long[] all;

  public PublishPlan(Map<String, long[]> byChannel) {
    byChannel.forEach(
        (channel, planned) -> {
          long[] sorted = planned.clone();
          Arrays.sort(sorted);
          this.byChannel.put(channel, sorted);
        });
    all = this.byChannel.values().stream().flatMapToLong(Arrays::stream).sorted().toArray();
  }

  @JsonCreator
  static PublishPlan ofLists(Map<String, LongList> byChannel) {
    Map<String, long[]> instants = new TreeMap<>();
    byChannel.forEach((channel, planned) -> instants.put(channel, planned.toArray()));
    return new PublishPlan(instants);
  }

  @JsonValue
  Map<String, long[]> byChannel() {
    return Collections.unmodifiableMap(byChannel);
  }

  /**
   * What either plan has. Shards ask for the same plan, but not at the same instant, so each may
   * know a few more events at its ends.
   */
  PublishPlan plus(PublishPlan other) {
    Map<String, long[]> both = new TreeMap<>(byChannel);
    other.byChannel.forEach((channel, planned) -> both.merge(channel, planned, PublishPlan::union));
    return new PublishPlan(both);
  }

  /** An instant that one of them has several times is there as often. */
  private static long[] union(long[] one, long[] other) {
    if (Arrays.equals(one, other)) {
      return one;
    }
    long[] union = new long[one.length + other.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < one.length || j < other.length) {
      boolean takeOne = j == other.length || i < one.length && one[i] <= other[j];
      boolean takeBoth = takeOne && j < other.length && one[i] == other[j];
      union[size++] = takeOne ? one[i] : other[j];
      i += takeOne ? 1 : 0;
      j += takeBoth || !takeOne ? 1 : 0;
    }
    return Arrays.copyOf(union, size);
  }

  /** Whether the other has the same instants in [from, to), on the same channels. */
  public boolean agreesWith(PublishPlan other, long fromMicros, long toMicros) {
    return byChannel.keySet().equals(other.byChannel.keySet())
        && byChannel.keySet().stream()
            .allMatch(
                channel ->
                    Arrays.equals(
                        part(of(channel), fromMicros, toMicros),
                        part(other.of(channel), fromMicros, toMicros)));
  }

  private static long[] part(long[] planned, long fromMicros, long toMicros) {
    int from = indexOf(planned, fromMicros);
    return Arrays.copyOfRange(planned, from, Math.max(from, indexOf(planned, toMicros)));
  }

  /** The channels that have a plan, in order of name. */
  public Set<String> channels() {
    return Collections.unmodifiableSet(byChannel.keySet());
  }

  /** The instants of one channel; none for a channel that has no plan. Not to be changed. */
  public long[] of(String channel) {
    return byChannel.getOrDefault(channel, NONE);
  }

  /** The instants of all channels together, ascending. Not to be changed. */
  public long[] all() {
    return all;
  }

  /** Whether a channel's plan has this very instant. */
  public boolean has(String channel, long micros) {
    return Arrays.binarySearch(of(channel), micros) >= 0;
  }

  /** How many instants of a channel lie in [from, to). */
  public long count(String channel, long fromMicros, long toMicros) {
    return count(of(channel), fromMicros, toMicros);
  }

  /** The last instant of a channel in [from, to), or {@link Long#MIN_VALUE} where there is none. */
  long last(String channel, long fromMicros, long toMicros) {
    long[] planned = of(channel);
    int before = indexOf(planned, toMicros);
    return before == 0 || planned[before - 1] < fromMicros ? Long.MIN_VALUE : planned[before - 1];
  }

  /** How many instants of all channels lie in [from, to). */
  public long count(long fromMicros, long toMicros) {
    return count(all, fromMicros, toMicros);
  }

  private static long count(long[] planned, long fromMicros, long toMicros) {
    return Math.max(0, indexOf(planned, toMicros) - indexOf(planned, fromMicros));
  }

  /**
   * The index of the first instant that is not before the given one; equal instants stay together.
   */
  private static int indexOf(long[] planned, long micros) {
    int low = 0;
    int high = planned.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (planned[middle] < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
