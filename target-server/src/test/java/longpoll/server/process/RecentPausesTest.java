package longpoll.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import longpoll.server.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecentPausesTest {
  private final RecentPauses pauses = new RecentPauses();

  @Test
  void pausesAreToldToWhoeverAsksForAsLongAsTheyAreRecent() {
    pauses.add(1_000, 5);
    pauses.add(2_000, 7);

    for (int reader = 0; reader < 2; reader++) {
      assertThat(pauses.until(3_000))
          .containsExactly(new ProcessGauges.Pause(1_000, 5), new ProcessGauges.Pause(2_000, 7));
    }
    assertThat(pauses.until(1_001 + RecentPauses.KEPT_MICROS))
        .containsExactly(new ProcessGauges.Pause(2_000, 7));
  }

  @Test
  void ofManyTheNewestAreKept() {
    for (int i = 0; i < 1_000; i++) {
      pauses.add(i, i);
    }
    assertThat(pauses.until(1_000))
        .hasSize(RecentPauses.MOST)
        .last()
        .isEqualTo(new ProcessGauges.Pause(999, 999));
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void aCollectionIsToldWithTheInstantAtWhichItEnded() {
    try (ProcessGauges gauges = new ProcessGauges(MicroClock.SYSTEM)) {
      long before = MicroClock.SYSTEM.micros();
      System.gc();
      Waiting.until("told", () -> !gauges.gc().recent().isEmpty());
      // The JVM tells the end to the millisecond.
      assertThat(gauges.gc().recent().get(0).endedAt())
          .isBetween(before - 5_000, MicroClock.SYSTEM.micros());
    }
  }
}
