package longpoll.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmptyRatePredictionTest {

  @Test
  void aRateFromTheLowestToTheHighestAgrees() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(600, 400, 1, 0.382, 0.408);

    assertThat(prediction.rate()).hasValue(0.4);
    assertThat(prediction.agreesWith(0.382)).isTrue();
    assertThat(prediction.agreesWith(0.408)).isTrue();
    assertThat(prediction.agreesWith(0.3819)).isFalse();
    assertThat(prediction.agreesWith(0.4081)).isFalse();
  }

  @Test
  void aDisagreementIsWrittenWithDigitsThatShowIt() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(31_600, 16_317, 0, 0.340518, 0.340526);

    assertThat(prediction.disagreementInWords(16_315.0 / 47_915))
        .isEqualTo(
            "the empty rate of 34.050 % disagrees with the prediction of 34.053 %: late answers and"
                + " polls explain 34.052 % to 34.053 %, so server, users or ledger is off");
  }

  @Test
  void withoutAnAnswerThereIsNothingToAgreeWith() {
    EmptyRatePrediction prediction = new EmptyRatePrediction(0, 0, 0, 0, 0);

    assertThat(prediction.rate()).isEmpty();
    assertThat(prediction.agreesWith(0)).isFalse();
  }
}
