package longpoll.measure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many streams of numbers users may follow, together, beyond the first of each: a target that
 * publishes on a thousand channels to thousands of users who name none would otherwise take a
 * stream for each pair of them. Beyond it nothing more is known of losses and repeats. Thread-safe.
 */
final class StreamLimit {
  /** Names are kept once, whoever follows them. */
  static final int MOST_CHANNELS = 65_536;

  /**
   * A stream takes some 110 bytes, and 100 more for each gap that it remembers: all together a
   * twentieth of the heap, and a quarter of it at the worst. Estimated, not measured.
   */
  private static final long HEAP_BYTES_EACH = 2_048;

  private final long most;
  private final AtomicLong left;
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private volatile boolean exceeded;

  StreamLimit(long most) {
    this.most = most;
    left = new AtomicLong(most);
  }

  /** As many as this JVM's heap has room for. */
  static long ofThisHeap() {
    return Runtime.getRuntime().maxMemory() / HEAP_BYTES_EACH;
  }

  /** The channel's name, to be kept, or null where no further stream may be followed. */
  String take(String channel) {
    String name = exceeded ? null : name(channel);
    if (name == null || left.getAndDecrement() <= 0) {
      exceeded = true;
      return null;
    }
    return name;
  }

  /** The one copy of a name that is kept, or null where there are too many. */
  private String name(String channel) {
    String known = names.get(channel);
    if (known != null) {
      return known;
    }
    if (names.size() >= MOST_CHANNELS) {
      return null;
    }
    String present = names.putIfAbsent(channel, channel);
    return present == null ? channel : present;
  }

  boolean exceeded() {
    return exceeded;
  }

  long most() {
    return most;
  }
}
