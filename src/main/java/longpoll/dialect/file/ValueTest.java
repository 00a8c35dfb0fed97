package longpoll.dialect.file;

import java.util.Locale;

/**
 * What a rule wants of a value. A value is there unless it is missing or null.
 *
 * @param text what it is held against; null for {@link Op#EXISTS}
 * @param number for the counts, else 0
 */
record ValueTest(Op op, String text, long number) {
  enum Op {
    EXISTS,
    EQUALS,
    STARTS,
    ENDS,
    CONTAINS,
    /** An array with exactly so many elements. */
    COUNT,
    /** An array with at least so many elements. */
    AT_LEAST
  }

  static ValueTest exists() {
    return new ValueTest(Op.EXISTS, null, 0);
  }

  static ValueTest of(Op op, String text) {
    return new ValueTest(op, text, 0);
  }

  boolean counts() {
    return op == Op.COUNT || op == Op.AT_LEAST;
  }

  boolean holdsFor(String value) {
    return switch (op) {
      case EXISTS -> true;
      case EQUALS -> value.equals(text);
      case STARTS -> value.startsWith(text);
      case ENDS -> value.endsWith(text);
      case CONTAINS -> value.contains(text);
      default -> false;
    };
  }

  boolean holdsForSize(long size) {
    return op == Op.COUNT ? size == number : op == Op.AT_LEAST && size >= number;
  }

  /** Whether this is surely met where the other one is, for one and the same value. */
  boolean follows(ValueTest other) {
    if (equals(other) || op == Op.EXISTS) {
      return true;
    }
    return switch (op) {
      case STARTS, ENDS, CONTAINS -> other.op == Op.EQUALS && holdsFor(other.text);
      case AT_LEAST ->
          other.op == Op.COUNT && other.number >= number
              || other.op == Op.AT_LEAST && other.number >= number;
      default -> false;
    };
  }

  /** Whether one single value can never meet both. */
  boolean excludes(ValueTest other) {
    if (op == Op.EQUALS) {
      return switch (other.op) {
        case EQUALS, STARTS, ENDS, CONTAINS -> !other.holdsFor(text);
        case EXISTS -> false;
        default -> true;
      };
    }
    if (counts() && other.counts()) {
      return op == Op.COUNT && !other.holdsForSize(number);
    }
    return false;
  }

  @Override
  public String toString() {
    return switch (op) {
      case EXISTS -> "is there";
      case COUNT -> "has " + number + " elements";
      case AT_LEAST -> "has at least " + number + " elements";
      default -> op.name().toLowerCase(Locale.ROOT) + " '" + text + "'";
    };
  }
}
