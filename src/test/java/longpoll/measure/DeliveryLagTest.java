package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import longpoll.dialect.PolledEvent;
import org.junit.jupiter.api.Test;

class DeliveryLagTest {
  private static final PolledEvent EVENT = new PolledEvent(1, "a", 1, 1_007_000, 1_007_500);
  private final DeliveryLag lag = new DeliveryLag(7_000L);

  @Test
  void theClocksOffsetIsTakenOff() {
    assertThat(lag.isKnown(EVENT)).isTrue();
    assertThat(lag.plannedMicros(EVENT)).isEqualTo(1_000_000);
    assertThat(lag.nanos(EVENT, 1_000_250)).isEqualTo(250_000);
  }

  @Test
  void anEventThatArrivesBeforeItWasPlannedHasANegativeLag() {
    assertThat(lag.nanos(EVENT, 999_999)).isEqualTo(-1_000);
  }

  @Test
  void withoutAPlannedInstantOrTheServersClockThereIsNone() {
    assertThat(lag.isKnown(PolledEvent.ANY)).isFalse();
    assertThat(new DeliveryLag(null).isKnown(EVENT)).isFalse();
  }

  @Test
  void theLeastLagIsNotBelowZeroUnlessTheClocksSayIt() {
    assertThat(lag.atLeastNanos(EVENT, 1_000_250, 100_000)).isEqualTo(150_000);
    assertThat(lag.atLeastNanos(EVENT, 1_000_250, 300_000)).isZero();
    assertThat(lag.atLeastNanos(EVENT, 999_999, 300_000)).isEqualTo(-1_000);
  }
}
