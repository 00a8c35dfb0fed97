package longpoll.measure;

import static longpoll.measure.DelaySamples.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import longpoll.settings.Rearm;
import org.junit.jupiter.api.Test;

class RunDelaysTest {
  private static final Rearm IMMEDIATE = new Rearm.Immediate();
  private static final SignedHistogram NOTHING = new SignedHistogram();

  /** Of a run whose delays are all in its window. */
  private static RunDelays delays(
      SignedHistogram lateness, SignedHistogram rearm, SignedHistogram lag, SignedHistogram slip) {
    return RunDelays.of(
        DelaySamples.none(), DelaySamples.of(lateness, rearm, lag), slip, IMMEDIATE, 0);
  }

  private static double chance(int level) {
    return level == Chance.NEVER ? 0 : Chance.of(level);
  }

  @Test
  void whatIsNearerThanTheClocksCanTellMayFallEitherWay() {
    RunDelays delays =
        RunDelays.of(DelaySamples.none(), DelaySamples.none(), NOTHING, IMMEDIATE, 500);

    assertThat(delays.pollLater(Steps.NONE, 1_400)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.publishedLater(1_400)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(Steps.NONE, 1_600)).isEqualTo(Chance.NEVER);
    assertThat(delays.publishedLater(1_600)).isEqualTo(Chance.NEVER);
  }

  @Test
  void aDelayIsExceededAsOftenAsItWasMeasured() {
    // One of four is beyond 10 ms, and none beyond 40 ms, or 50 ms with the margin.
    RunDelays delays = delays(millis(2, 2, 2, 40), NOTHING, NOTHING, NOTHING);

    assertThat(chance(delays.pollLater(Steps.NONE, 35_000))).isBetween(0.25, 0.27);
    assertThat(delays.pollLater(Steps.NONE, 52_000)).isEqualTo(Chance.NEVER);
    assertThat(delays.deliveredLater(true, 2_000)).isEqualTo(Chance.NEVER);
  }

  @Test
  void delaysAddUpOver204sInARowAndFromTheDeliveryBefore() {
    RunDelays delays = delays(millis(4), millis(2), millis(10), NOTHING);

    // 4 ms, times the margin of a quarter, and a millisecond.
    assertThat(delays.pollLater(Steps.NONE, 5_900)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(Steps.NONE, 6_100)).isEqualTo(Chance.NEVER);
    // Four latenesses, three gaps.
    assertThat(delays.pollLater(new Steps(0, 0, 3, 0), 28_400)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(new Steps(0, 0, 3, 0), 28_700)).isEqualTo(Chance.NEVER);
    // And after a delivery its lag, and a gap more.
    assertThat(delays.pollLater(new Steps(0, 0, 3, 1), 43_400)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(new Steps(0, 0, 3, 1), 43_700)).isEqualTo(Chance.NEVER);
  }

  @Test
  void manyDelaysInARowComeNearTheirMeanWhichTheRarestAloneDoesNot() {
    SignedHistogram lateness = new SignedHistogram();
    for (int micros = 0; micros < 10_000; micros += 10) {
      lateness.record(micros * 1_000L);
    }
    RunDelays delays = delays(lateness, NOTHING, NOTHING, NOTHING);

    // A hundred of 5 ms on average make 500 ms, less margin; as one they would be less half the
    // time.
    assertThat(chance(delays.pollLater(new Steps(0, 0, 99, 0), 550_000))).isGreaterThan(0.95);
    // All at their worst make a second.
    assertThat(chance(delays.pollLater(new Steps(0, 0, 99, 0), 1_100_000))).isBetween(0.1, 0.13);
  }

  @Test
  void earlyAnswersAreNoExcuseForMore() {
    RunDelays delays = delays(millis(-100), NOTHING, NOTHING, NOTHING);

    assertThat(delays.pollLater(Steps.NONE, 2_000)).isEqualTo(Chance.NEVER);
  }

  @Test
  void theIntendedPartOfAReArmGapIsNoDelay() {
    RunDelays fixed =
        RunDelays.of(
            DelaySamples.none(),
            DelaySamples.of(NOTHING, millis(2_010, 2_010), NOTHING),
            NOTHING,
            Rearm.parse("fixed 2s"),
            0);
    assertThat(fixed.pollLater(new Steps(0, 0, 1, 0), 12_000)).isEqualTo(Chance.CERTAIN);
    assertThat(fixed.pollLater(new Steps(0, 0, 1, 0), 18_000)).isEqualTo(Chance.NEVER);

    SignedHistogram gaps = new SignedHistogram();
    for (int millis = 0; millis < 1_000; millis++) {
      gaps.record((millis + 4) * 1_000_000L);
    }
    Delay drawn = Delay.of(gaps, quantile -> quantile * 1_000_000);
    assertThat(drawn.mean()).isCloseTo(4_000, within(500.0));
    for (int level = 1; level < Chance.LEVELS; level++) {
      assertThat(drawn.quantile(level)).isGreaterThanOrEqualTo(drawn.quantile(level - 1));
    }
  }

  @Test
  void whereEventsDoNotSayWhenTheyWerePublishedAllOfTheLagMayBeSlip() {
    RunDelays unknown = delays(NOTHING, NOTHING, millis(20), NOTHING);
    RunDelays known = delays(NOTHING, NOTHING, millis(20), millis(1));

    assertThat(unknown.publishedLater(15_000)).isEqualTo(Chance.CERTAIN);
    assertThat(known.publishedLater(15_000)).isEqualTo(Chance.NEVER);
  }

  @Test
  void stepsBeforeTheWindowAreAsLateAsThoseBeforeIt() {
    SignedHistogram late = new SignedHistogram();
    SignedHistogram soon = new SignedHistogram();
    for (int i = 0; i < 100; i++) {
      late.record(100_000_000);
      soon.record(4_000_000);
    }
    RunDelays delays =
        RunDelays.of(
            DelaySamples.of(late, soon, late),
            DelaySamples.of(soon, soon, soon),
            NOTHING,
            IMMEDIATE,
            0);

    // In the window two latenesses and a gap; before it a lateness and a gap more.
    assertThat(delays.pollLater(new Steps(0, 0, 1, 0), 15_500)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(new Steps(0, 0, 1, 0), 16_500)).isEqualTo(Chance.NEVER);
    assertThat(delays.pollLater(new Steps(1, 0, 1, 0), 145_000)).isEqualTo(Chance.CERTAIN);
    assertThat(delays.pollLater(new Steps(1, 0, 1, 0), 147_000)).isEqualTo(Chance.NEVER);
  }

  @Test
  void aPartOfTheRunWithHardlyAnyDelaysHasThoseOfAllOfIt() {
    RunDelays delays =
        RunDelays.of(
            DelaySamples.of(millis(40), NOTHING, NOTHING),
            DelaySamples.of(millis(4, 4, 4), NOTHING, NOTHING),
            NOTHING,
            IMMEDIATE,
            0);

    assertThat(chance(delays.pollLater(Steps.NONE, 30_000))).isBetween(0.25, 0.27);
  }

  @Test
  void levelsStandForTheChanceThatIsNotLess() {
    for (double chance : new double[] {1, 0.5, 0.3, 0.01, 1e-5, 1e-6}) {
      assertThat(Chance.of(Chance.level(chance))).isBetween(chance * 0.999999, chance * 1.06);
    }
    assertThat(Chance.level(1e-7)).isEqualTo(Chance.NEVER);
    assertThat(Chance.level(0)).isEqualTo(Chance.NEVER);
  }
}
