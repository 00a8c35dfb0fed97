package longpoll.server.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import longpoll.server.hub.Event;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final long SECOND = 1_000_000;
  private static final long ORIGIN = 1_700_000_000 * SECOND + 17;

  private static Plan plan(ScheduleKind kind, int channels, Duration every) throws Exception {
    return Plan.of(
        ServerOptions.builder().schedule(kind).channels(channels).every(every).build(), ORIGIN);
  }

  @Test
  void channelsOfAFixedScheduleAreSpreadOverTheBeat() throws Exception {
    Plan plan = plan(ScheduleKind.FIXED, 4, Duration.ofSeconds(2));
    assertThat(plan.instants(null, ORIGIN, ORIGIN + 4 * SECOND))
        .containsExactly(
            ORIGIN + 2_000_000, ORIGIN + 2_500_000, ORIGIN + 3_000_000, ORIGIN + 3_500_000);
    assertThat(plan.instants("c1", ORIGIN, ORIGIN + 4 * SECOND))
        .containsExactly(ORIGIN + 2_500_000);
    assertThat(plan.instants("other", ORIGIN, ORIGIN + 4 * SECOND)).isEmpty();
  }

  @Test
  void everyChannelOfAPoissonScheduleHasAPlanOfItsOwn() throws Exception {
    Plan plan = plan(ScheduleKind.POISSON, 3, Duration.ofSeconds(1));
    long[] first = plan.instants("c0", 0, ORIGIN + 100 * SECOND);
    long[] second = plan.instants("c1", 0, ORIGIN + 100 * SECOND);
    assertThat(first).isNotEmpty().doesNotContain(second);
    assertThat(Arrays.stream(plan.instants(null, 0, ORIGIN + 100 * SECOND)).count())
        .isEqualTo(
            first.length + second.length + plan.instants("c2", 0, ORIGIN + 100 * SECOND).length);
  }

  @Test
  void rangeWithTooManyInstantsIsRefused() throws Exception {
    Plan plan = plan(ScheduleKind.FIXED, 1, Duration.ofMillis(1));
    assertThat(plan.instants(null, ORIGIN, ORIGIN + 1_000 * SECOND + 1)).hasSize(1_000_000);
    assertThatThrownBy(() -> plan.instants(null, ORIGIN, ORIGIN + 1_001 * SECOND))
        .isInstanceOf(Plan.TooManyInstants.class);
    assertThat(plan.instants(null, Long.MAX_VALUE - 10, Long.MAX_VALUE)).isEmpty();
    assertThatThrownBy(() -> plan.instants(null, 0, Long.MAX_VALUE))
        .isInstanceOf(Plan.TooManyInstants.class);
  }

  @Test
  void eventsCarryTheDefaultPayload() throws Exception {
    byte[] data = {'1'};
    List<Event.Draft> events =
        plan(ScheduleKind.BURST, 1, Duration.ofSeconds(1))
            .events(ORIGIN, ORIGIN + 2 * SECOND, data);
    assertThat(events).hasSize(10).allMatch(draft -> draft.data() == data);
  }

  @Test
  void scheduleNonePlansNothing() throws Exception {
    Plan plan = plan(ScheduleKind.NONE, 1, Duration.ofSeconds(1));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.instants(null, 0, Long.MAX_VALUE)).isEmpty();
  }
}
