package longpoll.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShardFiguresTest {
  @Test
  void numbersInARowAreARange() {
    assertThat(ShardFigures.ranges(List.of(1))).isEqualTo("1");
    assertThat(ShardFigures.ranges(List.of(0, 2, 3, 4, 9))).isEqualTo("0, 2 to 4, 9");
    assertThat(ShardFigures.ranges(List.of(41, 42, 43))).isEqualTo("41 to 43");
  }
}
