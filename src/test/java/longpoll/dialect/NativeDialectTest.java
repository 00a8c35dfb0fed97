package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeDialectTest extends DialectContract {
  NativeDialectTest() {
    super(new NativeDialect());
  }

  @Test
  void itSaysWhereToGoOnWhatToWaitForAndHowLong() {
    assertThat(dialect.resumes()).isTrue();
    assertThat(dialect.namesChannels()).isTrue();
    assertThat(dialect.asksForHold()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"x\"", "null", "{}", "{\"id\":1,\"seq\":1}"})
  void jsonThatIsNoAnswerIsMalformed(String body) {
    assertMalformed(read(200, body), "200: ");
  }
}
