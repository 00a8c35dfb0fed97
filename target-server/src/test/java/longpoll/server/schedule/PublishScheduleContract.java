package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every schedule keeps. {@link EveryScheduleTest} runs it for each {@link ScheduleKind}; a
 * subclass runs it for a schedule with options of its own.
 */
abstract class PublishScheduleContract {
  static final long SECOND = 1_000_000;

  abstract PublishSchedule schedule();

  final List<Long> planned(long from, long to) {
    return planned(schedule(), from, to);
  }

  static List<Long> planned(PublishSchedule schedule, long from, long to) {
    List<Long> instants = new ArrayList<>();
    assertThat(schedule.visit(from, to, (at, data) -> instants.add(at))).isTrue();
    return instants;
  }

  @Test
  void instantsAreAscendingAndAfterTheOrigin() {
    List<Long> instants = planned(-SECOND, 100 * SECOND);
    assertThat(instants).isNotEmpty().isSorted().allMatch(at -> at > 0 && at < 100 * SECOND);
  }

  @Test
  void askingTwiceGivesTheSame() {
    assertThat(planned(0, 100 * SECOND)).isEqualTo(planned(0, 100 * SECOND));
  }

  @Test
  void rangeInPiecesGivesTheSameAsTheWhole() {
    List<Long> pieces = new ArrayList<>();
    for (long from = 0; from < 100 * SECOND; from += 777_777) {
      pieces.addAll(planned(from, Math.min(100 * SECOND, from + 777_777)));
    }
    assertThat(pieces).isEqualTo(planned(0, 100 * SECOND));
  }

  @Test
  void edgesAreInclusiveAtTheStartAndExclusiveAtTheEnd() {
    for (long at : planned(0, 60 * SECOND)) {
      assertThat(planned(at, at + 1)).isNotEmpty().allMatch(a -> a == at);
      assertThat(planned(at, at)).isEmpty();
    }
  }

  @Test
  void visitorCanStop() {
    List<Long> seen = new ArrayList<>();
    boolean all =
        schedule()
            .visit(
                0,
                100 * SECOND,
                (at, data) -> {
                  seen.add(at);
                  return false;
                });
    assertThat(all).isFalse();
    assertThat(seen).hasSize(1);
  }

  @Test
  void rangeBeforeTheOriginIsEmpty() {
    assertThat(planned(-100 * SECOND, 0)).isEmpty();
  }
}
