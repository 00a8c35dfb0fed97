package longpoll.server.hub;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The channels that a poll waits on: all of them, or one or more by name. Immutable; equal sets are
 * equal.
 */
final class ChannelSet {
  static final ChannelSet ALL = new ChannelSet(new String[0]);

  /** A name, its place in a list of waiting polls, and the list where nobody else waits on it. */
  private static final int BYTES_EACH = 300;

  /** Sorted, without repeats. */
  private final String[] names;

  private final int hash;

  private ChannelSet(String[] names) {
    this.names = names;
    this.hash = Arrays.hashCode(names);
  }

  static ChannelSet of(List<String> names) {
    return names.size() == 1
        ? new ChannelSet(new String[] {names.get(0)})
        : new ChannelSet(new TreeSet<>(names).toArray(new String[0]));
  }

  boolean isAll() {
    return names.length == 0;
  }

  int size() {
    return names.length;
  }

  /** Memory that a held poll takes beyond that of one on a single channel. */
  long bytesWhileHeld() {
    return (long) BYTES_EACH * Math.max(0, names.length - 1);
  }

  String name(int i) {
    return names[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelSet set && Arrays.equals(names, set.names);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return isAll() ? "all channels" : String.join(",", names);
  }
}
