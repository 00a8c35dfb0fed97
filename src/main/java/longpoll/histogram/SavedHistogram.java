package longpoll.histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * A distribution that no longer changes, as it is kept and sent: HdrHistogram's compressed form in
 * Base64, values in nanoseconds. Two that hold the same values are equal, however they were filled.
 * Immutable.
 *
 * @param fromZero null where no value is from zero up
 * @param belowZero the magnitudes of the values below zero; null where there are none
 */
public record SavedHistogram(String fromZero, String belowZero) {
  public static final SavedHistogram NONE = new SavedHistogram(null, null);

  private static final int SIGNIFICANT_DIGITS = 3;

  public static SavedHistogram of(SignedHistogram values) {
    return of(values.fromZero(), values.belowZero());
  }

  /** Of values from zero up. */
  public static SavedHistogram of(AbstractHistogram values) {
    return new SavedHistogram(encoded(values), null);
  }

  private static SavedHistogram of(AbstractHistogram fromZero, AbstractHistogram belowZero) {
    return new SavedHistogram(encoded(fromZero), encoded(belowZero));
  }

  /** All values of both. */
  public SavedHistogram plus(SavedHistogram other) {
    if (equals(NONE)) {
      return other;
    }
    if (other.equals(NONE)) {
      return this;
    }
    SignedHistogram all = open();
    all.add(other.open());
    return of(all);
  }

  /** The values that came since an earlier state of the same distribution. */
  public SavedHistogram minus(SavedHistogram earlier) {
    if (earlier.equals(NONE)) {
      return this;
    }
    return equals(earlier)
        ? NONE
        : new SavedHistogram(
            difference(fromZero, earlier.fromZero), difference(belowZero, earlier.belowZero));
  }

  /**
   * To be asked for its figures: a copy, which may be added to.
   *
   * @throws IllegalArgumentException when a text is no histogram
   */
  public SignedHistogram open() {
    SignedHistogram values = new SignedHistogram();
    if (fromZero != null) {
      values.addFromZero(decoded(fromZero));
    }
    if (belowZero != null) {
      values.addBelowZero(decoded(belowZero));
    }
    return values;
  }

  private static String difference(String now, String earlier) {
    if (now == null || earlier == null) {
      return now;
    }
    Histogram values = decoded(now);
    values.subtract(decoded(earlier));
    return encoded(values);
  }

  /** Of a copy: how long the encoded form is depends on how a histogram has grown. */
  private static String encoded(AbstractHistogram values) {
    if (values.getTotalCount() == 0) {
      return null;
    }
    Histogram fresh = new Histogram(SIGNIFICANT_DIGITS);
    fresh.add(values);
    ByteBuffer bytes = ByteBuffer.allocate(fresh.getNeededByteBufferCapacity());
    int length = fresh.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static Histogram decoded(String base64) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not a histogram: " + base64, e);
    }
  }
}
