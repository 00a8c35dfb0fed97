package longpoll.server.publish;

/**
 * How late scheduled events were published, or how long that took, in µs: counts in buckets about 3
 * % wide. Thread-safe; never grows.
 */
public final class SlipHistogram {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[(64 - SUB_BITS) * SUB];
  private long count;
  private long max;

  public synchronized void record(long micros) {
    long value = Math.max(0, micros);
    counts[index(value)]++;
    count++;
    max = Math.max(max, value);
  }

  public synchronized long maxMicros() {
    return max;
  }

  /**
   * An upper bound of the value below which the given share of the values lies; 0 when there are
   * none.
   */
  public synchronized long quantileMicros(double share) {
    long wanted = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(max, highest(i));
      }
    }
    return 0;
  }

  public synchronized long count() {
    return count;
  }

  private static int index(long value) {
    if (value < SUB) {
      return (int) value;
    }
    int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
    return (shift + 1) * SUB + (int) (value >>> shift) - SUB;
  }

  private static long highest(int index) {
    if (index < SUB) {
      return index;
    }
    int shift = index / SUB - 1;
    return ((long) (SUB + index % SUB + 1) << shift) - 1;
  }
}
