package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldTimerTest {
  private static final long MILLI = 1_000_000L;

  private final HoldTimer timer = new HoldTimer(Long.MAX_VALUE - 10 * MILLI);
  private long now = Long.MAX_VALUE - 10 * MILLI;

  private FakePoll add(long in) {
    FakePoll poll = new FakePoll();
    poll.deadline = now + in;
    timer.add(poll);
    return poll;
  }

  private List<ParkedPoll> expire() {
    List<ParkedPoll> expired = new ArrayList<>();
    timer.expire(now, expired::add);
    return expired;
  }

  @Test
  void nothingExpiresEarlyAndNothingLateUnderRandomUse() {
    Random random = new Random(42);
    Set<ParkedPoll> model = new HashSet<>();
    for (int step = 0; step < 30_000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> model.add(add((long) (Math.pow(random.nextDouble(), 4) * 300_000 * MILLI)));
        case 2 -> {
          if (!model.isEmpty()) {
            ParkedPoll poll = model.iterator().next();
            timer.remove(poll);
            timer.remove(poll);
            model.remove(poll);
          }
        }
        default -> {
          now += (long) (Math.pow(random.nextDouble(), 3) * 2_000 * MILLI);
          List<ParkedPoll> expired = expire();
          assertThat(expired).allMatch(poll -> poll.deadline - now <= 0).doesNotHaveDuplicates();
          assertThat(model.containsAll(expired)).isTrue();
          expired.forEach(model::remove);
          assertThat(model).noneMatch(poll -> poll.deadline - now <= 0);
        }
      }
      assertThat(timer.size()).isEqualTo(model.size());
    }
  }

  @Test
  void nextDeadlineLeadsToEveryExpiryWithoutPassingOne() {
    Random random = new Random(7);
    List<Long> deadlines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      deadlines.add(add((long) (random.nextDouble() * 400_000 * MILLI)).deadline);
    }
    int looks = 0;
    while (timer.size() > 0) {
      now = timer.nextDeadline();
      looks++;
      expire().forEach(poll -> assertThat(poll.deadline).isEqualTo(now));
    }
    assertThat(looks).isBetween(200, 210);
    assertThat(timer.nextDeadline()).isEqualTo(HoldTimer.NEVER);
  }

  @Test
  void nextDeadlineIsTheEarliestOfOneMillisecond() {
    add(900_000);
    add(300_000);
    add(600_000);
    assertThat(timer.nextDeadline()).isEqualTo(now + 300_000);
  }
}
