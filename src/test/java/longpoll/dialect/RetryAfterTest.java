package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private final RetryAfter wish =
      new RetryAfter(InstantSource.fixed(Instant.parse("2026-11-06T08:49:07Z")));

  private Duration read(String value, String date) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Retry-After", value);
    headers.put("Date", date);
    return wish.read(headers::get);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "Fri, 06 Nov 2026 08:49:37 GMT",
        "Friday, 06-Nov-26 08:49:37 GMT",
        "Fri Nov  6 08:49:37 2026"
      })
  void secondsAndAllThreeFormsOfADateAreUnderstood(String value) {
    assertThat(read(value, null)).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "2.5, 2500000000",
    "0.493, 493000000",
    "1.0, 1000000000",
    "0.000000001, 1",
    "0.0000000001, 1",
    "0.4930000000, 493000000",
    "1.9999999999, 2000000000",
    "' 2.5 ', 2500000000",
    "999998.25, 999998250000000"
  })
  void aFractionOfASecondCountsAndIsNeverRoundedDown(String value, long nanos) {
    assertThat(read(value, null)).isEqualTo(Duration.ofNanos(nanos));
  }

  @Test
  void aFractionOfAnyLengthIsRead() {
    assertThat(read("1." + "0".repeat(50_000) + "1", null))
        .isEqualTo(Duration.ofNanos(1_000_000_001));
  }

  @Test
  void aDateIsMeasuredFromTheServersOwnClock() {
    assertThat(read("Sun, 01 Jan 2017 00:00:10 GMT", "Sun, 01 Jan 2017 00:00:00 GMT"))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(read("Fri, 06 Nov 2026 08:49:37 GMT", "once"))
        .as("a Date that is none")
        .isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "-5",
        "-0.5",
        "0.0",
        "1,5",
        "1.5.2",
        "1e1",
        "NaN",
        "soon",
        "999999.5",
        "2026-11-06T08:49:37Z",
        "1000000",
        "Fri, 06 Nov 2026 08:49:07 GMT",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sat, 06 Nov 2027 08:49:37 GMT",
        "Fri, 31 Nov 2026 08:49:37 GMT",
        "Fri, 06 Nov 2026 08:49:37 CET"
      })
  void whatIsNoWaitOrTooLongLeavesTheClientToItsOwnBackOff(String value) {
    assertThat(read(value, null)).isNull();
  }

  @Test
  void datesDoNotHangOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(read("Friday, 06-Nov-26 08:49:37 GMT", null)).isEqualTo(Duration.ofSeconds(30));
    } finally {
      Locale.setDefault(before);
    }
  }
}
