package longpoll.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlipHistogramTest {
  private final SlipHistogram histogram = new SlipHistogram();

  @Test
  void emptyHistogramHasNoSlip() {
    assertThat(histogram.quantileMicros(0.99)).isZero();
    assertThat(histogram.maxMicros()).isZero();
  }

  @Test
  void quantilesAreWithinThreePercentAbove() {
    for (int i = 1; i <= 100_000; i++) {
      histogram.record(i);
    }
    assertThat(histogram.quantileMicros(0.5)).isBetween(50_000L, 51_600L);
    assertThat(histogram.quantileMicros(0.99)).isBetween(99_000L, 100_000L);
    assertThat(histogram.maxMicros()).isEqualTo(100_000);
  }

  @Test
  void anyValueHasItsPlace() {
    for (long value : new long[] {0, 1, 31, 32, 33, 63, 64, 1L << 40, Long.MAX_VALUE, -5}) {
      histogram.record(value);
    }
    assertThat(histogram.count()).isEqualTo(10);
    assertThat(histogram.maxMicros()).isEqualTo(Long.MAX_VALUE);
  }
}
