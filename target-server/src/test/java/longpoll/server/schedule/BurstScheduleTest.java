package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BurstScheduleTest extends PublishScheduleContract {
  @Override
  PublishSchedule schedule() {
    return new FixedSchedule(2 * SECOND, 0, 3);
  }

  @Test
  void severalEventsShareEachInstant() {
    assertThat(planned(0, 5 * SECOND))
        .containsExactly(2 * SECOND, 2 * SECOND, 2 * SECOND, 4 * SECOND, 4 * SECOND, 4 * SECOND);
  }
}
