package longpoll.measure;

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

    predictor.play(planned, new long[] {0, 0, 10});

    EmptyRatePrediction prediction = predictor.prediction();
    assertThat(prediction.rate().orElseThrow()).isCloseTo(empties / (empties + 1.0), within(0.001));
    assertThat(prediction.delivered()).isCloseTo(3 * 3_500_000 / periodMillis, within(3L));
    assertThat(prediction.ambiguousGaps()).isZero();
  }

  @Test
  void aPoissonScheduleGivesExpOfMinusRateTimesHoldOverALongTime() {
    long hours = 200;
    long[] planned = poisson(new Random(3), 5 * SECOND, hours * 3_600 * SECOND);
    EmptyRatePredictor predictor = predictor(4_000, IMMEDIATE, true, 0, hours * 3_600);

    predictor.play(planned, new long[] {0});

    assertThat(predictor.prediction().rate().orElseThrow())
        .isCloseTo(Math.exp(-0.8), within(0.005));
  }

  @Test
  void aPeriodThatIsAMultipleOfTheHoldLimitIsAmbiguousInEveryGap() {
    EmptyRatePredictor predictor = predictor(2_000, IMMEDIATE, true, 1, 41);
    long[] planned = LongStream.rangeClosed(0, 12).map(k -> k * 4 * SECOND).toArray();

    predictor.play(planned, new long[] {-1, -1, -1});

    EmptyRatePrediction prediction = predictor.prediction();
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

    cursor.play(planned, new long[] {0});
    bare.play(planned, new long[] {0});

    assertThat(cursor.prediction().delivered()).isEqualTo(2);
    assertThat(bare.prediction().delivered()).isEqualTo(1);
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

    predictor.play(new long[0], new long[] {1, 2});

    assertThat(predictor.prediction().rate()).hasValue(1);
    assertThat(predictor.prediction().empty()).isEqualTo(2 * 5);
  }

  @Test
  void withoutAnyAnswerThereIsNoRate() {
    EmptyRatePredictor predictor = predictor(20_000, IMMEDIATE, true, 1, 2);

    predictor.play(new long[0], new long[] {0});

    EmptyRatePrediction prediction = predictor.prediction();
    assertThat(prediction.rate()).isEmpty();
    assertThat(prediction.agreesWith(0)).isFalse();
  }

  @Test
  void lateAnswersMayMissA204WhoseEventFollowsCloselyAndMakeNoneMore() {
    // The second 204 comes 20 ms before the event; each answer and poll is 6 ms late in all.
    EmptyRatePrediction prediction =
        played(DelaySamples.always(5, 1, 5, 0), new long[] {0, 4 * SECOND + 20_000}, 1, 30);

    assertThat(prediction.fewerEmpty()).isCloseTo(3, within(0.01));
    assertThat(prediction.moreEmpty()).isZero();
    assertThat(prediction.ambiguousGaps()).isEqualTo(1);
    // After one 204 less, the same distance is too much.
    EmptyRatePrediction shorter =
        played(DelaySamples.always(5, 1, 5, 0), new long[] {0, 2 * SECOND + 20_000}, 1, 30);
    assertThat(shorter.fewerEmpty()).isZero();
    assertThat(shorter.ambiguousGaps()).isZero();
  }

  @Test
  void anEventPublishedLateMayFindA204BeforeIt() {
    EmptyRatePrediction prediction =
        played(DelaySamples.always(5, 1, 5, 8), new long[] {0, 2 * SECOND - 7_000}, 1, 30);

    assertThat(prediction.moreEmpty()).isCloseTo(3, within(0.01));
    assertThat(prediction.ambiguousGaps()).isEqualTo(1);
  }

  @Test
  void lateAnswersNearAnEdgeOfTheWindowMayFallOnItsOtherSide() {
    // A 204 just before the window, one just before its end, a delivery before its start.
    EmptyRatePrediction empties =
        played(DelaySamples.always(5, 1, 5, 0), new long[] {995_000 - 10}, 3, 9);
    assertThat(empties.moreEmpty()).isCloseTo(3, within(0.01));
    assertThat(empties.fewerEmpty()).isCloseTo(3, within(0.01));
    EmptyRatePrediction delivered =
        played(
            DelaySamples.always(5, 1, 5, 0), new long[] {SECOND - 3_000, 9 * SECOND - 3_000}, 1, 9);
    assertThat(delivered.moreDelivered()).isCloseTo(3, within(0.01));
    assertThat(delivered.fewerDelivered()).isCloseTo(3, within(0.01));
  }

  @Test
  void eventsThatFollowAnAnswerCloselyMayBeOneAnswerOrLost() {
    long[] three = {SECOND, SECOND + 4_000, SECOND + 8_000};
    assertThat(played(DelaySamples.always(5, 1, 5, 0), three, 0, 9).fewerDelivered())
        .as("the second and the third come in one answer")
        .isCloseTo(3, within(0.01));
    EmptyRatePredictor bare =
        predictor(2_000, IMMEDIATE, false, 0, 9, DelaySamples.always(5, 1, 5, 0));
    bare.play(three, new long[] {-1, -1, -1});
    assertThat(bare.prediction().fewerDelivered())
        .as("the second and the third are lost")
        .isCloseTo(6, within(0.01));
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

      predictor.play(planned, starts);

      long[] ticked = new long[2];
      for (long start : starts) {
        tick(planned, start, holdMillis, rearm, resumes, ticked);
      }
      EmptyRatePrediction prediction = predictor.prediction();
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

    assertThat(one.sampled()).isTrue();
    assertThat(one.delivered()).isNotEqualTo(other.delivered());
    assertThat(one.agreesWith(other.rate().orElseThrow())).isTrue();
  }

  @Test
  @Timeout(20)
  void fifteenThousandUsersAndThousandsOfEventsAreNoBurden() {
    long[] planned = poisson(new Random(5), SECOND / 20, 600 * SECOND);
    long[] starts = LongStream.range(0, 15_000).map(user -> user * 1_000).toArray();
    EmptyRatePredictor predictor = predictor(100, IMMEDIATE, true, 20, 600);

    predictor.play(planned, starts);

    assertThat(predictor.prediction().delivered()).isGreaterThan(15_000L * 10_000);
  }

  @Test
  void aHoldOrWindowThatCannotBeIsRefused() {
    assertThatThrownBy(() -> predictor(0, IMMEDIATE, true, 0, 1))
        .hasMessageContaining("hold: at least 1us is needed");
    assertThatThrownBy(() -> predictor(1, IMMEDIATE, true, 2, 1))
        .hasMessageContaining("must not end before it begins");
  }

  private static EmptyRatePrediction played(Rearm rearm, long[] planned, long[] starts, long seed) {
    EmptyRatePredictor predictor =
        new EmptyRatePredictor(
            Duration.ofSeconds(1),
            rearm,
            true,
            10 * SECOND,
            90 * SECOND,
            RunDelays.NONE,
            new Random(seed));
    predictor.play(planned, starts);
    return predictor.prediction();
  }

  /** Three users with a hold limit of two seconds that begin just before 0. */
  private static EmptyRatePrediction played(
      RunDelays delays, long[] planned, long fromSeconds, long toSeconds) {
    EmptyRatePredictor predictor =
        predictor(2_000, IMMEDIATE, true, fromSeconds, toSeconds, delays);
    predictor.play(planned, new long[] {-1, -1, -1});
    return predictor.prediction();
  }

  private static long deliveriesOfABurst(int events) {
    long[] planned = new long[events];
    Arrays.fill(planned, SECOND);
    EmptyRatePredictor predictor = predictor(5_000, IMMEDIATE, true, 0, 4);
    predictor.play(planned, new long[] {0});
    return predictor.prediction().delivered();
  }

  private static EmptyRatePredictor predictor(
      long holdMillis, Rearm rearm, boolean resumes, long fromSeconds, long toSeconds) {
    return predictor(holdMillis, rearm, resumes, fromSeconds, toSeconds, RunDelays.NONE);
  }

  private static EmptyRatePredictor predictor(
      long holdMillis,
      Rearm rearm,
      boolean resumes,
      long fromSeconds,
      long toSeconds,
      RunDelays delays) {
    return new EmptyRatePredictor(
        Duration.ofMillis(holdMillis),
        rearm,
        resumes,
        fromSeconds * SECOND,
        toSeconds * SECOND,
        delays,
        new Random(1));
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
