package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import longpoll.record.RunRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FailureHoldsTest {
  private final FailureHolds holds = new FailureHolds();

  private List<RunRecord.Failure> failures(Map<String, Long> counts) {
    return FailureHolds.Snapshot.failures(counts, holds.snapshot());
  }

  @Test
  void shortestAndLongestAreExactAndTheMedianLiesBetween() {
    for (long millis : List.of(60_004L, 60_001L, 60_012L)) {
      holds.failed("http-504", millis * 1_000_000 + 123);
    }
    RunRecord.Failure failure = failures(Map.of("http-504", 3L)).get(0);

    assertThat(failure.holdMinMs()).isEqualTo(60_001.000123);
    assertThat(failure.holdMaxMs()).isEqualTo(60_012.000123);
    assertThat(failure.holdP50Ms()).isBetween(60_001.0, 60_013.0);
  }

  @Test
  void theMedianIsOfAllHolds() {
    IntStream.rangeClosed(1, 1_001)
        .forEach(second -> holds.failed("reset", second * 1_000_000_000L));

    assertThat(failures(Map.of("reset", 1_001L)).get(0).holdP50Ms())
        .isCloseTo(501_000, Offset.offset(501.0));
  }

  @Test
  void aKindWhosePollsWereNeverSentHasNoHold() {
    assertThat(failures(Map.of("refused", 7L)))
        .containsExactly(new RunRecord.Failure("refused", 7, null, null, null));
  }

  @Test
  void kindsStandInTheOrderOfTheCounts() {
    holds.failed("reset", 1);
    holds.failed("closed", 1);

    assertThat(failures(new TreeMap<>(Map.of("reset", 1L, "closed", 1L, "refused", 1L))))
        .extracting(RunRecord.Failure::kind)
        .containsExactly("closed", "refused", "reset");
  }

  @Test
  @Timeout(30)
  void manyThreadsLoseNothing() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    new Thread(
                        () -> {
                          try {
                            together.await();
                          } catch (InterruptedException e) {
                            return;
                          }
                          for (int i = 0; i < 10_000; i++) {
                            holds.failed("closed", thread * 1_000L + 1);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    RunRecord.Failure failure = failures(Map.of("closed", 40_000L)).get(0);

    assertThat(failure.holdMinMs()).isEqualTo(1 / 1e6);
    assertThat(failure.holdMaxMs()).isEqualTo(3_001 / 1e6);
    assertThat(failure.holdP50Ms()).isEqualTo(1_001 / 1e6);
  }
}
