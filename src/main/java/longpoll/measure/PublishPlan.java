package longpoll.measure;

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
