package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentIdsTest {
  private final RecentIds ids = new RecentIds();

  @Test
  void anIdIsNewOnce() {
    assertThat(ids.add(5)).isTrue();
    assertThat(ids.add(0)).isTrue();
    assertThat(ids.add(5)).isFalse();
    assertThat(ids.add(0)).isFalse();
  }

  @Test
  void theNewestAreRememberedAndRepeatsTakeNoRoom() {
    for (long id = 1; id <= RecentIds.REMEMBERED; id++) {
      assertThat(ids.add(id)).isTrue();
      assertThat(ids.add(id)).isFalse();
    }
    assertThat(ids.add(1)).as("the oldest that is remembered").isFalse();

    assertThat(ids.add(1_000)).isTrue();
    assertThat(ids.add(2)).isFalse();
    assertThat(ids.add(1)).as("forgotten").isTrue();
  }

  @Test
  void whatWasARangeIsRememberedWhenItIsNoneAnyMore() {
    for (long id = 1; id <= 100; id++) {
      ids.add(id);
    }

    assertThat(ids.add(36)).as("beyond the newest 64").isTrue();
    assertThat(ids.add(37)).as("forgotten for 36").isTrue();
    assertThat(ids.add(39)).isFalse();
    assertThat(ids.add(100)).isFalse();
    assertThat(ids.add(101)).isTrue();
  }

  @Test
  void theSmallestAndTheLargestNumberAreNoNeighbours() {
    assertThat(ids.add(Long.MAX_VALUE)).isTrue();
    assertThat(ids.add(Long.MIN_VALUE)).isTrue();
    assertThat(ids.add(Long.MAX_VALUE)).isFalse();
    assertThat(ids.add(Long.MIN_VALUE)).isFalse();
  }

  @Test
  void anyOrderGivesWhatAListOfTheNewestGives() {
    Random random = new Random(1);
    Deque<Long> newest = new ArrayDeque<>();
    for (int i = 0; i < 20_000; i++) {
      if (i % 500 == 0) {
        ids.forget();
        newest.clear();
      }
      long id = i % 500 < 100 ? i : i - random.nextInt(90);
      boolean isNew = !newest.contains(id);
      if (isNew) {
        newest.addLast(id);
        if (newest.size() > RecentIds.REMEMBERED) {
          newest.removeFirst();
        }
      }

      assertThat(ids.add(id)).isEqualTo(isNew);
    }
  }

  @Test
  void aNewEpochBeginsAnew() {
    ids.add(7);
    ids.forget();

    assertThat(ids.add(7)).isTrue();
  }
}
