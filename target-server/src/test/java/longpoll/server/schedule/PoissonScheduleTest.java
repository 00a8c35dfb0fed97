package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PoissonScheduleTest extends PublishScheduleContract {
  @Override
  PublishSchedule schedule() {
    return new PoissonSchedule(SECOND, 1);
  }

  @Test
  void gapsAreExponentialWithTheMeanAskedFor() {
    List<Long> instants = planned(0, 200_000 * SECOND);
    double mean = 200_000.0 / instants.size();
    assertThat(mean).isCloseTo(1.0, within(0.01));
    long previous = 0;
    int[] beyond = new int[4];
    for (long at : instants) {
      for (int k = 1; k < beyond.length; k++) {
        beyond[k] += at - previous > k * SECOND ? 1 : 0;
      }
      previous = at;
    }
    for (int k = 1; k < beyond.length; k++) {
      assertThat((double) beyond[k] / instants.size()).isCloseTo(Math.exp(-k), within(0.005));
    }
  }

  @Test
  void neighbouringSeedsAreIndependent() {
    List<Long> one = planned(new PoissonSchedule(SECOND, 1), 0, 10_000 * SECOND);
    List<Long> two = planned(new PoissonSchedule(SECOND, 2), 0, 10_000 * SECOND);
    assertThat(one).doesNotContainAnyElementsOf(two.subList(0, 1_000));
  }

  @Test
  void cellEdgesAreNotSpecial() {
    // A process that restarted its gaps wrongly would be too dense or too thin just after an edge.
    int afterEdge = 0;
    for (long at : planned(0, 320_000 * SECOND)) {
      afterEdge += at % (16 * SECOND) < SECOND ? 1 : 0;
    }
    assertThat(afterEdge / 20_000.0).isCloseTo(1.0, within(0.03));
  }

  @Test
  void yearsAheadCostNoMoreThanSeconds() {
    long far = 100L * 365 * 24 * 3600 * SECOND;
    assertThat(planned(far, far + 1_000 * SECOND)).hasSizeBetween(850, 1_150);
  }
}
