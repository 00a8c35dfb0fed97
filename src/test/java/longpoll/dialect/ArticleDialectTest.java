package longpoll.dialect;

import static longpoll.dialect.PolledEvent.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleDialectTest extends DialectContract {
  ArticleDialectTest() {
    super(new ArticleDialect());
  }

  private PolledEvent event(String body) {
    Answer answer = read(200, body);
    assertThat(answer.outcome()).as(body).isEqualTo(Outcome.DELIVERED);
    assertThat(answer.events()).as(body).hasSize(1);
    return answer.events().get(0);
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
        "{\"what\":{\"seq\":5}}",
        "{\"timeout\":\"no events before timeout\",\"timestamp\":1700000000000}",
        "{\"error\":\"Invalid timeout\"}",
        "{\"id\":null,\"seq\":null,\"channel\":null,\"plannedAt\":null}",
        "{\"id\":\"\"}",
        "{\"seq\":{\"a\":[1]}}",
        "{\"plannedAt\":-5}"
      })
  void anObjectOfAnotherServerIsOneEventOfWhichNothingIsKnown(String body) {
    Answer answer = read(200, body);

    assertThat(answer.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(answer.next()).isEqualTo(ASKED);
    assertThat(answer.events()).containsExactly(PolledEvent.ANY);
    assertThat(answer.tellsNothing()).isTrue();
  }

  @Test
  void aBodyThatIsOneEventIsReadAsSuch() {
    Answer answer = read(200, "{\"id\":3,\"channel\":\"a\",\"seq\":2,\"plannedAt\":9,\"data\":1}");

    assertThat(answer.events()).containsExactly(new PolledEvent(3, "a", 2, 9));
    assertThat(answer.misfits()).isEmpty();
    assertThat(answer.tellsNothing()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\":true                          | -1 | a       | 2  | 9  | id is neither",
        "\"id\":[7]                           | -1 | a       | 2  | 9  | id is neither",
        "\"seq\":\"2\"                        | 3  | a       | -1 | 9  | seq is not a whole number",
        "\"seq\":9223372036854775808          | 3  | a       | -1 | 9  | seq is beyond 2^63-1",
        "\"seq\":-2                           | 3  | a       | -1 | 9  | seq is negative",
        "\"channel\":[\"a\"]                  | 3  | default | 2  | 9  | channel is not a string",
        "\"channel\":true                     | 3  | default | 2  | 9  | channel is not a string",
        "\"plannedAt\":\"2026-11-27T20:00:00Z\" | 3  | a    | 2  | -1 | plannedAt is not a whole",
        "\"plannedAt\":17000000.5             | 3  | a       | 2  | -1 | plannedAt is not a whole",
        "\"plannedAt\":-9                     | 3  | a       | 2  | -1 | plannedAt is negative",
      })
  void aFieldThatDoesNotFitCostsOnlyItself(
      String misfit, long id, String channel, long seq, long plannedAt, String words) {
    String good = "\"id\":3,\"channel\":\"a\",\"seq\":2,\"plannedAt\":9";
    // The later of two fields of a name counts.
    String event = "{" + good + "," + misfit + "}";
    PolledEvent read = new PolledEvent(id, channel, seq, plannedAt);
    if (seq == UNKNOWN) {
      // It is told apart by its content then.
      read = new PolledEvent(event(event).id(), channel, seq, plannedAt);
      assertThat(read.id()).isNotEqualTo(UNKNOWN);
    }

    assertThat(event(event)).isEqualTo(read);
    Answer whole = read(200, "{\"epoch\":\"e\",\"next\":7,\"events\":[{\"seq\":1}," + event + "]}");
    assertThat(whole.next()).isEqualTo(new StreamPosition("7", "e"));
    assertThat(whole.events())
        .containsExactly(new PolledEvent(UNKNOWN, "default", 1, UNKNOWN), read);
    for (Answer answer : List.of(read(200, event), whole)) {
      assertThat(answer.misfits()).hasSize(1);
      assertThat(answer.misfits().get(0).kind()).startsWith(words);
      assertThat(answer.misfits().get(0).detail())
          .startsWith("200: " + words)
          .contains(", and counts as unknown; check longpoll.dialect, which is article")
          .contains("; the body starts: {\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"evt_00000005\"", "9223372036854775813", "-3"})
  void anIdOfAnyFormTakesNothingWithIt(String id) {
    Answer answer = read(200, "{\"id\":" + id + ",\"seq\":2,\"publishedAt\":9}");

    assertThat(answer.events()).containsExactly(new PolledEvent(UNKNOWN, "default", 2, 9, 9));
    assertThat(answer.misfits()).as("nothing is lost for want of it").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"evt_5\"", "9223372036854775813", "5"})
  void withoutANumberAnEventIsToldApartByAllOfIt(String id) {
    PolledEvent one = event("{\"id\":" + id + ",\"data\":1}");

    assertThat(one.id()).isNotNegative();
    assertThat(event("{\"id\":" + id + ",\"data\":1}")).isEqualTo(one);
    assertThat(event("{\"id\":" + id + ",\"data\":2}").id())
        .as("an id may be that of what the event is about")
        .isNotEqualTo(one.id());
    assertThat(
            read(200, "{\"events\":[{\"id\":8}, {\"id\":" + id + ",\"data\":1}]}").events().get(1))
        .as("the same event in a list")
        .isEqualTo(one);
    assertThat(event("{\"data\":1}").id()).as("without an id").isEqualTo(UNKNOWN);
  }

  @Test
  void anIdInAnEncodingWithoutByteOffsetsIsUnknown() {
    byte[] utf16 =
        "{\"events\":[{\"id\":\"a\"},{\"id\":\"b\"}]}".getBytes(StandardCharsets.UTF_16BE);

    assertThat(dialect.read(Purpose.POLL, ASKED, 200, name -> null, utf16).events())
        .containsExactly(PolledEvent.ANY, PolledEvent.ANY);
  }

  @Test
  void channelsThatAreNumbersAreNotOneAndTheSame() {
    assertThat(event("{\"channel\":4,\"seq\":1}").channel()).isEqualTo("4");
    assertThat(event("{\"channel\":5,\"seq\":1}").channel()).isEqualTo("5");
  }

  @Test
  void aChannelThatIsTooLongToBeKeptIsUnknown() {
    Answer answer = read(200, "{\"channel\":\"" + "c".repeat(257) + "\",\"seq\":1}");

    assertThat(answer.events()).containsExactly(new PolledEvent(UNKNOWN, "default", 1, UNKNOWN));
    assertThat(answer.misfits().get(0).kind()).isEqualTo("channel is longer than 256 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"next\":\"https://example/next\"",
        "\"next\":0",
        "\"epoch\":1700000000",
        "\"epoch\":{\"a\":1}"
      })
  void whereToGoOnIsNoMatterOfABarePoll(String field) {
    Answer answer = read(200, "{" + field + ",\"events\":[{\"seq\":1}]}");

    assertThat(answer.next()).isEqualTo(ASKED);
    assertThat(answer.events()).hasSize(1);
    assertThat(answer.misfits()).isEmpty();
  }

  @Test
  void anEventThatIsNoObjectDoesNotCostTheOthers() {
    Answer answer = read(200, "{\"events\":[{\"seq\":1},\"x\",[{\"seq\":9}],{\"seq\":2}]}");

    assertThat(answer.events()).extracting(PolledEvent::seq).containsExactly(1L, -1L, -1L, 2L);
    assertThat(answer.misfits()).hasSize(1);
  }

  @Test
  void theSameKindOfMisfitIsSaidOnce() {
    Answer answer =
        read(
            200,
            "{\"events\":[{\"seq\":\"1\"},{\"seq\":\"2\"},{\"seq\":\"3\",\"plannedAt\":\"now\"}]}");

    assertThat(answer.misfits())
        .extracting(Answer.Misfit::kind)
        .containsExactly(
            "seq is not a whole number",
            "plannedAt is not a whole number of microseconds since the Unix epoch");
  }
}
