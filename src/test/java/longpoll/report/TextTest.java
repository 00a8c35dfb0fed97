package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import longpoll.report.svg.Numbers;
import org.junit.jupiter.api.Test;

class TextTest {
  private static final String SPACE = "\u00a0";

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(Text.count(1_234_567L)).isEqualTo("1,234,567");
    assertThat(Text.count(999)).isEqualTo("999");
    assertThat(Text.count(-1_500L)).isEqualTo("\u22121,500");
    assertThat(Text.count(4993.6)).isEqualTo("4,994");
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
    assertThat(Text.mean(5_000.0)).isEqualTo("5,000");
    assertThat(Text.mean(4_990.5)).isEqualTo("4,991");
    assertThat(Text.mean(0.1234)).isEqualTo("0.123");
    assertThat(Text.mean(12.0)).isEqualTo("12");
    assertThat(Text.mean(12.04)).isEqualTo("12.0");
    assertThat(Text.mean(null)).isEqualTo("\u2013");
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(Text.count(Double.NaN)).isEqualTo("\u2013");
    assertThat(Text.mean(1 / 0.0)).isEqualTo("\u2013");
  }

  @Test
  void sharesAreInPercentWithMoreDigitsWhereTheyAreSmall() {
    assertThat(Text.percent(0.36789)).isEqualTo("36.8" + SPACE + "%");
    assertThat(Text.percent(1.0)).isEqualTo("100.0" + SPACE + "%");
    assertThat(Text.percent(0.0)).isEqualTo("0.0" + SPACE + "%");
    assertThat(Text.percent(0.0012)).isEqualTo("0.12" + SPACE + "%");
  }

  @Test
  void lengthsOfTimeAndSizesHaveTheUnitThatFits() {
    assertThat(Text.duration(850)).isEqualTo("850 ms".replace(" ", SPACE));
    assertThat(Text.duration(60_000)).isEqualTo("60 s".replace(" ", SPACE));
    assertThat(Text.duration(82_412)).isEqualTo("82.4 s".replace(" ", SPACE));
    assertThat(Text.duration(303_000)).isEqualTo("5" + SPACE + "min 3" + SPACE + "s");
    assertThat(Text.duration(7_800_000)).isEqualTo("2" + SPACE + "h 10" + SPACE + "min");
    assertThat(Text.duration(7_199_800)).isEqualTo("2" + SPACE + "h");
    assertThat(Text.bytes(900)).isEqualTo("900" + SPACE + "B");
    assertThat(Text.bytes(11_000)).isEqualTo("10.7" + SPACE + "KiB");
    assertThat(Text.bytes(25_769_803_776L)).isEqualTo("24.0" + SPACE + "GiB");
  }

  @Test
  void whatWasNotMeasuredIsADashAndNeverZero() {
    assertThat(Text.count(null)).isEqualTo(Text.NONE);
    assertThat(Text.digits(null)).isEqualTo(Text.NONE);
    assertThat(Text.digits(Double.NaN)).isEqualTo(Text.NONE);
    assertThat(Text.millis(null)).isEqualTo(Text.NONE);
    assertThat(Text.percent(null)).isEqualTo(Text.NONE);
    assertThat(Text.bytes(null)).isEqualTo(Text.NONE);
    assertThat(Text.moment(null)).isEqualTo(Text.NONE);
  }

  @Test
  void instantsAreInUtcAndTheSameUnderEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Text.moment("2026-11-24T09:00:00.123Z")).isEqualTo("2026-11-24 09:00:00 UTC");
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Text.moment("yesterday")).isEqualTo("yesterday");
  }
}
