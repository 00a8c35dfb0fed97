package longpoll.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import longpoll.record.MetricSummary;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SignedHistogramTest {
  private static final double[] PERCENTILES = {
    0, 0.1, 1, 5, 10, 25, 33.3, 50, 66.6, 75, 90, 95, 99, 99.9, 99.99, 100
  };

  private static final Offset<Double> EXACT = within(1e-9);

  @Test
  void smallValuesOfBothSignsAgreeWithBruteForceAtEveryRank() {
    // Below 2048 each bucket holds one value, so the answer is exact.
    Random random = new Random(11);
    for (int size : new int[] {1, 2, 3, 7, 100, 999, 1000, 1001}) {
      long[] values = random.longs(size, -1000, 1000).toArray();
      SignedHistogram histogram = of(values);
      Arrays.sort(values);
      for (int rank = 1; rank <= size; rank++) {
        assertThat(histogram.valueAtPercentile(100.0 * rank / size))
            .as("rank %d of %d", rank, size)
            .isEqualTo(values[rank - 1]);
      }
      assertThat(histogram.min()).isEqualTo(values[0]);
      assertThat(histogram.max()).isEqualTo(values[size - 1]);
      assertThat(histogram.mean()).isCloseTo(Arrays.stream(values).average().orElseThrow(), EXACT);
    }
  }

  @Test
  void largeValuesAgreeWithBruteForceWithinThePrecision() {
    Random random = new Random(12);
    long[] values = random.longs(20_000, -3_000_000_000L, 3_600_000_000_000L).toArray();
    SignedHistogram histogram = of(values);
    Arrays.sort(values);
    for (double percentile : PERCENTILES) {
      int rank = (int) Math.max(1, Math.ceil(Math.nextDown(percentile) * values.length / 100));
      long exact = values[rank - 1];
      assertThat(histogram.valueAtPercentile(percentile))
          .as("p%s", percentile)
          .isCloseTo(exact, within(Math.abs(exact) / 1000 + 1));
    }
  }

  @Test
  void withoutNegativesItAnswersAsHdrHistogramDoes() {
    Random random = new Random(13);
    SignedHistogram signed = new SignedHistogram();
    Histogram plain = new Histogram(3);
    random
        .longs(5_000, 0, 40_000_000_000L)
        .forEach(
            value -> {
              signed.record(value);
              plain.recordValue(value);
            });
    for (double percentile : PERCENTILES) {
      assertThat(signed.valueAtPercentile(percentile))
          .as("p%s", percentile)
          .isEqualTo(plain.getValueAtPercentile(percentile));
    }
    assertThat(signed.min()).isEqualTo(plain.getMinValue());
    assertThat(signed.max()).isEqualTo(plain.getMaxValue());
    assertThat(signed.mean()).isCloseTo(plain.getMean(), within(1e-3));
  }

  @Test
  void aNegativeBucketIsGivenByItsValueNearestToZero() {
    SignedHistogram histogram = of(-1_000_000_000L);
    long answer = histogram.valueAtPercentile(50);
    assertThat(answer).isGreaterThanOrEqualTo(-1_000_000_000L).isLessThan(-999_000_000L);
    assertThat(histogram.min()).isLessThanOrEqualTo(-1_000_000_000L);
  }

  @Test
  void mergingEqualsRecordingEverythingInOne() {
    Random random = new Random(14);
    long[] first = random.longs(3_000, -5_000_000, 90_000_000).toArray();
    long[] second = random.longs(500, -500_000_000, 10).toArray();
    SignedHistogram merged = of(first);
    merged.add(of(second));
    SignedHistogram halves = new SignedHistogram();
    halves.addFromZero(of(first).fromZero());
    halves.addFromZero(of(second).fromZero());
    halves.addBelowZero(of(first).belowZero());
    halves.addBelowZero(of(second).belowZero());

    long[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertThat(merged.summary()).isEqualTo(of(both).summary());
    assertThat(halves.summary()).isEqualTo(of(both).summary());
    assertThat(merged.buckets()).isEqualTo(of(both).buckets());
  }

  @Test
  void bucketsAscendAndHoldEveryValue() {
    SignedHistogram histogram = of(-30, 7, -2, 0, 7);
    assertThat(histogram.buckets())
        .containsExactly(
            new SignedHistogram.Bucket(-30, 1),
            new SignedHistogram.Bucket(-2, 1),
            new SignedHistogram.Bucket(0, 1),
            new SignedHistogram.Bucket(7, 2));
  }

  @Test
  void theSummaryIsInMilliseconds() {
    MetricSummary summary = of(-1_500, 500, 1_000).summary();
    assertThat(summary)
        .isEqualTo(new MetricSummary("ms", 3, -0.0015, 0.0, 0.0005, 0.001, 0.001, 0.001, 0.001));
  }

  @Test
  void anEmptyDistributionHasASummaryOfNullsAndNoValues() {
    SignedHistogram empty = new SignedHistogram();
    assertThat(empty.summary()).isEqualTo(MetricSummary.NONE);
    assertThat(empty.buckets()).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> empty.valueAtPercentile(50));
    assertThatIllegalStateException().isThrownBy(empty::min);
    assertThatIllegalStateException().isThrownBy(empty::max);
    assertThatIllegalStateException().isThrownBy(empty::mean);
  }

  @Test
  void aPercentileOutsideItsRangeIsRefused() {
    for (double bad : new double[] {-0.1, 100.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> of(1).valueAtPercentile(bad))
          .withMessageContaining("between 0 and 100")
          .withMessageContaining(String.valueOf(bad));
    }
  }

  private static SignedHistogram of(long... values) {
    SignedHistogram histogram = new SignedHistogram();
    for (long value : values) {
      histogram.record(value);
    }
    return histogram;
  }
}
