package longpoll.measure;

import java.util.Arrays;
import longpoll.dialect.PolledEvent;

/**
 * The ids of the newest events that one user got, for events without a number: one that is there
 * already is a repeat. Bounded; confined to one thread.
 *
 * <p>As long as each id is the one before it plus 1, the last and their number stand for all.
 */
final class RecentIds {
  static final int REMEMBERED = 64;

  private long last;
  private int count;

  /** Null as long as the ids are a range. */
  private long[] ids;

  private int next;

  /** Whether the id is new. */
  boolean add(long id) {
    return ids == null ? addToRange(id) : addToList(id);
  }

  private boolean addToRange(long id) {
    if (id <= last && last - id >= 0 && last - id < count) {
      return false;
    }
    if (count > 0 && (id <= last || id - 1 != last)) {
      listTheRange();
      return addToList(id);
    }
    last = id;
    count = Math.min(count + 1, REMEMBERED);
    return true;
  }

  private void listTheRange() {
    ids = new long[REMEMBERED];
    Arrays.fill(ids, PolledEvent.UNKNOWN);
    next = 0;
    for (int before = count - 1; before >= 0; before--) {
      keep(last - before);
    }
  }

  private boolean addToList(long id) {
    for (long known : ids) {
      if (known == id) {
        return false;
      }
    }
    keep(id);
    return true;
  }

  private void keep(long id) {
    ids[next] = id;
    next = (next + 1) % REMEMBERED;
  }

  /** The server has a new epoch. */
  void forget() {
    count = 0;
    ids = null;
  }
}
