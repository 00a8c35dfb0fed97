package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
    "50ms, MILLIS, 50",
    "1.5s, MILLIS, 1500",
    "5%, SHARE, 0.05",
    "0.05, SHARE, 0.05",
    "12, COUNT, 12",
    "1MB, BYTES, 1000000",
    "0.2, CORES, 0.2"
  })
  void valuesAreReadInTheMeasuresUnit(String text, Unit unit, double value) {
    assertThat(unit.parse(text)).isEqualTo(value);
  }

  @Test
  void aValueWithoutItsUnitIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Unit.MILLIS.parse("50"));
    assertThatIllegalArgumentException().isThrownBy(() -> Unit.COUNT.parse("five"));
  }

  @ParameterizedTest
  @CsvSource({
    "3.65432, MILLIS, 3.65 ms",
    "0.34012, SHARE, 34 %",
    "12345.678, COUNT, 12346",
    "5000, COUNT, 5000",
    "1234567, COUNT, 1234567",
    "-0.0421, MILLIS, -0.0421 ms",
    "0, MILLIS, 0 ms",
    "150000000, BYTES, 150 MB",
    "21500, BYTES, 21.5 KB",
    "-12, BYTES, -12 B"
  })
  void valuesAreWrittenWithThreeDigits(double value, Unit unit, String text) {
    assertThat(unit.format(value)).isEqualTo(text);
  }
}
