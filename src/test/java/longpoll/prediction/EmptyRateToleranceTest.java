package longpoll.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import longpoll.prediction.LateClients.Fault;
import longpoll.prediction.LateClients.Manner;
import longpoll.prediction.LateClients.Shape;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Predictions held against whole runs of late clients, sound ones and faulty ones. The tables of
 * docs/measuring.md are of {@code -Dlongpoll.tolerance.seeds=12}, which takes three times as long.
 */
@Timeout(240)
class EmptyRateToleranceTest {
  /** Sound runs of each shape, manner and slowness. */
  private static final int SEEDS = Integer.getInteger("longpoll.tolerance.seeds", 4);

  @ParameterizedTest
  @EnumSource(Manner.class)
  void aSoundRunOfTheDefaultSizeNeverDisagrees(Manner manner) {
    seeds(4 * SEEDS).forEach(seed -> agrees(Shape.DEFAULT, manner, seed, 1));
    seeds(SEEDS).forEach(seed -> agrees(Shape.DEFAULT, manner, seed, 4));
  }

  @ParameterizedTest
  @CsvSource({
    // users, channels, every ms, hold ms, window s, re-arm, with a cursor
    "300, 50, 1500, 2000, 8, immediate, true",
    "300, 300, 5000, 4000, 60, immediate, true",
    "500, 1, 5000, 4000, 60, immediate, true",
    "500, 20, 5000, 4000, 30, fixed 300ms, true",
    "500, 20, 5000, 4000, 30, fixed 2s, false",
    "500, 20, 5000, 4000, 30, uniform 0s..1s, true",
    "500, 20, 5000, 4000, 30, article, false",
    "500, 20, 500, 1000, 10, immediate, false",
    "200, 10, 5000, 100, 10, immediate, true",
    "200, 10, 50, 100, 10, immediate, true",
  })
  void aSoundRunOfAnyShapeNeverDisagrees(
      int users,
      int channels,
      int everyMillis,
      int holdMillis,
      int windowSeconds,
      String rearm,
      boolean resumes) {
    Shape shape =
        shape(users, channels, everyMillis, true, holdMillis, windowSeconds, rearm, resumes);
    for (Manner manner : Manner.values()) {
      seeds(SEEDS)
          .forEach(
              seed -> {
                agrees(shape, manner, seed, 1);
                agrees(shape, manner, seed, 4);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"5000", "5020", "5050", "4997"})
  void channelsInStepOnAFixedScheduleNeverDisagree(int everyMillis) {
    // Each 204 of the run races with an event, or none does.
    Shape shape = shape(500, 10, everyMillis, false, 1_000, 60, "immediate", true);
    for (Manner manner : Manner.values()) {
      seeds(SEEDS)
          .forEach(
              seed -> {
                agrees(shape, manner, seed, 1);
                agrees(shape, manner, seed, 4);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    // fault, percent, of 20 runs: how many show it
    "EARLY, 1, 16",
    "EARLY, 2, 20",
    "LOST_EVENTS, 1, 20",
    "LOST_DELIVERIES, 1, 20",
    "EMPTY_COUNTED_TWICE, 1, 15",
    "EMPTY_COUNTED_TWICE, 2, 20",
    "DELIVERY_COUNTED_TWICE, 2, 16",
    "DELIVERY_COUNTED_TWICE, 3, 20",
  })
  void aSmallFaultShowsInARunOfTheDefaultSize(Fault fault, int percent, int least) {
    for (Manner manner : new Manner[] {Manner.APART, Manner.TOGETHER}) {
      long shows =
          seeds(20)
              .filter(
                  seed -> {
                    LateClients run =
                        new LateClients(Shape.DEFAULT, manner, 100 + seed, 1, fault, percent);
                    return !run.play().agreesWith(run.emptyRate());
                  })
              .count();
      assertThat(shows).as(manner.toString()).isGreaterThanOrEqualTo(least);
    }
  }

  private static IntStream seeds(int count) {
    return IntStream.range(0, count).parallel();
  }

  private static void agrees(Shape shape, Manner manner, int seed, double slowness) {
    LateClients run = new LateClients(shape, manner, seed, slowness, Fault.NONE, 0);
    EmptyRatePrediction prediction = run.play();
    assertThat(run.emptyRate())
        .as("%s, seed %d, slowness %.0f: %s", manner, seed, slowness, prediction)
        .matches(prediction::agreesWith);
  }

  private static Shape shape(
      int users,
      int channels,
      int everyMillis,
      boolean poisson,
      int holdMillis,
      int windowSeconds,
      String rearm,
      boolean resumes) {
    return new Shape(
        users,
        channels,
        Duration.ofMillis(everyMillis),
        poisson,
        Duration.ofMillis(holdMillis),
        rearm,
        resumes,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(windowSeconds));
  }
}
