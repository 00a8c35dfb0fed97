package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeldGaugeTest {
  private final HeldGauge gauge = new HeldGauge();

  @Test
  void pollsThatAreHeldAsTheWindowBeginsCountForItsMaximum() {
    gauge.sent(false);
    gauge.sent(false);
    gauge.windowBegins();
    gauge.ended(5);

    assertThat(gauge.now()).isEqualTo(1);
    assertThat(gauge.maxInWindow()).isEqualTo(2);
    assertThat(gauge.nanosInWindow()).isEqualTo(5);
  }

  @Test
  void whatIsHeldOutsideTheWindowDoesNotRaiseItsMaximum() {
    gauge.sent(false);
    gauge.sent(false);
    gauge.sent(false);
    gauge.ended(0);
    gauge.ended(0);
    gauge.windowBegins();
    gauge.sent(true);
    gauge.ended(3);
    gauge.sent(false);
    gauge.sent(false);

    assertThat(gauge.maxInWindow()).isEqualTo(2);
    assertThat(gauge.now()).isEqualTo(3);
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
                    gauge.sent(true);
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
    assertThat(gauge.maxInWindow()).isBetween(1L, (long) threads);
  }
}
