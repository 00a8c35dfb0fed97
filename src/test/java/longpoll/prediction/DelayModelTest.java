package longpoll.prediction;

import static longpoll.prediction.DelaySamples.inWindow;
import static longpoll.prediction.DelaySamples.millis;
import static longpoll.prediction.DelaySamples.none;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.ToLongBiFunction;
import java.util.stream.LongStream;
import longpoll.settings.Rearm;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DelayModelTest {
  private static final long WINDOW_START = 50_000_000;
  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final long MOMENT = DelayModel.MOMENT_MICROS;

  /** Of a delay at instants before or in the window, over many replicates: all values. */
  private static LongStream values(
      MeasuredDelays measured,
      String rearm,
      long from,
      ToLongBiFunction<DelayModel.Draw, Long> of) {
    DelayModel model = new DelayModel(measured, Rearm.parse(rearm), HOLD, WINDOW_START);
    SplittableRandom random = new SplittableRandom(1);
    return LongStream.range(0, 5_000)
        .map(replicate -> of.applyAsLong(model.draw(random), from + replicate * MOMENT / 2));
  }

  private static long longest(
      MeasuredDelays measured, long from, ToLongBiFunction<DelayModel.Draw, Long> of) {
    return values(measured, "immediate", from, of).max().orElseThrow();
  }

  private static MeasuredDelays lateness(double... millis) {
    return inWindow(millis(millis), millis(), millis(), millis());
  }

  @Test
  void idealClientsHaveNoDelays() {
    DelayModel.Draw ideal =
        new DelayModel(DelaySamples.always(5, 1, 5, 8), Rearm.parse("immediate"), HOLD, 0).ideal();

    assertThat(ideal.lateness(1)).isZero();
    assertThat(ideal.rearmGap(1)).isZero();
    assertThat(ideal.lag(1)).isZero();
    assertThat(ideal.slip(1)).isZero();
    assertThat(ideal.blur()).isZero();
  }

  @Test
  void whatIsNearerThanTheClocksCanTellMayFallEitherWay() {
    MeasuredDelays measured = new MeasuredDelays(none(), none(), millis(), 500);

    assertThat(longest(measured, 0, (draw, at) -> draw.blur())).isBetween(1_400L, 1_500L);
    assertThat(longest(measured, 0, (draw, at) -> -draw.blur())).isBetween(1_400L, 1_500L);
  }

  @Test
  void aDelayIsAsFrequentAsItWasMeasured() {
    EmpiricalDistribution delays = new EmpiricalDistribution(millis(2, 2, 2, 40));

    assertThat(delays.quantile(0)).isCloseTo(2_000, within(2L));
    assertThat(delays.quantile(0.749)).isCloseTo(2_000, within(2L));
    assertThat(delays.quantile(0.751)).isCloseTo(40_000, within(40L));
    long all =
        values(lateness(2, 2, 2, 40), "immediate", WINDOW_START, DelayModel.Draw::lateness)
            .filter(micros -> micros > 2_600)
            .count();
    // A quarter, less those with a factor below 0.065 of 1.25.
    assertThat(all / 5_000.0).isCloseTo(0.25 * (1 - 0.065 / 1.25), within(0.02));
  }

  @Test
  void theLongestDelayIsNeverLeftOut() {
    Histogram delays = millis(40);
    delays.recordValueWithCount(1_000_000, 1_000_000);

    assertThat(new EmpiricalDistribution(delays).quantile(0.9999)).isCloseTo(40_000, within(40L));
  }

  @Test
  void aDelayIsUpToAQuarterLongerThanMeasured() {
    assertThat(longest(lateness(40), WINDOW_START, DelayModel.Draw::lateness))
        .isBetween(49_000L, 50_100L);
  }

  @Test
  void atMostAllOfALatenessPassesBeforeTheDecision() {
    assertThat(longest(MeasuredDelays.NONE, 0, (draw, at) -> draw.beforeDecision(1_000)))
        .isBetween(990L, 1_000L);
    assertThat(longest(MeasuredDelays.NONE, 0, (draw, at) -> -draw.beforeDecision(1_000)))
        .isBetween(-10L, 0L);
  }

  @Test
  void answersOfTheSameMomentAreLateTogetherAndOthersAreNot() {
    DelayModel model =
        new DelayModel(lateness(2, 40), Rearm.parse("immediate"), HOLD, WINDOW_START);
    DelayModel.Draw draw = model.draw(new SplittableRandom(7));
    long longer = 0;
    for (long at = WINDOW_START; at < WINDOW_START + 1_000 * MOMENT; at += MOMENT) {
      assertThat(draw.lateness(at + MOMENT - 1)).isEqualTo(draw.lateness(at));
      longer += draw.lateness(at) > draw.lateness(at + MOMENT) ? 1 : 0;
    }
    assertThat(longer).as("in a quarter of all cases").isBetween(200L, 300L);
  }

  @Test
  void ofTwoCloseEventsOneMaySlipFurtherThanTheOther() {
    MeasuredDelays slips = inWindow(millis(), millis(), millis(), millis(0, 8));
    long apart =
        values(slips, "immediate", WINDOW_START, (draw, at) -> draw.slip(at) - draw.slip(at + 500))
            .filter(micros -> micros != 0)
            .count();

    assertThat(apart / 5_000.0).isCloseTo(0.5, within(0.03));
  }

  @Test
  void theIntendedPartOfAReArmGapIsNoDelay() {
    MeasuredDelays fixed = inWindow(millis(), millis(2_010, 2_010), millis(), millis());
    assertThat(values(fixed, "fixed 2s", WINDOW_START, DelayModel.Draw::rearmGap).max().orElse(0))
        .isBetween(12_000L, 14_000L);

    Histogram gaps = new Histogram(3);
    for (int millis = 0; millis < 1_000; millis++) {
      gaps.recordValue((millis + 4) * 1_000_000L);
    }
    MeasuredDelays uniform = inWindow(millis(), gaps, millis(), millis());
    double mean =
        values(uniform, "uniform 0s..1s", WINDOW_START, DelayModel.Draw::rearmGap)
            .average()
            .orElse(0);
    assertThat(mean).as("4 ms by a mean factor of 0.625").isCloseTo(2_500, within(400.0));
  }

  @Test
  void theSleepOfTheArticlesClientAfterAnEarly204IsNoDelay() {
    MeasuredDelays slept = inWindow(millis(), millis(4, 4, 4, 7_000), millis(), millis());

    assertThat(values(slept, "article", WINDOW_START, DelayModel.Draw::rearmGap).max().orElse(0))
        .isBetween(4_500L, 5_100L);
    assertThat(values(slept, "immediate", WINDOW_START, DelayModel.Draw::rearmGap).max().orElse(0))
        .isGreaterThan(7_000_000L);
  }

  @Test
  void whereEventsDoNotSayWhenTheyWerePublishedAllOfTheLagMayBeSlip() {
    MeasuredDelays unknown = inWindow(millis(), millis(), millis(20), millis());
    MeasuredDelays known = inWindow(millis(), millis(), millis(20), millis(1));

    assertThat(longest(unknown, WINDOW_START, DelayModel.Draw::slip)).isGreaterThan(24_000);
    assertThat(longest(known, WINDOW_START, DelayModel.Draw::slip)).isBetween(1_200L, 1_260L);
  }

  @Test
  void beforeTheWindowDelaysAreThoseThatWereMeasuredThere() {
    Histogram late = new Histogram(3);
    late.recordValueWithCount(100_000_000, 100);
    Histogram soon = new Histogram(3);
    soon.recordValueWithCount(4_000_000, 100);
    MeasuredDelays measured =
        new MeasuredDelays(
            new MeasuredDelays.Users(late, late, late),
            new MeasuredDelays.Users(soon, soon, soon),
            millis(),
            0);

    assertThat(longest(measured, 0, DelayModel.Draw::lateness)).isGreaterThan(120_000);
    assertThat(longest(measured, 0, DelayModel.Draw::rearmGap)).isGreaterThan(120_000);
    assertThat(longest(measured, 0, DelayModel.Draw::lag)).isGreaterThan(120_000);
    assertThat(longest(measured, WINDOW_START, DelayModel.Draw::lateness)).isLessThan(5_100);
    assertThat(longest(measured, WINDOW_START, DelayModel.Draw::rearmGap)).isLessThan(5_100);
    assertThat(longest(measured, WINDOW_START, DelayModel.Draw::lag)).isLessThan(5_100);
  }

  @Test
  void aPartOfTheRunWithHardlyAnyDelaysHasThoseOfAllOfIt() {
    MeasuredDelays measured =
        new MeasuredDelays(
            new MeasuredDelays.Users(millis(40), millis(), millis()),
            new MeasuredDelays.Users(millis(4, 4, 4), millis(), millis()),
            millis(),
            0);

    for (long from : new long[] {0, WINDOW_START}) {
      long above =
          values(measured, "immediate", from, DelayModel.Draw::lateness)
              .filter(micros -> micros > 5_100)
              .count();
      assertThat(above / 5_000.0).isBetween(0.2, 0.25);
    }
  }
}
