package longpoll.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.server.outbound.EventTemplate.EventValues;
import longpoll.server.outbound.PublishInput.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishInputTest {
  private static String page() throws Exception {
    Matcher block =
        Pattern.compile("```\n(\\{\"target\".*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/publishing.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void lineOfThePageIsUnderstood() throws Exception {
    PublishInput input = PublishInput.read(page());

    assertThat(input.byChannel()).containsOnlyKeys("c0", "c1");
    EventTemplate template = input.byChannel().get("c1");
    EventValues event = new EventValues("c1", 7, 0, 0, "a\"b");
    assertThat(EventTemplate.filled(template.path(), event)).isEqualTo("/pub/c1");
    assertThat(EventTemplate.filled(template.body(), event))
        .isEqualTo("{\"seq\":7,\"data\":\"a\\\"b\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"value\": \"seq\"};{\"value\": \"sequence\"};/templates/0/body",
        "{\"value\": \"seq\"};{\"value\": \"seq\", \"filters\": [\"rot13\"]};/templates/0/body",
        "{\"value\": \"seq\"};{};/templates/0/body",
        "\"method\": \"POST\",;;/templates/0",
        "\"conditions\": [];\"conditions\": [{\"test\": \"like\", \"header\": \"h\", \"words\": \"w\"}]"
            + ";/expect/conditions/0",
        "\"secrets\": [];\"secret\": [];secret",
      })
  void mistakeIsNamedByItsPlace(String right, String wrong, String place) throws Exception {
    String line = page().replace(right, wrong == null ? "" : wrong);

    assertThatThrownBy(() -> PublishInput.read(line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("the line of JSON on standard input does not say what to publish")
        .hasMessageContaining(place);
  }
}
