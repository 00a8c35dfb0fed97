package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import longpoll.histogram.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HistogramBankTest {
  private final HistogramBank bank = new HistogramBank();

  private List<String> drained() {
    List<String> lines = new ArrayList<>();
    bank.drain(
        (measure, phase, negative, interval) ->
            lines.add(
                measure
                    + " "
                    + phase
                    + (negative ? " below zero: " : ": ")
                    + interval.getTotalCount()));
    return lines;
  }

  @Test
  void whatWasNeverRecordedIsNotHandedOver() {
    assertThat(drained()).isEmpty();
  }

  @Test
  void eachMeasurePhaseAndSideOfZeroIsKeptApart() {
    bank.record(Measure.LAG, Phase.WINDOW, 5);
    bank.record(Measure.LAG, Phase.WINDOW, 0);
    bank.record(Measure.LAG, Phase.WINDOW, -5);
    bank.record(Measure.LAG, Phase.TAIL, 5);
    bank.record(Measure.REARM, Phase.WINDOW, 5);

    assertThat(drained())
        .containsExactlyInAnyOrder(
            "LAG WINDOW: 2", "LAG WINDOW below zero: 1", "LAG TAIL: 1", "REARM WINDOW: 1");
  }

  @Test
  void whatWasHandedOverIsForgotten() {
    bank.record(Measure.LAG, Phase.WINDOW, 5);
    drained();
    assertThat(drained()).isEmpty();

    bank.record(Measure.LAG, Phase.WINDOW, 6);
    assertThat(drained()).containsExactly("LAG WINDOW: 1");
  }

  @Test
  void anyLongIsTaken() {
    bank.record(Measure.LAG, Phase.WINDOW, Long.MAX_VALUE);
    bank.record(Measure.LAG, Phase.WINDOW, Long.MIN_VALUE);

    assertThat(drained()).containsExactly("LAG WINDOW: 1", "LAG WINDOW below zero: 1");
  }

  @Test
  void aMeasureThatCannotBeNegativeRefusesIt() {
    assertThatThrownBy(() -> bank.record(Measure.REARM, Phase.WINDOW, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rearm cannot be negative, but is -1");
  }

  @Test
  @Timeout(60)
  void nothingIsLostBetweenManyWritersAndOneReader() throws Exception {
    int writers = 3;
    int values = 30_000;
    CyclicBarrier start = new CyclicBarrier(writers + 1);
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    Map<Phase, Long> counts = new EnumMap<>(Phase.class);
    HistogramLogs.Sink sink =
        (measure, phase, negative, interval) ->
            counts.merge(phase, interval.getTotalCount(), Long::sum);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        done.add(
            pool.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  for (int value = 1; value <= values; value++) {
                    Phase phase = value <= values / 2 ? Phase.WARMUP : Phase.WINDOW;
                    bank.record(Measure.LAG, phase, writer % 2 == 0 ? value : -value);
                  }
                  return null;
                }));
      }
      start.await(10, TimeUnit.SECONDS);
      while (!done.stream().allMatch(Future::isDone)) {
        bank.drain(sink);
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    } finally {
      pool.shutdownNow();
    }
    bank.drain(sink);

    long each = (long) writers * values / 2;
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(Map.of(Phase.WARMUP, each, Phase.WINDOW, each));
  }
}
