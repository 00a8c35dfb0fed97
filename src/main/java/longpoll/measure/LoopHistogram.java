package longpoll.measure;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.Histogram;

/**
 * Counts the values that one thread records, in the buckets of a {@link Histogram} with three
 * significant digits and no upper bound. Recording is a plain write, and nothing is ever cleared:
 * one reader takes what came since it looked last. A value that is recorded while it reads comes
 * now or the next time, and once.
 */
final class LoopHistogram {
  private static final int SIGNIFICANT_DIGITS = 3;

  /** So many buckets are equally wide; the next ones are twice as wide. */
  private static final int OCTAVE_BITS = 10;

  private static final int OCTAVE = 1 << OCTAVE_BITS;
  private static final int BUCKETS = (Long.SIZE - OCTAVE_BITS) * OCTAVE;

  private static final int ROW_BITS = 7;
  private static final int ROW = 1 << ROW_BITS;

  /**
   * The counts, which may overflow: the reader only asks how much they grew. A row of them is made
   * with its first value; behind it is the count of them all.
   */
  private final AtomicReferenceArray<AtomicIntegerArray> rows =
      new AtomicReferenceArray<>(BUCKETS / ROW);

  /** The reader's: the counts when it looked last. */
  private final int[][] taken = new int[BUCKETS / ROW][];

  /** An empty histogram of the same buckets. */
  static Histogram emptyHistogram() {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  /**
   * By one thread.
   *
   * @param value from 0 up
   */
  void record(long value) {
    int widthBits =
        Long.SIZE - OCTAVE_BITS - 1 - Long.numberOfLeadingZeros(value | 2L * OCTAVE - 1);
    int bucket = widthBits * OCTAVE + (int) (value >>> widthBits);
    AtomicIntegerArray row = row(bucket >> ROW_BITS);
    increment(row, bucket & ROW - 1);
    increment(row, ROW);
  }

  private AtomicIntegerArray row(int index) {
    AtomicIntegerArray row = rows.getPlain(index);
    if (row == null) {
      row = new AtomicIntegerArray(ROW + 1);
      rows.setRelease(index, row);
    }
    return row;
  }

  private static void increment(AtomicIntegerArray row, int index) {
    row.setRelease(index, row.getPlain(index) + 1);
  }

  /** Adds what was recorded since the last call. By one thread at a time. */
  void addNewTo(Histogram histogram) {
    for (int i = 0; i < taken.length; i++) {
      AtomicIntegerArray row = rows.getAcquire(i);
      if (row != null) {
        if (taken[i] == null) {
          taken[i] = new int[ROW + 1];
        }
        addNewTo(histogram, row, taken[i], i * ROW);
      }
    }
  }

  private static void addNewTo(
      Histogram histogram, AtomicIntegerArray row, int[] before, int firstBucket) {
    // First the count of all: what it misses is counted the next time.
    int all = row.getAcquire(ROW);
    if (all == before[ROW]) {
      return;
    }
    before[ROW] = all;
    for (int i = 0; i < ROW; i++) {
      int count = row.getAcquire(i);
      if (count != before[i]) {
        histogram.recordValueWithCount(
            lowestValue(firstBucket + i), Integer.toUnsignedLong(count - before[i]));
        before[i] = count;
      }
    }
  }

  private static long lowestValue(int bucket) {
    int widthBits = Math.max(0, (bucket >> OCTAVE_BITS) - 1);
    return (long) (bucket - widthBits * OCTAVE) << widthBits;
  }
}
