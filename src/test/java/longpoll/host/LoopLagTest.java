package longpoll.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LoopLagTest {
  private static final Offset<Double> THREE_DIGITS = Offset.offset(0.05);

  private final LoopLag lag = new LoopLag();

  @Test
  void withoutATimerThereIsNoLagRatherThanNone() {
    assertThat(lag.worstMillisSinceLast()).isNull();
    assertThat(lag.p99Millis()).isNull();
  }

  @Test
  void theWorstIsOfTheSecondAndTheP99OfTheWindow() {
    lag.record(9_000_000, false);
    lag.record(3_000_000, true);
    assertThat(lag.worstMillisSinceLast()).isCloseTo(9, THREE_DIGITS);

    lag.record(2_000_000, true);
    assertThat(lag.worstMillisSinceLast()).isCloseTo(2, THREE_DIGITS);
    assertThat(lag.worstMillisSinceLast()).isNull();
    assertThat(lag.p99Millis()).isCloseTo(3, THREE_DIGITS);
  }

  @Test
  void anEarlyTimerIsOnTime() {
    lag.record(-1, true);

    assertThat(lag.worstMillisSinceLast()).isZero();
    assertThat(lag.p99Millis()).isZero();
  }
}
