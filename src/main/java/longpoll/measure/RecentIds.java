package longpoll.measure;

import java.util.Arrays;
import longpoll.dialect.PolledEvent;

/**
 * The ids of the newest events that one user got, for events without a number: one that is there
 * already is a repeat. Bounded; confined to one thread.
 */
final class RecentIds {
  static final int REMEMBERED = 64;

  private final long[] ids = new long[REMEMBERED];
  private int next;

  RecentIds() {
    forget();
  }

  /** Whether the id is new. */
  boolean add(long id) {
    for (long known : ids) {
      if (known == id) {
        return false;
      }
    }
    ids[next] = id;
    next = (next + 1) % REMEMBERED;
    return true;
  }

  /** The server has a new epoch. */
  void forget() {
    Arrays.fill(ids, PolledEvent.UNKNOWN);
  }
}
