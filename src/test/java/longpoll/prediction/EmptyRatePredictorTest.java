package longpoll.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import longpoll.settings.Rearm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmptyRatePredictorTest {
  private static final long SECOND = 1_000_000;
  private static final Rearm IMMEDIATE = new Rearm.Immediate();
  private static final int USERS = 300;

  /** Half of {@link #USERS}: all of them turn together or none does, but for a few. */
  private static final int SOME = 150;

  @ParameterizedTest
  @CsvSource({
    // period, hold limit, empties an event: floor(P / H)
    "5000, 2000, 2",
    "5000, 3000, 1",
    "1000, 3000, 0",
    "7000, 1500, 4",
  })
  void aFixedPeriodGivesFloorOfPeriodByHoldEmptiesAnEvent(
      long periodMillis, long holdMillis, long empties) {
    EmptyRatePredictor predictor = predictor(holdMillis, IMMEDIATE, true, 7, 7 + 3_500);
    // Events half a second off the window's edges, so that no answer is near one.
    long[] planned =
        LongStream.range(0, 4_000_000 / periodMillis)
            .map(k -> SECOND / 2 + k * periodMillis * 1_000)
            .toArray();

    predictor.addChannel(planned, new long[] {0, 0, 10});

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
    assertThat(prediction.rate().orElseThrow()).isCloseTo(empties / (empties + 1.0), within(0.001));
    assertThat(prediction.delivered()).isCloseTo(3 * 3_500_000 / periodMillis, within(3L));
    assertThat(prediction.ambiguousGaps()).isZero();
  }

  @Test
  void aPoissonScheduleGivesExpOfMinusRateTimesHoldOverALongTime() {
    long hours = 200;
    long[] planned = poisson(new Random(3), 5 * SECOND, hours * 3_600 * SECOND);
    EmptyRatePredictor predictor = predictor(4_000, IMMEDIATE, true, 0, hours * 3_600);

    predictor.addChannel(planned, new long[] {0});

    assertThat(predictor.predict(MeasuredDelays.NONE).rate().orElseThrow())
        .isCloseTo(Math.exp(-0.8), within(0.005));
  }

  /** Rate r and a poll every N seconds without a hold: no event in N seconds has exp(-rN). */
  @ParameterizedTest
  @CsvSource({
    // mean distance of two events, distance of two polls, in seconds
    "60, 30",
    "10, 30",
    "10, 5",
    "10, 1",
    "1, 1",
    "1, 5",
  })
  void pollsThatAreNotHeldAreEmptyAsOftenAsNothingCameSinceTheLast(long every, long period) {
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(
            Duration.ZERO,
            new Rearm.Fixed(Duration.ofSeconds(period)),
            true,
            100 * SECOND,
            700 * SECOND,
            1);
    Random random = new Random(9);
    for (int channel = 0; channel < 200; channel++) {
      long[] starts = {random.nextLong(period * SECOND), random.nextLong(period * SECOND)};
      predictor.addChannel(poisson(random, every * SECOND, 700 * SECOND), starts);
    }

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
    double closedForm = Math.exp(-(double) period / every);
    assertThat(prediction.rate().orElseThrow()).isCloseTo(closedForm, within(0.015));
    assertThat(prediction.delivered() + prediction.empty()).isEqualTo(200 * 2 * 600 / period);
    assertThat(prediction.agreesWith(closedForm + 0.1)).isFalse();
    assertThat(prediction.ambiguousGaps()).isZero();
  }

  @Test
  void anAnswerThatIsNotHeldBringsAllThatHasCome() {
    long[] planned = LongStream.range(0, 3_000).map(k -> k * 10_000).toArray();
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(
            Duration.ZERO, new Rearm.Fixed(Duration.ofSeconds(10)), true, 0, 60 * SECOND, 1);

    predictor.addChannel(planned, new long[] {-5 * SECOND});

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
    assertThat(prediction.delivered()).as("at 5, 15, 25 and 35 s").isEqualTo(4);
    assertThat(prediction.empty()).as("at 45 and 55 s").isEqualTo(2);
  }

  @Test
  void aPeriodThatIsAMultipleOfTheHoldLimitIsAmbiguousInEveryGap() {
    EmptyRatePredictor predictor = predictor(2_000, IMMEDIATE, true, 1, 41);
    long[] planned = LongStream.rangeClosed(0, 12).map(k -> k * 4 * SECOND).toArray();

    predictor.addChannel(planned, new long[] {-1, -1, -1});

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
    assertThat(prediction.delivered()).isEqualTo(3 * 10);
    assertThat(prediction.empty()).isEqualTo(3 * 20);
    assertThat(prediction.ambiguousGaps()).isEqualTo(10);
    // Without the last 204 of each gap it would be one half instead of two thirds.
    assertThat(prediction.agreesWith(0.5)).isTrue();
    assertThat(prediction.agreesWith(0.3)).isFalse();
  }

  @Test
  void anEventBetweenTwoPollsIsDeliveredAtTheNextOneOrLostToABareClient() {
    long[] planned = {SECOND, SECOND + 500_000};
    Rearm rearm = new Rearm.Fixed(Duration.ofSeconds(1));
    EmptyRatePredictor cursor = predictor(10_000, rearm, true, 0, 10);
    EmptyRatePredictor bare = predictor(10_000, rearm, false, 0, 10);

    cursor.addChannel(planned, new long[] {0});
    bare.addChannel(planned, new long[] {0});

    assertThat(cursor.predict(MeasuredDelays.NONE).delivered()).isEqualTo(2);
    assertThat(bare.predict(MeasuredDelays.NONE).delivered()).isEqualTo(1);
  }

  @Test
  void aBurstIsOneDeliveryUpToTheLimitOfAnAnswer() {
    assertThat(deliveriesOfABurst(1)).isEqualTo(1);
    assertThat(deliveriesOfABurst(100)).isEqualTo(1);
    assertThat(deliveriesOfABurst(101)).isEqualTo(2);
    assertThat(deliveriesOfABurst(250)).isEqualTo(3);
  }

  @Test
  void withoutEventsEveryAnswerIsEmpty() {
    EmptyRatePredictor predictor = predictor(2_000, IMMEDIATE, true, 10, 20);

    predictor.addChannel(new long[0], new long[] {1, 2});

    assertThat(predictor.predict(MeasuredDelays.NONE).rate()).hasValue(1);
    assertThat(predictor.predict(MeasuredDelays.NONE).empty()).isEqualTo(2 * 5);
  }

  @Test
  void withoutAnyAnswerThereIsNoRate() {
    EmptyRatePredictor predictor = predictor(20_000, IMMEDIATE, true, 1, 2);

    predictor.addChannel(new long[0], new long[] {0});

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
    assertThat(prediction.rate()).isEmpty();
    assertThat(prediction.lowest()).isZero();
    assertThat(prediction.agreesWith(0)).isFalse();
  }

  @Test
  void lateAnswersMayMissA204WhoseEventFollowsCloselyAndMakeNoneMore() {
    // Until the second 204 is decided, lag, two re-arm gaps and two latenesses make 17 ms.
    MeasuredDelays delays = DelaySamples.always(5, 1, 5, 0);
    EmptyRatePrediction prediction =
        played(delays, new long[] {0, 4 * SECOND + 16_000}, 1, 30, true);

    assertThat(agrees(prediction, -USERS, 0)).isTrue();
    assertThat(agrees(prediction, -USERS - SOME, 0)).isFalse();
    assertThat(agrees(prediction, SOME, 0)).isFalse();
    assertThat(prediction.ambiguousGaps()).isEqualTo(1);
    // A quarter more and a millisecond do not reach 23 ms.
    EmptyRatePrediction further = played(delays, new long[] {0, 4 * SECOND + 23_000}, 1, 30, true);
    assertThat(agrees(further, -SOME, 0)).isFalse();
    assertThat(further.ambiguousGaps()).isZero();
    // After one 204 less, 11 ms do not reach 16 ms.
    EmptyRatePrediction shorter = played(delays, new long[] {0, 2 * SECOND + 16_000}, 1, 30, true);
    assertThat(agrees(shorter, -SOME, 0)).isFalse();
    assertThat(shorter.ambiguousGaps()).isZero();
  }

  @Test
  void anEventPublishedLateMayFindA204BeforeIt() {
    MeasuredDelays delays =
        DelaySamples.inWindow(
            DelaySamples.millis(0),
            DelaySamples.millis(0),
            DelaySamples.millis(0),
            DelaySamples.millis(0, 8));
    EmptyRatePrediction prediction = played(delays, new long[] {0, 2 * SECOND - 7_000}, 1, 7, true);

    assertThat(agrees(prediction, USERS, 0)).isTrue();
    assertThat(agrees(prediction, USERS + SOME, 0)).isFalse();
    assertThat(agrees(prediction, -SOME, 0)).isFalse();
    assertThat(prediction.ambiguousGaps()).isEqualTo(1);
  }

  @Test
  void lateAnswersNearAnEdgeOfTheWindowMayFallOnItsOtherSide() {
    MeasuredDelays delays = DelaySamples.always(5, 1, 5, 0);

    EmptyRatePrediction emptyBeforeStart =
        played(delays, new long[] {SECOND - 5_000, 4 * SECOND}, 3, 9, true);
    assertThat(agrees(emptyBeforeStart, USERS, 0)).isTrue();
    assertThat(agrees(emptyBeforeStart, -SOME, 0)).isFalse();

    EmptyRatePrediction emptyBeforeEnd =
        played(delays, new long[] {5 * SECOND - 5_000}, 1, 9, true);
    assertThat(agrees(emptyBeforeEnd, -USERS, 0)).isTrue();
    assertThat(agrees(emptyBeforeEnd, SOME, 0)).isFalse();

    EmptyRatePrediction deliveredBeforeStart =
        played(delays, new long[] {SECOND - 3_000, 6 * SECOND}, 1, 8, true);
    assertThat(agrees(deliveredBeforeStart, 0, USERS)).isTrue();
    assertThat(agrees(deliveredBeforeStart, 0, -SOME)).isFalse();

    EmptyRatePrediction deliveredBeforeEnd =
        played(delays, new long[] {4 * SECOND - 500_000, 9 * SECOND - 3_000}, 1, 9, true);
    assertThat(agrees(deliveredBeforeEnd, 0, -USERS)).isTrue();
    assertThat(agrees(deliveredBeforeEnd, 0, SOME)).isFalse();
  }

  @Test
  void eventsThatFollowAnAnswerCloselyMayBeOneAnswerOrLost() {
    long[] three = {SECOND, SECOND + 4_000, SECOND + 8_000};
    MeasuredDelays delays = DelaySamples.always(5, 1, 5, 0);

    EmptyRatePrediction resuming = played(delays, three, 0, 9, true);
    assertThat(agrees(resuming, 0, -USERS)).as("two come in one answer").isTrue();
    assertThat(agrees(resuming, 0, -2 * USERS)).as("none is lost").isFalse();
    EmptyRatePrediction bare = played(delays, three, 0, 9, false);
    assertThat(agrees(bare, 0, -2 * USERS)).as("the second and the third are lost").isTrue();
    assertThat(agrees(bare, 0, -2 * USERS - SOME)).isFalse();
  }

  @Test
  void aFewUsersMayBeLateAlone() {
    EmptyRatePrediction prediction =
        played(MeasuredDelays.NONE, new long[] {0, 4 * SECOND + 500_000}, 1, 30, true);

    assertThat(agrees(prediction, -5, 0)).isTrue();
    assertThat(agrees(prediction, 5, 0)).isTrue();
    assertThat(agrees(prediction, -SOME, 0)).isFalse();
    assertThat(agrees(prediction, SOME, 0)).isFalse();
  }

  @Test
  void channelsWithTheSameInstantsAreLateTogetherAndOthersAreNot() {
    // Half of all lags make the 204 an event's delivery.
    MeasuredDelays delays =
        DelaySamples.inWindow(
            DelaySamples.millis(0),
            DelaySamples.millis(0),
            DelaySamples.millis(0, 200),
            DelaySamples.millis(0));
    EmptyRatePrediction[] predictions = new EmptyRatePrediction[2];
    for (int apart = 0; apart < 2; apart++) {
      EmptyRatePredictor predictor = predictor(2_000, IMMEDIATE, true, 1, 4);
      long[] starts = new long[5];
      Arrays.fill(starts, -500_000);
      for (int channel = 0; channel < 50; channel++) {
        long start = apart * channel * 17_000 - 200_000;
        predictor.addChannel(new long[] {start, start + 2 * SECOND + 6_000}, starts);
      }
      predictions[apart] = predictor.predict(delays);
    }

    assertThat(agrees(predictions[0], -250, 0)).isTrue();
    assertThat(agrees(predictions[1], -250, 0)).isFalse();
    assertThat(agrees(predictions[1], -125, 0)).isTrue();
  }

  @Test
  void theSameInputGivesTheSamePrediction() {
    long[] planned = poisson(new Random(5), 2 * SECOND, 100 * SECOND);
    MeasuredDelays delays = DelaySamples.always(5, 1, 5, 8);

    assertThat(played(delays, planned, 10, 90, true))
        .isEqualTo(played(delays, planned, 10, 90, true));
  }

  @Test
  void longRunsArePlayedInPartAndKeepTheirCounts() {
    Rearm rearm = Rearm.parse("uniform 0s..1s");
    EmptyRatePredictor predictor = predictor(1_000, rearm, true, 0, 600);
    predictor.addChannel(poisson(new Random(5), SECOND, 600 * SECOND), new long[1_001]);

    EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);

    double rate = prediction.rate().orElseThrow();
    assertThat(prediction.agreesWith(rate)).isTrue();
    assertThat(prediction.lowest()).isCloseTo(rate, within(0.01));
    assertThat(prediction.highest()).isCloseTo(rate, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "immediate, true", "immediate, false",
    "fixed 300ms, true", "fixed 300ms, false",
    "article, true", "article, false",
  })
  void playingUsersInStepCountsTheSameAsTickingEachOfThem(String rearmText, boolean resumes) {
    Rearm rearm = Rearm.parse(rearmText);
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      int holdMillis = 1 + random.nextInt(3_000);
      long[] planned =
          random.longs(random.nextInt(60), 0, 20_000).map(ms -> ms * 1_000).sorted().toArray();
      long[] starts = random.longs(10, 0, 5_000).map(ms -> ms * 1_000).toArray();
      EmptyRatePredictor predictor = predictor(holdMillis, rearm, resumes, 3, 18);

      predictor.addChannel(planned, starts);

      long[] ticked = new long[2];
      for (long start : starts) {
        tick(planned, start, holdMillis, rearm, resumes, ticked);
      }
      EmptyRatePrediction prediction = predictor.predict(MeasuredDelays.NONE);
      assertThat(new long[] {prediction.delivered(), prediction.empty()})
          .as("round %d, hold %d ms", round, holdMillis)
          .isEqualTo(ticked);
    }
  }

  @Test
  void aRandomRearmIsPlayedUserByUserAndAgreesWithItselfUnderAnotherDraw() {
    Rearm rearm = Rearm.parse("uniform 0s..1s");
    long[] planned = poisson(new Random(5), 2 * SECOND, 100 * SECOND);
    long[] starts = new long[300];

    EmptyRatePrediction one = played(rearm, planned, starts, 1);
    EmptyRatePrediction other = played(rearm, planned, starts, 2);

    assertThat(one.delivered()).isNotEqualTo(other.delivered());
    assertThat(one.agreesWith(other.rate().orElseThrow())).isTrue();
  }

  @Test
  @Timeout(20)
  void fifteenThousandUsersAndThousandsOfEventsAreNoBurden() {
    long[] planned = poisson(new Random(5), SECOND / 20, 600 * SECOND);
    long[] starts = LongStream.range(0, 15_000).map(user -> user * 1_000).toArray();
    EmptyRatePredictor predictor = predictor(100, IMMEDIATE, true, 20, 600);

    predictor.addChannel(planned, starts);

    assertThat(predictor.predict(MeasuredDelays.NONE).delivered()).isGreaterThan(15_000L * 10_000);
  }

  @Test
  void aHoldOrWindowThatCannotBeIsRefused() {
    assertThatThrownBy(() -> predictor(0, IMMEDIATE, true, 0, 1))
        .hasMessageContaining("hold: at least 1us is needed");
    assertThatThrownBy(() -> predictor(0, Rearm.parse("fixed 99ms"), true, 0, 1))
        .hasMessageContaining("or 0 and a re-arm delay of PT0.1S");
    assertThatThrownBy(() -> predictor(1, IMMEDIATE, true, 2, 1))
        .hasMessageContaining("must not end before it begins");
  }

  private static EmptyRatePrediction played(Rearm rearm, long[] planned, long[] starts, long seed) {
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(Duration.ofSeconds(1), rearm, true, 10 * SECOND, 90 * SECOND, seed);
    predictor.addChannel(planned, starts);
    return predictor.predict(MeasuredDelays.NONE);
  }

  /** Users with a hold limit of two seconds that begin 300 ms before 0. */
  private static EmptyRatePrediction played(
      MeasuredDelays delays, long[] planned, long fromSeconds, long toSeconds, boolean resumes) {
    EmptyRatePredictor predictor = predictor(2_000, IMMEDIATE, resumes, fromSeconds, toSeconds);
    long[] starts = new long[USERS];
    Arrays.fill(starts, -300_000);
    predictor.addChannel(planned, starts);
    return predictor.predict(delays);
  }

  /** Whether a run with so many more answers than predicted agrees. */
  private static boolean agrees(EmptyRatePrediction prediction, long empty, long delivered) {
    double empties = prediction.empty() + empty;
    return prediction.agreesWith(empties / (empties + prediction.delivered() + delivered));
  }

  private static long deliveriesOfABurst(int events) {
    long[] planned = new long[events];
    Arrays.fill(planned, SECOND);
    EmptyRatePredictor predictor = predictor(5_000, IMMEDIATE, true, 0, 4);
    predictor.addChannel(planned, new long[] {0});
    return predictor.predict(MeasuredDelays.NONE).delivered();
  }

  private static EmptyRatePredictor predictor(
      long holdMillis, Rearm rearm, boolean resumes, long fromSeconds, long toSeconds) {
    return new EmptyRatePredictor(
        Duration.ofMillis(holdMillis), rearm, resumes, fromSeconds * SECOND, toSeconds * SECOND, 1);
  }

  private static long[] poisson(Random random, double meanMicros, long end) {
    LongStream.Builder instants = LongStream.builder();
    double at = 0;
    while ((at += -Math.log(1 - random.nextDouble()) * meanMicros) < end) {
      instants.add((long) at);
    }
    return instants.build().toArray();
  }

  /** One user, millisecond by millisecond, with an inbox. */
  private static void tick(
      long[] planned, long start, int holdMillis, Rearm rearm, boolean resumes, long[] counts) {
    Duration hold = Duration.ofMillis(holdMillis);
    long pollAt = start / 1_000;
    boolean parked = false;
    int inbox = 0;
    int nextEvent = 0;
    while (nextEvent < planned.length && planned[nextEvent] <= start) {
      nextEvent++;
    }
    for (long now = start / 1_000; now < 18_000; now++) {
      // The limit goes before the event of the same instant; an answer may be followed at once.
      for (boolean again = true; again; ) {
        again = false;
        if (parked && now == pollAt + holdMillis) {
          counts[1] += now >= 3_000 ? 1 : 0;
          pollAt = now + rearm.after(true, hold, hold, null).toMillis();
          parked = false;
          again = true;
        }
        if (!parked && now == pollAt && (inbox == 0 || !resumes)) {
          inbox = 0;
          // A bare client that polls at the instant of an event comes too late for it.
          while (!resumes && nextEvent < planned.length && planned[nextEvent] == now * 1_000) {
            nextEvent++;
          }
          parked = true;
        }
        while (nextEvent < planned.length && planned[nextEvent] == now * 1_000) {
          nextEvent++;
          inbox++;
        }
        if (inbox > 0 && (parked || (now == pollAt && resumes))) {
          counts[0] += now >= 3_000 ? 1 : 0;
          inbox = 0;
          pollAt = now + rearm.after(false, Duration.ZERO, hold, null).toMillis();
          parked = false;
          again = true;
        }
      }
    }
  }
}
