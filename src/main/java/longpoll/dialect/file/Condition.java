package longpoll.dialect.file;

import java.util.BitSet;
import java.util.Locale;

/** One thing that a rule wants of an answer, beside its status. Equal ones mean the same. */
sealed interface Condition {

  /** Whether the body has any bytes. */
  record Body(boolean some) implements Condition {
    @Override
    public String toString() {
      return "body " + (some ? "is not empty" : "is empty");
    }
  }

  /** Whether the answer has an event. */
  record Events(boolean some) implements Condition {
    @Override
    public String toString() {
      return some ? "an event is in it" : "no event is in it";
    }
  }

  /**
   * What a value is like.
   *
   * @param negated whether it must not be so
   */
  record Value(Source source, ValueTest test, boolean negated) implements Condition {
    @Override
    public String toString() {
      return source + (negated ? " is not there" : " " + test);
    }

    boolean wantsBody() {
      return !negated && source.start() != Source.Start.HEADER;
    }
  }

  /**
   * Whether a cursor is another one than before; of one that is not in the answer neither is so.
   */
  record Moved(String cursor, int index, boolean changed) implements Condition {
    @Override
    public String toString() {
      return cursor + (changed ? " changed" : " is unchanged");
    }
  }

  /** Whether this is surely met in an answer that meets the other one. */
  default boolean follows(Condition other) {
    if (equals(other)) {
      return true;
    }
    if (this instanceof Body body && body.some()) {
      return other instanceof Value value && value.wantsBody()
          || other instanceof Events events && events.some();
    }
    return this instanceof Value mine
        && other instanceof Value others
        && !mine.negated()
        && !others.negated()
        && mine.source().equals(others.source())
        && mine.test().follows(others.test());
  }

  /** Whether no answer can meet both. */
  default boolean excludes(Condition other) {
    return excludesInOrder(other) || other.excludesInOrder(this);
  }

  private boolean excludesInOrder(Condition other) {
    if (this instanceof Body body && !body.some()) {
      return other instanceof Body another && another.some()
          || other instanceof Value value && value.wantsBody()
          || other instanceof Events events && events.some();
    }
    if (this instanceof Events events && other instanceof Events others) {
      return events.some() != others.some();
    }
    if (this instanceof Moved moved && other instanceof Moved others) {
      return moved.cursor().equals(others.cursor()) && moved.changed() != others.changed();
    }
    if (this instanceof Value mine
        && other instanceof Value others
        && mine.source().equals(others.source())) {
      if (mine.negated() != others.negated()) {
        Value no = mine.negated() ? mine : others;
        Value yes = mine.negated() ? others : mine;
        return no.test().follows(yes.test());
      }
      return !mine.negated()
          && !mine.source().hasWildcard()
          && (mine.test().excludes(others.test()) || others.test().excludes(mine.test()));
    }
    return false;
  }

  /**
   * The statuses that a text stands for: {@code 200}, {@code 2xx}, {@code 500..599}.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  static BitSet statuses(String text) {
    String plain = text.trim().toLowerCase(Locale.ROOT);
    BitSet statuses = new BitSet();
    if (plain.matches("[1-9]\\d\\d")) {
      statuses.set(Integer.parseInt(plain));
    } else if (plain.matches("[1-9]xx")) {
      int first = (plain.charAt(0) - '0') * 100;
      statuses.set(first, first + 100);
    } else if (plain.matches("[1-9]\\d\\d\\.\\.[1-9]\\d\\d")) {
      int first = Integer.parseInt(plain.substring(0, 3));
      int last = Integer.parseInt(plain.substring(5));
      if (first > last) {
        throw new IllegalArgumentException("is '" + text + "', which has its end before its start");
      }
      statuses.set(first, last + 1);
    }
    if (statuses.isEmpty() || statuses.nextSetBit(0) < 100 || statuses.length() > 600) {
      throw new IllegalArgumentException(
          "is '" + text + "': a status from 100 to 599 is expected, or 2xx, or 500..599");
    }
    return statuses;
  }
}
