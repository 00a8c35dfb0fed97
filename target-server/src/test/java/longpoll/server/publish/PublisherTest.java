package longpoll.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import longpoll.server.schedule.FixedSchedule;
import longpoll.server.schedule.PublishSchedule;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final long SECOND = 1_000_000;
  private static final long ORIGIN = 1_700_000_000 * SECOND;

  private final List<String> published = new ArrayList<>();
  private final SlipHistogram slip = new SlipHistogram();
  private long now = ORIGIN;

  private Publisher publisher(Plan plan, long delay) {
    return new Publisher(
        plan,
        delay,
        new byte[] {'1'},
        () -> now,
        drafts ->
            published.add(
                (drafts.get(0).plannedAt() - ORIGIN) / 1_000
                    + "x"
                    + drafts.size()
                    + "@"
                    + (now - ORIGIN) / 1_000),
        slip);
  }

  private void runUntil(Publisher publisher, long end) {
    for (long next = publisher.publishDue(); next <= end; next = publisher.publishDue()) {
      assertThat(next).isGreaterThan(now);
      now = next;
    }
  }

  private static Plan plan(PublishSchedule... schedules) {
    return schedules.length == 1
        ? new Plan(ORIGIN, Map.of("a", schedules[0]))
        : new Plan(ORIGIN, Map.of("a", schedules[0], "b", schedules[1]));
  }

  @Test
  void eventsArePublishedAtTheirInstant() {
    runUntil(publisher(plan(new FixedSchedule(700_000, 0, 1)), 0), ORIGIN + 3 * SECOND);
    assertThat(published).containsExactly("700x1@700", "1400x1@1400", "2100x1@2100", "2800x1@2800");
    assertThat(slip.maxMicros()).isZero();
  }

  @Test
  void eventsOfOneInstantArePublishedTogetherOverAllChannels() {
    runUntil(
        publisher(plan(new FixedSchedule(SECOND, 0, 3), new FixedSchedule(2 * SECOND, 0, 1)), 0),
        ORIGIN + 2 * SECOND);
    assertThat(published).containsExactly("1000x3@1000", "2000x4@2000");
  }

  @Test
  void latePublisherSkipsNothingAndRecordsItsSlip() {
    Publisher publisher = publisher(plan(new FixedSchedule(SECOND, 0, 1)), 0);
    runUntil(publisher, ORIGIN + SECOND);
    now = ORIGIN + 60 * SECOND + 250_000;
    publisher.publishDue();
    assertThat(published).hasSize(60).last().isEqualTo("60000x1@60250");
    assertThat(slip.count()).isEqualTo(60);
    assertThat(slip.maxMicros()).isEqualTo(58 * SECOND + 250_000);
  }

  @Test
  void delayPostponesThePublishingAndNotThePlan() {
    runUntil(publisher(plan(new FixedSchedule(SECOND, 0, 1)), 5 * SECOND), ORIGIN + 7 * SECOND);
    assertThat(published).containsExactly("1000x1@6000", "2000x1@7000");
    assertThat(slip.maxMicros()).isZero();
  }

  @Test
  void idleScheduleIsLookedAtRarely() {
    Publisher publisher = publisher(plan(new FixedSchedule(3600 * SECOND, 0, 1)), 0);
    int looks = 0;
    for (long next = publisher.publishDue(); next < ORIGIN + 3600 * SECOND; looks++) {
      now = next;
      next = publisher.publishDue();
    }
    assertThat(looks).isLessThan(3_700);
    assertThat(published).isEmpty();
  }
}
