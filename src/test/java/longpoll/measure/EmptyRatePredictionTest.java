package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmptyRatePredictionTest {

  @Test
  void theRoomIsWhatFewerAndMoreAnswersMakeOfTheRate() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(600, 400, 1, 20, 10, 5, 15, false);

    assertThat(prediction.rate()).hasValue(0.4);
    assertThat(prediction.lowest()).isCloseTo(380.0 / 995, within(1e-12));
    assertThat(prediction.highest()).isCloseTo(410.0 / 1_005, within(1e-12));
    assertThat(prediction.agreesWith(0.382)).isTrue();
    assertThat(prediction.agreesWith(0.381)).isFalse();
    assertThat(prediction.agreesWith(0.408)).isFalse();
  }

  @Test
  void aDrawnReArmDelayAddsFourDeviationsToBothSides() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(600, 400, 0, 0, 0, 0, 0, true);

    assertThat(prediction.lowest()).isCloseTo(0.4 - 4 * Math.sqrt(0.24 / 1000), within(1e-12));
    assertThat(prediction.highest()).isCloseTo(0.4 + 4 * Math.sqrt(0.24 / 1000), within(1e-12));
  }

  @Test
  void aDisagreementIsWrittenWithDigitsThatShowIt() {
    EmptyRatePrediction prediction =
        new EmptyRatePrediction(31_600, 16_317, 0, 0.4, 0, 0, 0.3, false);

    assertThat(prediction.disagreementInWords(16_315.0 / 47_915))
        .isEqualTo(
            "the empty rate of 34.050 % disagrees with the prediction of 34.053 %: late answers and"
                + " polls explain 34.052 % to 34.053 %, so server, users or ledger is off");
  }

  @Test
  void withoutAnAnswerThereIsNothingToAgreeWith() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(0, 0, 0, 0, 0, 0, 0, true);

    assertThat(prediction.rate()).isEmpty();
    assertThat(prediction.lowest()).isZero();
    assertThat(prediction.agreesWith(0)).isFalse();
  }
}
