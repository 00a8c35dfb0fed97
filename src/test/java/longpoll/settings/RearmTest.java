package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RearmTest {
  private static final Duration HOLD = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(strings = {"immediate", "fixed 2s", "uniform 0s..1500ms", "article"})
  void whatIsWrittenIsReadAgain(String text) {
    assertThat(Rearm.parse(text)).hasToString(text);
  }

  @Test
  void theArticlesClientSleepsOutAnEarlyEmptyAnswerOnly() {
    Rearm article = Rearm.parse("article");

    assertThat(article.after(true, Duration.ofSeconds(3), HOLD, null))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(article.after(true, HOLD, HOLD, null)).isZero();
    assertThat(article.after(true, Duration.ofSeconds(11), HOLD, null)).isZero();
    assertThat(article.after(false, Duration.ofSeconds(3), HOLD, null)).isZero();
  }

  @Test
  void aUniformWaitReachesBothHalvesOfItsRangeAndNeverLeavesIt() {
    Rearm uniform = Rearm.parse("uniform 1s..3s");
    Random random = new Random(1);
    boolean low = false;
    boolean high = false;

    for (int i = 0; i < 1_000; i++) {
      Duration wait = uniform.after(false, Duration.ZERO, HOLD, random);
      assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
      low |= wait.toMillis() < 1_200;
      high |= wait.toMillis() > 2_800;
    }

    assertThat(low && high).isTrue();
    assertThat(uniform.random()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "immediate, PT0S",
    "article, PT0S",
    "fixed 5s, PT5S",
    "uniform 1s..3s, PT3S",
  })
  void pollsThatAreNotHeldAreAtMostTheLongestWaitApart(String rearm, Duration apart) {
    assertThat(Rearm.parse(rearm).period(Duration.ZERO)).isEqualTo(apart);
    assertThat(Rearm.parse(rearm).period(HOLD)).as("held").isZero();
  }

  @Test
  void aFixedWaitIsTheSameAfterEveryAnswer() {
    Rearm fixed = Rearm.parse("fixed 250ms");

    assertThat(fixed.after(true, HOLD, HOLD, null)).isEqualTo(Duration.ofMillis(250));
    assertThat(fixed.after(false, Duration.ZERO, HOLD, null)).isEqualTo(Duration.ofMillis(250));
    assertThat(fixed.random()).isFalse();
  }
}
