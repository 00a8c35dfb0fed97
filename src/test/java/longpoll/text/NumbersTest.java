package longpoll.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final String SPACE = "\u00a0";

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(Numbers.count(1_234_567L)).isEqualTo("1,234,567");
    assertThat(Numbers.count(999)).isEqualTo("999");
    assertThat(Numbers.count(-1_500L)).isEqualTo("\u22121,500");
    assertThat(Numbers.count(4993.6)).isEqualTo("4,994");
    assertThat(Numbers.digits(181.4)).isEqualTo("181");
    assertThat(Numbers.digits(99.96)).isEqualTo("100");
    assertThat(Numbers.digits(12.34)).isEqualTo("12.3");
    assertThat(Numbers.digits(9.996)).isEqualTo("10.0");
    assertThat(Numbers.digits(1.005)).isEqualTo("1.01");
    assertThat(Numbers.digits(0.0123)).isEqualTo("0.012");
    assertThat(Numbers.digits(0)).isEqualTo("0");
    assertThat(Numbers.digits(0.0001)).isEqualTo("< 0.001");
    assertThat(Numbers.digits(-0.0001)).isEqualTo("> \u22120.001");
    assertThat(Numbers.digits(3_600_123)).isEqualTo("3,600,123");
  }

  @Test
  void aMeanHasDecimalsWhereTheyMatter() {
    assertThat(Numbers.mean(5_000.0)).isEqualTo("5,000");
    assertThat(Numbers.mean(4_990.5)).isEqualTo("4,991");
    assertThat(Numbers.mean(0.1234)).isEqualTo("0.123");
    assertThat(Numbers.mean(12.0)).isEqualTo("12");
    assertThat(Numbers.mean(12.04)).isEqualTo("12.0");
    assertThat(Numbers.mean(null)).isEqualTo("\u2013");
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(Numbers.count(Double.NaN)).isEqualTo("\u2013");
    assertThat(Numbers.mean(1 / 0.0)).isEqualTo("\u2013");
  }

  @Test
  void sharesAreInPercentWithMoreDigitsWhereTheyAreSmall() {
    assertThat(Numbers.percent(0.36789)).isEqualTo("36.8" + SPACE + "%");
    assertThat(Numbers.percent(1.0)).isEqualTo("100.0" + SPACE + "%");
    assertThat(Numbers.percent(0.0)).isEqualTo("0.0" + SPACE + "%");
    assertThat(Numbers.percent(0.0012)).isEqualTo("0.12" + SPACE + "%");
  }

  @Test
  void lengthsOfTimeAndSizesHaveTheUnitThatFits() {
    assertThat(Numbers.duration(850)).isEqualTo("850 ms".replace(" ", SPACE));
    assertThat(Numbers.duration(60_000)).isEqualTo("60 s".replace(" ", SPACE));
    assertThat(Numbers.duration(82_412)).isEqualTo("82.4 s".replace(" ", SPACE));
    assertThat(Numbers.duration(303_000)).isEqualTo("5" + SPACE + "min 3" + SPACE + "s");
    assertThat(Numbers.duration(7_800_000)).isEqualTo("2" + SPACE + "h 10" + SPACE + "min");
    assertThat(Numbers.duration(7_199_800)).isEqualTo("2" + SPACE + "h");
    assertThat(Numbers.bytes(900)).isEqualTo("900" + SPACE + "B");
    assertThat(Numbers.bytes(11_000)).isEqualTo("10.7" + SPACE + "KiB");
    assertThat(Numbers.bytes(25_769_803_776L)).isEqualTo("24.0" + SPACE + "GiB");
  }

  @Test
  void whatWasNotMeasuredIsADashAndNeverZero() {
    assertThat(Numbers.count(null)).isEqualTo(Numbers.NONE);
    assertThat(Numbers.digits(null)).isEqualTo(Numbers.NONE);
    assertThat(Numbers.digits(Double.NaN)).isEqualTo(Numbers.NONE);
    assertThat(Numbers.millis(null)).isEqualTo(Numbers.NONE);
    assertThat(Numbers.percent(null)).isEqualTo(Numbers.NONE);
    assertThat(Numbers.bytes(null)).isEqualTo(Numbers.NONE);
  }

  @Test
  void numbersHaveNoDustAndNoExponent() {
    assertThat(Numbers.exact(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(Numbers.exact(1.8e8)).isEqualTo("180000000");
    assertThat(Numbers.exact(-0.0)).isEqualTo("0");
    assertThat(Numbers.exact(1e-9)).isEqualTo("0.000000001");
    assertThat(Numbers.exact(123_456_789_012_345.0)).isEqualTo("123456789012000");
  }

  @Test
  void secondsHaveThreeDecimalsAndNoCommas() {
    assertThat(Numbers.seconds(1_234_567)).isEqualTo("1234.567");
    assertThat(Numbers.seconds(40)).isEqualTo("0.040");
  }

  @Test
  void aChangeHasASignUnlessItIsNone() {
    assertThat(Numbers.signedPercent(0.397)).isEqualTo("+39.7 %");
    assertThat(Numbers.signedPercent(-0.1)).isEqualTo("-10 %");
    assertThat(Numbers.signedPercent(0)).isEqualTo("0 %");
    assertThat(Numbers.signedDigits(-0.5)).isEqualTo("\u22120.500");
    assertThat(Numbers.signedDigits(0.5)).isEqualTo("+0.500");
  }
}
