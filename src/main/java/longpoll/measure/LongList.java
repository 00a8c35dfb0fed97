package longpoll.measure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** Numbers in their order, without a box each. An immutable value; JSON is a plain array. */
public final class LongList {
  static final LongList NONE = new LongList();

  private final long[] values;

  private LongList(long... values) {
    this.values = values;
  }

  /** A copy. */
  @JsonCreator
  static LongList of(long... values) {
    return values.length == 0 ? NONE : new LongList(values.clone());
  }

  /** A copy, ascending. */
  static LongList sorted(long... values) {
    LongList list = of(values);
    Arrays.sort(list.values);
    return list;
  }

  /** A copy. */
  @JsonValue
  public long[] toArray() {
    return values.clone();
  }

  int size() {
    return values.length;
  }

  long get(int index) {
    return values[index];
  }

  /** The largest, or {@code otherwise} where there are none. */
  public long max(long otherwise) {
    return Arrays.stream(values).max().orElse(otherwise);
  }

  long sum() {
    return Arrays.stream(values).sum();
  }

  /** All numbers of both, ascending. */
  LongList merged(LongList other) {
    long[] all = Arrays.copyOf(values, values.length + other.values.length);
    System.arraycopy(other.values, 0, all, values.length, other.values.length);
    return sorted(all);
  }

  /** Both place by place, as long as the longer one; what the shorter one lacks is 0. */
  LongList zip(LongList other, LongBinaryOperator both) {
    long[] all = new long[Math.max(values.length, other.values.length)];
    for (int i = 0; i < all.length; i++) {
      all[i] = both.applyAsLong(at(i), other.at(i));
    }
    return new LongList(all);
  }

  private long at(int index) {
    return index < values.length ? values[index] : 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongList list && Arrays.equals(values, list.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
