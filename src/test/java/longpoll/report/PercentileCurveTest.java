package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import longpoll.histogram.SignedHistogram;
import org.junit.jupiter.api.Test;

class PercentileCurveTest {
  @Test
  void itAnswersAsTheHistogramDoes() {
    Random random = new Random(1);
    SignedHistogram values = new SignedHistogram();
    for (int i = 0; i < 4_321; i++) {
      values.record((long) (3e6 * random.nextGaussian()) + 1_000_000);
    }
    PercentileCurve curve = PercentileCurve.of("lag", values);
    assertThat(curve.count()).isEqualTo(4_321);
    for (double p = 0; p <= 100; p += 0.37) {
      assertThat(curve.millisAt(p)).as("p%s", p).isEqualTo(values.valueAtPercentile(p) / 1e6);
    }
    assertThat(curve.millisAt(100)).isEqualTo(values.valueAtPercentile(100) / 1e6);
  }
}
