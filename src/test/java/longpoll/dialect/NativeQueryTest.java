package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeQueryTest {
  private final Dialect dialect = new NativeDialect();

  @Test
  void theFirstPollAsksForTheHoldOnly() {
    assertThat(query(StreamPosition.START, Duration.ofSeconds(10), "")).isEqualTo("timeout=10");
  }

  @Test
  void aPollNamesCursorEpochHoldAndChannel() {
    assertThat(query(new StreamPosition("42", "e1"), Duration.ofSeconds(30), "c7"))
        .isEqualTo("cursor=42&epoch=e1&timeout=30&channel=c7");
  }

  @Test
  void anEpochIsKnownBeforeThereIsACursor() {
    assertThat(query(new StreamPosition(null, "e1"), Duration.ofSeconds(30), ""))
        .isEqualTo("epoch=e1&timeout=30");
  }

  @Test
  void theLargestCursorIsSentWhole() {
    Position last = new StreamPosition("" + Long.MAX_VALUE, "e");
    assertThat(query(last, Duration.ofSeconds(1), ""))
        .isEqualTo("cursor=9223372036854775807&epoch=e&timeout=1");
  }

  @Test
  void anEpochThatIsNoPlainWordIsEncoded() {
    assertThat(query(new StreamPosition("1", "a b&c=d+é"), Duration.ofSeconds(1), ""))
        .isEqualTo("cursor=1&epoch=a%20b%26c%3Dd%2B%C3%A9&timeout=1");
  }

  @Test
  void commasPartChannelsAndNothingElseGetsThrough() {
    assertThat(query(StreamPosition.START, Duration.ofSeconds(1), "a,b c&limit=1"))
        .isEqualTo("timeout=1&channel=a,b%20c%26limit%3D1");
  }

  @Test
  void aPollThatIsNotHeldAsksForAllThatHasCome() {
    assertThat(query(new StreamPosition("42", null), Duration.ZERO, "c7"))
        .isEqualTo("cursor=42&timeout=0&limit=10000&channel=c7");
  }

  @ParameterizedTest
  @CsvSource({"1, 0.001", "20, 0.020", "500, 0.500", "1999, 1.999", "2000, 2", "3600000, 3600"})
  void theHoldIsInSecondsWithMilliseconds(long millis, String seconds) {
    assertThat(query(StreamPosition.START, Duration.ofMillis(millis), ""))
        .isEqualTo("timeout=" + seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
  void theHoldIsWrittenTheSameUnderEveryLocale(String tag) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      assertThat(query(new StreamPosition("1234567", "I"), Duration.ofMillis(12_345), "i"))
          .isEqualTo("cursor=1234567&epoch=I&timeout=12.345&channel=i");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theArticlesPollHasNoQueryWhateverTheClientKnows() {
    assertThat(
            new ArticleDialect()
                .request(Purpose.POLL, new StreamPosition("7", "e"), Duration.ofSeconds(3), "c1"))
        .isEqualTo(PollRequest.PLAIN);
  }

  private String query(Position position, Duration hold, String channels) {
    PollRequest request = dialect.request(Purpose.POLL, position, hold, channels);
    assertThat(request.isQueryOnly()).isTrue();
    return request.query();
  }
}
