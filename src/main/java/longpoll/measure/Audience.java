package longpoll.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

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
   * @param channels those that users name; empty where they name none
   */
  public static Audience on(List<String> channels, ToIntFunction<String> usersOf) {
    Map<String, Long> users = new TreeMap<>();
    channels.forEach(channel -> users.put(channel, (long) usersOf.applyAsInt(channel)));
    return new Audience(users, usersOf.applyAsInt(""));
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
