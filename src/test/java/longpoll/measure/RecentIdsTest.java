package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

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
  void aNewEpochBeginsAnew() {
    ids.add(7);
    ids.forget();

    assertThat(ids.add(7)).isTrue();
  }
}
