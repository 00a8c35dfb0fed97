package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LoopAdderTest {
  private final LoopAdder adder = new LoopAdder();

  @Test
  void theSumIsOverAllThatWasAdded() {
    assertThat(adder.sum()).isZero();

    adder.increment();
    adder.add(41);
    adder.add(-2);

    assertThat(adder.sum()).isEqualTo(40);
  }

  @Test
  @Timeout(30)
  void nothingThatAnyThreadAddsIsLost() throws Exception {
    int threads = 4;
    int each = 50_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(
            pool.submit(
                () -> {
                  for (int k = 0; k < each; k++) {
                    adder.increment();
                  }
                }));
      }
      for (Future<?> thread : done) {
        thread.get(20, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(adder.sum()).isEqualTo((long) threads * each);
  }
}
