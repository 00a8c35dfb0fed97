package longpoll.dialect.file;

import com.typesafe.config.ConfigOrigin;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.file.Condition.Body;
import longpoll.dialect.file.Condition.Events;
import longpoll.dialect.file.Condition.Moved;
import longpoll.dialect.file.Condition.Value;

/**
 * One rule of {@code answers}: what an answer has to be like, and what it means then. Immutable.
 *
 * @param name shown where the rule matched
 * @param slots for each condition the slot of its test, or -1
 * @param forget indexes of the values that go back to their first ones
 * @param failureKind for {@link Reading.Kind#FAILED}, else null
 * @param delay how long to stay away, or null
 * @param followUp whether the follow-up request is sent as well
 * @param ack whether what came is confirmed
 * @param readsText whether a condition looks at the body's text, whatever it is
 */
record Rule(
    String name,
    BitSet statuses,
    List<Condition> conditions,
    int[] slots,
    Reading.Kind kind,
    int[] forget,
    String failureKind,
    Source delay,
    int delaySlot,
    boolean followUp,
    boolean ack,
    boolean readsText,
    ConfigOrigin origin) {

  /** An answer as the rules look at it. */
  record Seen(int status, HeaderLookup header, byte[] body, BodyScan scan, Cursors.Read cursors) {}

  boolean matches(Seen seen) {
    if (!statuses.get(seen.status()) || isUnreadable(seen)) {
      return false;
    }
    return unmet(seen) == null;
  }

  /** What a rule that does not match misses. */
  String mismatch(Seen seen) {
    if (isUnreadable(seen)) {
      return "the body " + seen.scan().problem();
    }
    Condition unmet = statuses.get(seen.status()) ? unmet(seen) : null;
    return unmet == null ? "status" : "not so: " + unmet;
  }

  /** The first condition that the answer does not meet; null where it meets all. */
  Condition unmet(Seen seen) {
    for (int i = 0; i < slots.length; i++) {
      if (!isMet(conditions.get(i), slots[i], seen)) {
        return conditions.get(i);
      }
    }
    return null;
  }

  /**
   * A page of a proxy is no news and no lack of news, whatever else is like what the rule wants.
   */
  boolean isUnreadable(Seen seen) {
    boolean reads =
        kind == Reading.Kind.EVENTS
            || kind == Reading.Kind.EMPTY
            || kind == Reading.Kind.OTHER
            || kind == Reading.Kind.FOLLOW_UP
            || kind == Reading.Kind.DONE;
    return reads && seen.status() < 300 && seen.scan().problem() != null && !readsText;
  }

  private static boolean isMet(Condition condition, int slot, Seen seen) {
    if (condition instanceof Value value) {
      boolean met;
      if (slot >= 0) {
        met = seen.scan().values().isMet(slot);
      } else {
        String text = seen.header().get(value.source().header());
        met = text != null && value.test().holdsFor(text.trim());
      }
      return met != value.negated();
    }
    if (condition instanceof Events events) {
      return seen.scan().events().isEmpty() != events.some();
    }
    if (condition instanceof Body body) {
      return seen.body().length > 0 == body.some();
    }
    Moved moved = (Moved) condition;
    return seen.cursors().moved(moved.index(), moved.changed());
  }

  /** The rule as a person reads it. */
  String describe() {
    String wants =
        conditions.stream().map(Condition::toString).collect(Collectors.joining(" and "));
    return statusText()
        + (wants.isEmpty() ? "" : ", " + wants)
        + " -> "
        + kind.word()
        + (failureKind == null ? "" : " (" + failureKind + ")");
  }

  String statusText() {
    StringBuilder out = new StringBuilder();
    for (int from = statuses.nextSetBit(0); from >= 0; ) {
      int to = statuses.nextClearBit(from) - 1;
      out.append(out.isEmpty() ? "" : ", ").append(from);
      out.append(to > from ? ".." + to : "");
      from = statuses.nextSetBit(to + 1);
    }
    return out.toString();
  }
}
