package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Timeline timeline =
      new Timeline(
          VirtualClock.START_NANOS,
          VirtualClock.START_MICROS,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  @ParameterizedTest
  @CsvSource({
    "-1, RAMP",
    "0, RAMP",
    "999999999, RAMP",
    "1000000000, WARMUP",
    "2999999999, WARMUP",
    "3000000000, WINDOW",
    "12999999999, WINDOW",
    "13000000000, TAIL",
    "99000000000, TAIL"
  })
  void theStartOfAPhaseIsInAndItsEndIsOutEvenWhereTheClockOverflows(long since, Phase phase) {
    assertThat(timeline.phaseAt(VirtualClock.START_NANOS + since)).isEqualTo(phase);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, RAMP", "999999, RAMP",
    "1000000, WARMUP", "2999999, WARMUP",
    "3000000, WINDOW", "12999999, WINDOW",
    "13000000, TAIL"
  })
  void theWallClockHasTheSameEdges(long since, Phase phase) {
    assertThat(timeline.phaseAtMicros(VirtualClock.START_MICROS + since)).isEqualTo(phase);
    assertThat(timeline.microsAt(VirtualClock.START_NANOS + since * 1_000))
        .isEqualTo(VirtualClock.START_MICROS + since);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3000, 0",
    "0, 3001, 1",
    "2000, 14000, 10000",
    "4000, 5500, 1500",
    "12999, 20000, 1",
    "13000, 20000, 0",
    "5000, 5000, 0"
  })
  void onlyThePartOfAnIntervalThatLiesInTheWindowCounts(long from, long to, long inWindow) {
    assertThat(
            timeline.nanosInWindow(
                VirtualClock.START_NANOS + from * 1_000_000,
                VirtualClock.START_NANOS + to * 1_000_000))
        .isEqualTo(inWindow * 1_000_000);
  }

  @Test
  void aRunWithoutRampOrWarmUpIsInTheWindowAtOnce() {
    Timeline bare = new Timeline(0, 1_000_000, Duration.ZERO, Duration.ZERO, SECOND, Duration.ZERO);

    assertThat(bare.phaseAt(0)).isEqualTo(Phase.WINDOW);
    assertThat(bare.phaseAtMicros(1_000_000)).isEqualTo(Phase.WINDOW);
    assertThat(bare.phaseAtMicros(999_999)).isEqualTo(Phase.RAMP);
    assertThat(bare.endNanos()).isEqualTo(bare.windowEndNanos());
  }

  @Test
  void durationsThatCannotBeAreRefusedByName() {
    assertThatThrownBy(() -> new Timeline(0, 0, SECOND, SECOND.negated(), SECOND, SECOND))
        .hasMessage("warmup: at least 0 is needed, but it is PT-1S");
    assertThatThrownBy(() -> new Timeline(0, 0, SECOND, SECOND, Duration.ZERO, SECOND))
        .hasMessage("measured: more than 0 is needed, but it is 0");
  }
}
