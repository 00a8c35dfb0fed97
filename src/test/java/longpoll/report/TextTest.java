package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import longpoll.text.Numbers;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void anUnknownInstantIsADash() {
    assertThat(Text.moment(null)).isEqualTo(Numbers.NONE);
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
