package longpoll.measure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many sequences of event numbers all users together follow, beyond the first of each
 * user. A user that names no channel may get events of many, and each pair of user and channel has
 * a sequence of its own. Once the limit is exceeded, losses and repeats are unknown. Thread-safe.
 */
public final class StreamLimit {
  /** One copy of each name is kept for all users. */
  public static final int MOST_CHANNELS = 65_536;

  /**
   * A sequence takes some 110 bytes, and 100 more for each gap that it remembers: all of them some
   * 5 % of the heap, and at most 25 %. Estimated, not measured.
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

  /** The channel's name, to be kept, or null where no further sequence may be followed. */
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
