package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoopHistogramTest {
  private final LoopHistogram values = new LoopHistogram();

  private Histogram newOnes() {
    Histogram histogram = LoopHistogram.emptyHistogram();
    values.addNewTo(histogram);
    return histogram;
  }

  @Test
  void itsBucketsAreThoseOfHdrHistogram() {
    Histogram expected = LoopHistogram.emptyHistogram();
    Random random = new Random(1);
    for (int bits = 0; bits < Long.SIZE; bits++) {
      long power = bits == Long.SIZE - 1 ? Long.MAX_VALUE : 1L << bits;
      for (long value : new long[] {power - 1, power, random.nextLong() & power - 1}) {
        values.record(value);
        expected.recordValue(value);
      }
    }

    assertThat(newOnes()).isEqualTo(expected);
  }

  @Test
  void eachValueIsTakenOnce() {
    values.record(7);
    values.record(70_000);
    assertThat(newOnes().getTotalCount()).isEqualTo(2);
    assertThat(newOnes().getTotalCount()).isZero();

    values.record(70_000);
    Histogram histogram = newOnes();
    assertThat(histogram.getTotalCount()).isEqualTo(1);
    assertThat(histogram.getCountAtValue(70_000)).isEqualTo(1);
  }
}
