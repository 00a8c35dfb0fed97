package longpoll.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The planned publish instants of each channel, ascending, in microseconds since the Unix epoch by
 * the server's clock.
 */
public final class PublishPlan {
  private final Map<String, long[]> byChannel = new TreeMap<>();

  public PublishPlan(Map<String, long[]> byChannel) {
    byChannel.forEach(
        (channel, planned) -> {
          long[] sorted = planned.clone();
          Arrays.sort(sorted);
          this.byChannel.put(channel, sorted);
        });
  }

  /** The instants of one channel; none for a channel that has no plan. Not to be changed. */
  public long[] of(String channel) {
    return byChannel.getOrDefault(channel, new long[0]);
  }

  /** The instants of all channels together, ascending. */
  public long[] all() {
    return byChannel.values().stream().flatMapToLong(Arrays::stream).sorted().toArray();
  }

  /** How many instants of a channel lie in [from, to). */
  public long count(String channel, long fromMicros, long toMicros) {
    long[] planned = of(channel);
    return indexOf(planned, toMicros) - indexOf(planned, fromMicros);
  }

  /** How many instants of all channels lie in [from, to). */
  public long count(long fromMicros, long toMicros) {
    return byChannel.keySet().stream()
        .mapToLong(channel -> count(channel, fromMicros, toMicros))
        .sum();
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
