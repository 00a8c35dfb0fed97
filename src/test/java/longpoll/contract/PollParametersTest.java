package longpoll.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.contract.PollParameters.Parameter;
import longpoll.dialect.PollRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollParametersTest {
  private static final Parameter CURSOR = new Parameter(false, "cursor", "41");
  private static final Parameter TIMEOUT = new Parameter(false, "timeout", "2");
  private static final Parameter TAG = new Parameter(true, "If-None-Match", "7");

  private static PollParameters parameters() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "text/plain");
    headers.put("If-None-Match", "7");
    return PollParameters.of(
        new PollRequest(null, null, null, "cursor=41&timeout=2", headers, null));
  }

  @Test
  void theParametersOfThePollAreFoundButNotThoseOfHttp() {
    assertThat(parameters().all()).containsExactly(CURSOR, TIMEOUT, TAG);
  }

  @Test
  void aCursorIsWhatChanges() {
    PollParameters before = PollParameters.of(PollRequest.ofQuery("cursor=40&timeout=2"));

    assertThat(parameters().changedSince(before)).containsExactly(CURSOR, TAG);
  }

  @Test
  void oneIsLeftOutMisspeltOrReplacedAndAllElseStays() {
    assertThat(parameters().without(CURSOR).query()).isEqualTo("timeout=2");
    assertThat(parameters().misspelt(TIMEOUT).query()).isEqualTo("cursor=41&timeotu=2");
    assertThat(parameters().with(CURSOR, "9").query()).isEqualTo("cursor=9&timeout=2");
    assertThat(parameters().plus("a", "1").query()).isEqualTo("cursor=41&timeout=2&a=1");
    assertThat(parameters().without(CURSOR).headers()).containsEntry("If-None-Match", "7");
    assertThat(parameters().without(TAG).headers()).containsOnlyKeys("Accept");
    assertThat(parameters().misspelt(TAG).headers()).containsOnlyKeys("Accept", "If-None-Mathc");
  }

  @ParameterizedTest
  @CsvSource({"cursor,cursro", "ss,sss", "a,aa", "index,indxe"})
  void aMisspeltNameIsAnotherOne(String name, String misspelt) {
    assertThat(PollParameters.misspelt(name)).isEqualTo(misspelt);
  }

  @ParameterizedTest
  @CsvSource({
    "41,999999999999999",
    "1700000000000000,999999999999999999",
    "b7-a0,e2-f9",
    "'Sat, 28 Nov 2026 07:17:11 GMT','Fri, 28 Nov 2036 07:17:11 GMT'"
  })
  void aStrangeCursorIsOfTheSameKind(String value, String strange) {
    assertThat(SideBySide.strange(value)).isEqualTo(strange).isNotEqualTo(value);
  }
}
