package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"next\":2,\"events\":[1]}                    | something other than objects",
        "{\"next\":2,\"events\":[{\"seq\":1},\"x\"]}      | something other than objects",
        "{\"events\":[{\"seq\":1}]}                      | without next",
        "{\"next\":\"2\",\"events\":[{\"seq\":1}]}         | next is not a whole number",
        "{\"next\":2.5,\"events\":[{\"seq\":1}]}         | next is not a whole number",
        "{\"next\":0,\"events\":[{\"seq\":1}]}           | next is 0",
        "{\"next\":-1,\"events\":[{\"seq\":1}]}          | next is negative",
        "{\"next\":9223372036854775808,\"events\":[{}]} | next is beyond 2^63-1",
        "{\"next\":2,\"events\":[{\"seq\":\"1\"}]}         | seq is not a whole number",
        "{\"next\":2,\"events\":[{\"seq\":1e3}]}         | seq is not a whole number",
        "{\"next\":2,\"events\":[{\"seq\":-4}]}          | seq is negative",
        "{\"next\":2,\"events\":[{\"id\":null}]}         | id is not a whole number",
        "{\"next\":2,\"events\":[{\"plannedAt\":true}]}  | plannedAt is not a whole number",
        "{\"next\":2,\"events\":[{\"publishedAt\":[]}]}  | publishedAt is not a whole number",
        "{\"next\":2,\"events\":[{\"channel\":[\"a\"]}]}   | channel is not a string",
        "{\"next\":2,\"events\":[{\"channel\":7}]}       | channel is not a string",
        "{\"epoch\":5,\"next\":2,\"events\":[{}]}        | epoch is not a string",
        "{\"epoch\":[1],\"next\":2,\"events\":[{}]}      | epoch is not a string",
      })
  void oneFieldThatDoesNotFitIsMalformedAndSaysHow(String body, String detail) {
    assertMalformed(read(200, body), detail);
  }

  @Test
  void namesThatAreTooLongToBeKeptAreMalformed() {
    String longest = "x".repeat(256);
    String epoch = "{\"epoch\":\"%s\",\"next\":2,\"events\":[{}]}";
    String channel = "{\"epoch\":\"e\",\"next\":2,\"events\":[{\"channel\":\"%s\"}]}";

    assertThat(read(200, epoch.formatted(longest)).next().epoch()).isEqualTo(longest);
    assertMalformed(read(200, epoch.formatted(longest + "x")), "epoch is longer than 256");
    assertThat(read(200, channel.formatted(longest)).events().get(0).channel()).isEqualTo(longest);
    assertMalformed(read(200, channel.formatted(longest + "x")), "channel is longer than 256");
  }
}
