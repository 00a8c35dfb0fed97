package longpoll.gatling;

import java.util.Map;
import java.util.TreeMap;

/** What the misbehaving server really did, by name. Confined to the server's thread. */
final class BadCounts {
  private final Map<String, Long> counts = new TreeMap<>();

  void add(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  long of(String name) {
    return counts.getOrDefault(name, 0L);
  }

  Map<String, Long> all() {
    return Map.copyOf(counts);
  }
}
