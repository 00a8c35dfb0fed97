package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FixedScheduleTest extends PublishScheduleContract {
  @Override
  PublishSchedule schedule() {
    return new FixedSchedule(5 * SECOND, SECOND / 2, 1);
  }

  @Test
  void beatsAtEveryMultipleAfterTheOrigin() {
    assertThat(planned(new FixedSchedule(5 * SECOND, 0, 1), 0, 16 * SECOND))
        .containsExactly(5 * SECOND, 10 * SECOND, 15 * SECOND);
  }

  @Test
  void shiftMovesEveryBeat() {
    assertThat(planned(0, 12 * SECOND)).containsExactly(5_500_000L, 10_500_000L);
  }

  @Test
  void farFutureCostsNoMoreThanTheNear() {
    long far = 1_000_000_000_000L * SECOND;
    assertThat(planned(far, far + 10 * SECOND)).hasSize(2);
  }

  @Test
  void shiftBeyondTheBeatIsRefused() {
    assertThatThrownBy(() -> new FixedSchedule(10, 10, 1)).hasMessageContaining("shift 10");
  }
}
