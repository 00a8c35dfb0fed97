package longpoll.report.svg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void aLinearAxisStartsAtZeroAndLeavesRoomAboveTheHighestValue() {
    assertThat(LinearScale.around(3, 10_008)).isEqualTo(new LinearScale(0, 12_000));
    assertThat(LinearScale.around(5000, 5000)).isEqualTo(new LinearScale(0, 6000));
    assertThat(LinearScale.around(0, 0).to()).isEqualTo(1.2, within(1e-9));
  }

  @Test
  void aLinearAxisReachesBelowZeroWhereValuesDo() {
    LinearScale scale = LinearScale.around(-0.4, 3);
    assertThat(scale.from()).isLessThan(-0.4);
    assertThat(labels(scale, 6)).contains("0", "1", "2", "3");
    LinearScale negative = LinearScale.around(-5, -1);
    assertThat(negative.to()).isZero();
  }

  @Test
  void linearTicksAreRoundAndFew() {
    assertThat(labels(new LinearScale(0, 12_000), 6))
        .containsExactly("0", "2,000", "4,000", "6,000", "8,000", "10,000", "12,000");
    assertThat(labels(new LinearScale(0, 0.3), 6))
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    assertThat(labels(new LinearScale(0, 3_600_000), 6)).contains("3,000,000").hasSizeLessThan(9);
  }

  @Test
  void aLogarithmicAxisHasWholeDecades() {
    assertThat(LogScale.around(0.08, 600)).isEqualTo(new LogScale(-2, 3));
    assertThat(LogScale.around(1, 1000)).isEqualTo(new LogScale(0, 3));
    assertThat(LogScale.around(5, 5)).isEqualTo(new LogScale(0, 1));
    assertThat(labels(new LogScale(-2, 3), 6))
        .containsExactly("0.01", "0.1", "1", "10", "100", "1,000");
    assertThat(new LogScale(0, 2).place(10)).isEqualTo(0.5, within(1e-12));
    assertThatIllegalArgumentException().isThrownBy(() -> LogScale.around(0, 5));
  }

  @Test
  void eachNineTakesTheSameRoom() {
    PercentileScale scale = new PercentileScale(4);
    assertThat(scale.place(0)).isZero();
    assertThat(scale.place(0.9)).isEqualTo(0.25, within(1e-12));
    assertThat(scale.place(0.99)).isEqualTo(0.5, within(1e-12));
    assertThat(scale.place(0.999)).isEqualTo(0.75, within(1e-12));
    assertThat(scale.fraction(0.5)).isEqualTo(0.99, within(1e-12));
    assertThat(labels(scale, 10)).containsExactly("0", "50", "90", "99", "99.9", "99.99");
    assertThat(labels(scale, 5)).containsExactly("0", "90", "99", "99.9", "99.99");
    assertThat(labels(new PercentileScale(0.2), 10)).containsExactly("0");
  }

  @Test
  void timeTicksAreWhatPeopleCountIn() {
    assertThat(labels(new TimeScale(0, 82), 10)).contains("0", "10", "80").hasSize(9);
    assertThat(labels(new TimeScale(0, 3600), 5))
        .containsExactly("0:00", "15:00", "30:00", "45:00", "60:00");
    assertThat(labels(new TimeScale(0, 86_400), 5)).contains("0:00", "8:00", "24:00");
    assertThat(labels(new TimeScale(0, 1), 10)).containsExactly("0", "1");
    assertThat(labels(new TimeScale(0, 10_000_000), 10)).hasSizeBetween(2, 11);
  }

  @Test
  void anAxisThatDoesNotAscendIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LinearScale(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LinearScale(0, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new LogScale(2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new TimeScale(5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new PercentileScale(0));
  }

  private static List<String> labels(Scale scale, int most) {
    return scale.ticks(most).stream().map(Tick::label).toList();
  }

  @Test
  void aScaleOverCloseValuesNeedNotBeginAtZeroAndNeverGoesBelowItWithoutCause() {
    LinearScale close = LinearScale.over(100, 104);
    assertThat(close.from()).isBetween(95.0, 100.0);
    assertThat(close.to()).isBetween(104.0, 106.0);
    assertThat(LinearScale.over(0, 1).from()).isZero();
    assertThat(LinearScale.over(-1, 1).from()).isLessThanOrEqualTo(-1);
    assertThat(LinearScale.over(0, 0).to()).isPositive();
    assertThat(LinearScale.over(5, 5).place(5)).isBetween(0.0, 1.0);
  }

  @Test
  void categoriesHaveEqualRoomAndOfManySomeAreLabelled() {
    CategoryScale four = new CategoryScale(List.of("a", "b", "c", "d"));
    assertThat(four.place(0)).isEqualTo(0.125);
    assertThat(four.place(3)).isEqualTo(0.875);
    assertThat(four.ticks(9)).extracting(Tick::label).containsExactly("a", "b", "c", "d");
    assertThat(four.ticks(2)).extracting(Tick::label).containsExactly("a", "c");
  }
}
