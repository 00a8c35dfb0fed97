package longpoll.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many users wait on each channel: a broadcast is complete when so many have its event.
 * Immutable.
 *
 * @param otherwise users of a channel that is not named
 */
public record Audience(Map<String, Long> byChannel, long otherwise) {
  public Audience {
    byChannel = new TreeMap<>(byChannel);
  }

  /** The same number on every channel there may be. */
  public static Audience ofEach(long users) {
    return new Audience(Map.of(), users);
  }

  /**
   * Users that name their channels, so that nobody waits on any other.
   *
   * @param waiting how many wait on each of the channels, in their order
   */
  public static Audience on(List<String> channels, int[] waiting) {
    Map<String, Long> users = new TreeMap<>();
    for (int i = 0; i < waiting.length; i++) {
      users.put(channels.get(i), (long) waiting[i]);
    }
    return new Audience(users, 0);
  }

  public long of(String channel) {
    return byChannel.getOrDefault(channel, otherwise);
  }

  Audience plus(Audience other) {
    Map<String, Long> users = new TreeMap<>();
    TreeSet<String> named = new TreeSet<>(byChannel.keySet());
    named.addAll(other.byChannel.keySet());
    named.forEach(channel -> users.put(channel, of(channel) + other.of(channel)));
    return new Audience(users, otherwise + other.otherwise);
  }
}
