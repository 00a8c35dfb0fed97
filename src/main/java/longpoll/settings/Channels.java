package longpoll.settings;

import java.util.List;
import java.util.stream.IntStream;

/** The names of the bundled server's channels, and who waits on which. */
public final class Channels {
  /** The one channel there is unless more are asked for. */
  public static final String DEFAULT = "default";

  private Channels() {}

  /** {@code default} for one channel, else {@code c0}, {@code c1}, … */
  public static List<String> names(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("channels: at least 1 is needed, but it is " + channels);
    }
    return channels == 1
        ? List.of(DEFAULT)
        : IntStream.range(0, channels).mapToObj(i -> "c" + i).toList();
  }

  /** The index of the channel that a user, counted from 0, waits on. */
  public static int indexOf(int user, int channels) {
    return Math.floorMod(user, channels);
  }

  /** The name of the channel that a user, counted from 0, waits on. */
  public static String nameFor(int user, int channels) {
    return channels == 1 ? DEFAULT : "c" + indexOf(user, channels);
  }

  /**
   * How many users of one injector wait on each channel.
   *
   * @param users of all injectors
   */
  public static int[] usersByChannel(int users, int channels, LoadShare share) {
    int[] waiting = new int[channels];
    for (int own = 0; own < share.count(users); own++) {
      waiting[indexOf(share.first(users) + own, channels)]++;
    }
    return waiting;
  }
}
