package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishPlanTest {
  private final long[] unsorted = {30, 10, 20, 20};
  private final PublishPlan plan = new PublishPlan(Map.of("b", unsorted, "a", new long[] {15}));

  @Test
  void instantsAreAscendingWhateverTheOrderGiven() {
    assertThat(plan.of("b")).containsExactly(10, 20, 20, 30);
    assertThat(plan.all()).containsExactly(10, 15, 20, 20, 30);
    assertThat(plan.channels()).containsExactly("a", "b");
    unsorted[0] = 99;
    assertThat(plan.of("b")).containsExactly(10, 20, 20, 30);
  }

  @Test
  void theStartOfARangeIsInAndItsEndIsOut() {
    assertThat(plan.count("b", 10, 20)).isEqualTo(1);
    assertThat(plan.count("b", 20, 21)).isEqualTo(2);
    assertThat(plan.count("b", 11, 20)).isZero();
    assertThat(plan.count(10, 31)).isEqualTo(5);
    assertThat(plan.count("b", 30, 10)).as("a range that ends before it starts").isZero();
    assertThat(plan.count("b", Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(4);
  }

  @Test
  void onlyPlannedInstantsAreInThePlan() {
    assertThat(plan.has("b", 20)).isTrue();
    assertThat(plan.has("b", 15)).isFalse();
    assertThat(plan.has("nowhere", 20)).isFalse();
    assertThat(plan.count("nowhere", 0, 100)).isZero();
  }
}
