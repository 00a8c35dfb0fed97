package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeldGaugeTest {
  private final HeldGauge gauge = new HeldGauge();

  @BeforeEach
  void theWindowHasTwoSeconds() {
    gauge.window(2);
  }

  @Test
  void pollsThatAreHeldAsTheWindowBeginsCountForItsMaximum() {
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.secondBegins(0);
    gauge.ended(5);

    assertThat(gauge.now()).isEqualTo(1);
    assertThat(gauge.mostBySecond().max(0)).isEqualTo(2);
    assertThat(gauge.nanosInWindow()).isEqualTo(5);
  }

  @Test
  void whatIsHeldOutsideTheWindowDoesNotRaiseItsMaximum() {
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.ended(0);
    gauge.ended(0);
    gauge.secondBegins(0);
    gauge.sent(0);
    gauge.ended(3);
    gauge.sent(HeldGauge.OUTSIDE);
    gauge.sent(HeldGauge.OUTSIDE);

    assertThat(gauge.mostBySecond().max(0)).isEqualTo(2);
    assertThat(gauge.now()).isEqualTo(3);
  }

  @Test
  void eachSecondHasAMostOfItsOwn() {
    gauge.sent(0);
    gauge.sent(0);
    gauge.ended(1);
    gauge.secondBegins(1);
    gauge.ended(1);
    gauge.sent(1);

    assertThat(gauge.mostBySecond()).isEqualTo(LongList.of(2, 1));
    assertThat(gauge.mostBySecond().max(0)).isEqualTo(2);
  }

  @Test
  @Timeout(30)
  void manyThreadsLeaveNothingHeldAndEveryNanosecondCounted() throws Exception {
    int threads = 4;
    int polls = 20_000;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> users = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        users.add(
            pool.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  for (int poll = 0; poll < polls; poll++) {
                    gauge.sent(0);
                    gauge.ended(1);
                  }
                  return null;
                }));
      }
      for (Future<?> user : users) {
        user.get(20, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(gauge.now()).isZero();
    assertThat(gauge.nanosInWindow()).isEqualTo((long) threads * polls);
    assertThat(gauge.mostBySecond().max(0)).isBetween(1L, (long) threads);
  }
}
