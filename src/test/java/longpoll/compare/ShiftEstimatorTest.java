package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShiftEstimatorTest {
  private static final double[] BEFORE = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  private static final double[] AFTER = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};

  /** Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, examples 3.1 to 3.4. */
  @Test
  void pairsGiveTheTextbooksEstimateAndInterval() {
    Shift shift = ShiftEstimator.paired(BEFORE, AFTER, 0.96, 0.95).orElseThrow();
    assertThat(shift.estimate()).isCloseTo(-0.46, within(1e-9));
    assertThat(shift.low()).isCloseTo(-0.786, within(1e-9));
    assertThat(shift.high()).isCloseTo(-0.010, within(1e-9));
    assertThat(shift.confidence()).isCloseTo(0.961, within(5e-4));
    assertThat(shift.pValue()).isCloseTo(0.0391, within(1e-4));
  }

  /** The same book, examples 4.1, 4.3 and 4.4. */
  @Test
  void twoSamplesGiveTheTextbooksEstimateAndInterval() {
    double[] atTerm = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    double[] earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
    Shift shift = ShiftEstimator.unpaired(atTerm, earlier, 0.96, 0.95).orElseThrow();
    assertThat(shift.estimate()).isCloseTo(-0.305, within(1e-9));
    assertThat(shift.low()).isCloseTo(-0.76, within(1e-9));
    assertThat(shift.high()).isCloseTo(0.15, within(1e-9));
    assertThat(shift.pValue()).isCloseTo(0.2544, within(1e-4));
  }

  @Test
  void eightPairsReachTheConfidenceThatFiveGatesShare() {
    double[] base = {10, 11, 12, 10, 11, 12, 10, 11};
    double[] slower = Arrays.stream(base).map(value -> value * 1.2).toArray();
    Shift shift = ShiftEstimator.paired(base, slower, 0.99, 0.95).orElseThrow();
    assertThat(shift.confidence()).isCloseTo(1 - 2.0 / 256, within(1e-12));
    assertThat(shift.low()).isCloseTo(2.0, within(1e-9));
    assertThat(shift.high()).isCloseTo(2.4, within(1e-9));
  }

  @Test
  void sixPairsGetTheHighestConfidenceThatTheyAllow() {
    double[] base = {1, 2, 3, 4, 5, 6};
    Shift shift =
        ShiftEstimator.paired(base, new double[] {2, 3.5, 4, 5, 6, 7}, 0.99, 0.95).orElseThrow();
    assertThat(shift.confidence()).isCloseTo(1 - 2.0 / 64, within(1e-12));
    assertThat(ShiftEstimator.paired(base, base.clone(), 0.99, 0.98)).isEmpty();
  }

  @Test
  void tooFewRunsGiveNoShift() {
    double[] five = {1, 2, 3, 4, 5};
    double[] three = {1, 2, 3};
    assertThat(ShiftEstimator.paired(five, five, 0.9, 0.5)).isEmpty();
    assertThat(ShiftEstimator.unpaired(three, five, 0.9, 0.5)).isEmpty();
    assertThat(ShiftEstimator.unpaired(five, three, 0.9, 0.5)).isEmpty();
  }

  @Test
  void valuesThatAreAllTheSameHaveNoShift() {
    double[] zeros = new double[8];
    Shift paired = ShiftEstimator.paired(zeros, zeros, 0.99, 0.95).orElseThrow();
    Shift unpaired = ShiftEstimator.unpaired(zeros, zeros, 0.99, 0.95).orElseThrow();
    assertThat(paired).isEqualTo(new Shift(0, 0, 0, paired.confidence(), 1));
    assertThat(unpaired.excludesZero()).isFalse();
    assertThat(unpaired.pValue()).isEqualTo(1);
  }

  @Test
  void sidesOfUnequalLengthAreNoPairs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShiftEstimator.paired(new double[6], new double[7], 0.95, 0.95))
        .withMessageContaining("7 and 6");
  }

  @Test
  void anIntervalHoldsTheTrueShiftAsOftenAsItSays() {
    Random random = new Random(7);
    int held = 0;
    int heldUnpaired = 0;
    int trials = 4_000;
    for (int trial = 0; trial < trials; trial++) {
      double[] base = new double[8];
      double[] candidate = new double[8];
      for (int i = 0; i < 8; i++) {
        base[i] = 10 + random.nextGaussian();
        candidate[i] = 11.5 + random.nextGaussian();
      }
      held += holds(ShiftEstimator.paired(base, candidate, 0.95, 0.95).orElseThrow());
      heldUnpaired += holds(ShiftEstimator.unpaired(base, candidate, 0.95, 0.95).orElseThrow());
    }
    // Four standard deviations of a share of so many trials.
    assertThat((double) held / trials).isBetween(0.9609 - 0.0125, 0.9609 + 0.0125);
    assertThat((double) heldUnpaired / trials).isBetween(0.95 - 0.0125, 0.97);
  }

  private static int holds(Shift shift) {
    return shift.low() <= 1.5 && 1.5 <= shift.high() ? 1 : 0;
  }
}
