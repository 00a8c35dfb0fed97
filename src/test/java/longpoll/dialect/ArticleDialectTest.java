package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleDialectTest extends DialectContract {
  ArticleDialectTest() {
    super(new ArticleDialect());
  }

  @Test
  void itSaysNothingInItsPolls() {
    assertThat(dialect.resumes()).isFalse();
    assertThat(dialect.namesChannels()).isFalse();
    assertThat(dialect.asksForHold()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[{\"seq\":1}]",
        "1",
        "\"Event occurred\"",
        "null",
        "{\"what\":{\"seq\":5}}",
        "{\"id\":\"b7e2\",\"channel\":4}",
        "{\"seq\":{\"a\":[1]}}",
        "{\"plannedAt\":-5}"
      })
  void anyJsonOfAnotherServerIsOneEventOfWhichNothingIsKnown(String body) {
    Answer answer = read(200, body);

    assertThat(answer.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(answer.next()).isEqualTo(ASKED);
    assertThat(answer.events()).containsExactly(PolledEvent.ANY);
  }

  @Test
  void aBodyThatIsOneEventIsReadAsSuch() {
    assertThat(
            read(200, "{\"id\":3,\"channel\":\"a\",\"seq\":2,\"plannedAt\":9,\"data\":1}").events())
        .containsExactly(new PolledEvent(3, "a", 2, 9));
  }
}
