package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SwingTest {
  private static final long MOMENT = 1_000_000;

  private final Swing swing = new Swing();

  /** How many 204s turn at most. */
  private double empties() {
    return swing.most(0.5) * swing.allEmpty();
  }

  @Test
  void nothingTurnsWhereNothingMay() {
    swing.add(true, 0, 100, Chance.NEVER);

    assertThat(swing.allEmpty()).isZero();
    assertThat(swing.most(0.5)).isZero();
  }

  @Test
  void whatIsCertainTurnsWhole() {
    swing.add(true, 0, 70, Chance.CERTAIN);
    swing.add(true, MOMENT, 30, Chance.CERTAIN);

    assertThat(empties()).isCloseTo(100, within(0.1));
  }

  @Test
  void anEntryCountsWholeWhenItTurnsMoreOftenThanOneRunInAThousand() {
    swing.add(true, 0, 100, Chance.level(0.002));
    assertThat(empties()).isCloseTo(100, within(0.1));

    Swing rarer = new Swing();
    rarer.add(true, 0, 100, Chance.level(0.0005));
    assertThat(rarer.most(0.5)).isZero();
  }

  @Test
  void manyThatTurnApartStayNearTheirMean() {
    for (int moment = 0; moment < 10_000; moment++) {
      swing.add(true, moment * MOMENT, 1, Chance.level(0.1));
    }
    // The mean of 1,000, which rounding makes somewhat more, and 3.1 deviations of 30.
    assertThat(empties()).isBetween(1_090.0, 1_160.0);
  }

  @Test
  void asManyThatTurnTogetherDoNot() {
    for (int answer = 0; answer < 10_000; answer++) {
      swing.add(true, answer % 100, 1, Chance.level(0.1));
    }
    assertThat(empties()).isCloseTo(10_000, within(10.0));
  }

  @Test
  void aFewMomentsTurnAsOftenAsTheBinomialDistributionHasIt() {
    for (int moment = 0; moment < 10; moment++) {
      swing.add(true, moment * MOMENT, 50, Chance.level(0.01));
    }
    // Of ten with a chance of 0.01, two or more turn in 0.4 % of all runs, three in 0.01 %.
    assertThat(empties()).isCloseTo(100, within(1.0));
  }

  @Test
  void deliveriesMoveTheRateByWhat204sLeave() {
    swing.add(true, 0, 40, Chance.CERTAIN);
    swing.add(false, MOMENT, 60, Chance.level(0.0005));

    // At a rate of 0.25 the 204s weigh 30 and the deliveries, which stay, 15.
    assertThat(swing.most(0.25)).isCloseTo(30.0 / 45, within(0.001));
    assertThat(swing.allDelivered()).isEqualTo(60);
  }
}
