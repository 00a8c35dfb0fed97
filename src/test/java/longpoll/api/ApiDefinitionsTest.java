package longpoll.api;

import static longpoll.dialect.StatusMeaning.BY_BODY;
import static longpoll.dialect.StatusMeaning.EMPTY;
import static longpoll.dialect.StatusMeaning.EVENTS;
import static longpoll.dialect.StatusMeaning.GAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDefinitionsTest {
  private static final Path EXAMPLES = Path.of("../docs/api");

  @TempDir private Path folder;

  private ApiDefinitions read(String text) throws IOException {
    return ApiDefinitions.read(Files.writeString(folder.resolve("api.json"), text));
  }

  private String refused(String text) throws IOException {
    return refused(Files.writeString(folder.resolve("api.json"), text));
  }

  private static String refused(Path file) {
    String message =
        catchThrowableOfType(ApiException.class, () -> ApiDefinitions.read(file)).getMessage();
    assertThat(message).hasLineCount(1).hasSizeLessThan(1_500).doesNotContain("\u001b");
    return message;
  }

  private static String article() throws IOException {
    return Files.readString(EXAMPLES.resolve("article.json"));
  }

  private static String with(String old, String replacement) throws IOException {
    assertThat(article()).contains(old);
    return article().replace(old, replacement);
  }

  @Test
  void theArticlesDefinitionIsReadAsItStands() {
    ApiDefinitions definitions = ApiDefinitions.read(EXAMPLES.resolve("article.json"));

    assertThat(definitions.notices()).isEmpty();
    assertThat(definitions.file()).isEqualTo("../docs/api/article.json");
    assertThat(definitions.apis())
        .containsExactly(
            new LongPollApi(
                "LongPollAPI",
                URI.create("http://localhost:8000/poll"),
                "GET",
                Duration.ofSeconds(30),
                new TreeMap<>(Map.of(200, "Event occurred", 204, "Polling timeout")),
                new TreeMap<>(Map.of(200, EVENTS, 204, EMPTY))));
    Dialect dialect = definitions.apis().get(0).dialect();
    assertThat(dialect.identity()).isEqualTo("article");
    assertThat(dialect.isSpokenByBundledServer()).isTrue();
  }

  @Test
  void theDocumentationShowsTheArticlesDefinition() throws IOException {
    String page = Files.readString(Path.of("../docs/api.md"));
    String shown = page.split("```json\n")[1].split("```")[0];

    assertThat(read(shown).apis())
        .isEqualTo(ApiDefinitions.read(EXAMPLES.resolve("article.json")).apis());
  }

  @Test
  void severalApisAndMethodsAreReadAndOtherTypesAreNamed() {
    ApiDefinitions definitions = ApiDefinitions.read(EXAMPLES.resolve("several.json"));

    assertThat(definitions.apis())
        .extracting(LongPollApi::title)
        .containsExactly("GET Notifications", "POST Jobs");
    LongPollApi jobs = definitions.apis().get(1);
    assertThat(jobs.holdLimit()).isEqualTo(Duration.ofMillis(12_500));
    assertThat(jobs.meanings())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(202, BY_BODY, 304, EMPTY, 410, GAP)));
    assertThat(jobs.dialect().identity())
        .isEqualTo("article (POST; 202 by-body, 304 empty, 410 gap)");
    assertThat(definitions.notices())
        .containsExactly(
            "../docs/api/several.json: left alone, since not of type longPoll: DELETE Notifications"
                + " (type rest)");
  }

  @Test
  void aListOfApisIsTheSame() throws IOException {
    ApiDefinitions definitions = read("[" + article() + "," + with("LongPollAPI", "Another") + "]");

    assertThat(definitions.apis())
        .extracting(LongPollApi::name)
        .containsExactly("LongPollAPI", "Another");
  }

  @Test
  void openApiSaysTheSameByAnExtension() {
    ApiDefinitions definitions = ApiDefinitions.read(EXAMPLES.resolve("openapi.yaml"));

    assertThat(definitions.notices())
        .containsExactly(
            "../docs/api/openapi.yaml: left alone, since without x-long-poll: POST /messages");
    LongPollApi messages = definitions.apis().get(0);
    assertThat(messages.title()).isEqualTo("GET Chat waitForMessage");
    assertThat(messages.url()).hasToString("http://127.0.0.1:8000/v1/messages");
    assertThat(messages.holdLimit()).isEqualTo(Duration.ofSeconds(25));
    assertThat(messages.responses())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(200, "A message", 204, "Nothing new")));
    assertThat(definitions.apis().get(1).meanings())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(200, EVENTS, 404, EMPTY)));
  }

  @ParameterizedTest
  @EnumSource
  void aBadDefinitionIsRefusedWithFilePathLimitAndValue(BadDefinitions bad) throws IOException {
    assertThat(refused(bad.of(article())))
        .startsWith(folder.resolve("api.json") + ": ")
        .contains(bad.problem())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''              | is empty",
        "7               | $: an object is expected, but it is 7",
        "'[]'            | $: at least one element is expected, but it is a list with nothing in it",
        "'{\"apis\":[]}' | $.apis: at least one element is expected",
        "'[7]'           | $[0]: an object is expected, but it is 7",
        "'{\"name\":'    | is not JSON in line 1",
        "'name: LongPollAPI' | a file in YAML needs the ending .yaml"
      })
  void aFileThatIsNoDefinitionIsRefused(String text, String problem) throws IOException {
    assertThat(refused(text)).contains(problem);
  }

  @Test
  void aFileThatIsNotThereOrTooLargeIsRefused() throws IOException {
    assertThat(refused(folder.resolve("none.json")))
        .startsWith("there is no file '" + folder)
        .endsWith("check the path, which begins at the working directory");
    assertThat(refused(folder)).startsWith("there is no file '");
    assertThat(refused(" ".repeat((1 << 20) + 1)))
        .endsWith(
            "at most 1048576 bytes are read, but it has 1048577: keep the long polls in a file of"
                + " their own");
    assertThat(refused("[".repeat(100_000)))
        .contains("is not JSON (Document nesting depth (51) exceeds the maximum allowed (50))");
    Path binary = Files.write(folder.resolve("b.json"), new byte[] {(byte) 0xff, 0, 1, 2, 3, 4});
    assertThat(refused(binary)).contains("b.json: is not JSON");
  }

  @Test
  void whatStandsInAFileIsShownBoundedAndPrintable() throws IOException {
    String bad = "\\u001b[31m" + "x".repeat(40_000);
    assertThat(refused(with("\"GET\"", "\"" + bad + "\""))).contains("x...': ");
    assertThat(refused(with("\"200\"", "\"" + bad + "\""))).contains("x...");
    assertThat(refused(with("\"longPoll\"", "\"" + bad + "\""))).contains("x...");
    ApiDefinitions definitions = read(with("\"timeout\"", "\"" + bad + "\": 1, \"timeout\""));
    assertThat(definitions.notices().get(0)).hasSizeLessThan(700).doesNotContain("\u001b");
    assertThat(read(with("Event occurred", bad)).apis().get(0).responses().get(200))
        .hasSizeLessThan(210)
        .doesNotContain("\u001b");
  }

  @Test
  void unknownKeysAreToldWithTheNearestKnownWord() throws IOException {
    ApiDefinitions definitions =
        read(
            with("\"timeout\"", "\"timout\": 3, \"caching\": true, \"x-own\": 1, \"timeout\"")
                .replace("\"description\": \"Event", "\"descripton\": \"Event"));

    assertThat(definitions.apis()).hasSize(1);
    assertThat(definitions.notices())
        .extracting(notice -> notice.substring(notice.indexOf("$")))
        .containsExactly(
            "$.methods[0].caching: unknown key: it is left alone",
            "$.methods[0].timout: unknown key: did you mean timeout?",
            "$.methods[0].responses['200'].descripton: unknown key: did you mean description?");
  }

  @Test
  void noticesAreBoundedInNumber() throws IOException {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      keys.append("\"unknown").append(i).append("\": 1, ");
    }
    assertThat(read(with("\"url\"", keys + "\"url\"")).notices())
        .hasSize(21)
        .last()
        .asString()
        .endsWith("80 more notices of this kind");
  }

  @Test
  void aDefinitionWithoutAStatusForEventsIsToldOf() throws IOException {
    assertThat(read(with("\"200\"", "\"410\"")).notices())
        .singleElement()
        .asString()
        .endsWith(
            "$.methods[0].responses: no status brings events: add the one that does, like 200");
  }

  @Test
  void twoLongPollsOfOneMethodAndNameAreRefused() throws IOException {
    assertThat(refused("[" + article() + "," + article() + "]"))
        .endsWith(
            "each long poll needs a method and name of its own, but two are called 'GET"
                + " LongPollAPI': rename one of them");
  }

  @Test
  void aUrlWithoutPathIsThatOfTheRoot() throws IOException {
    assertThat(read(with(":8000/poll", ":8000")).apis().get(0).url())
        .hasToString("http://localhost:8000/");
    assertThat(read(with(":8000/poll", ":8000?a=1")).apis().get(0).url())
        .hasToString("http://localhost:8000/?a=1");
  }

  @Test
  void theFirstIsMeantUnlessAnotherIsNamed() {
    ApiDefinitions definitions = ApiDefinitions.read(EXAMPLES.resolve("several.json"));
    LongPollApi notifications = definitions.apis().get(0);
    LongPollApi jobs = definitions.apis().get(1);

    assertThat(definitions.choose("")).isSameAs(notifications);
    assertThat(definitions.choose("Jobs")).isSameAs(jobs);
    assertThat(definitions.choose(" POST Jobs ")).isSameAs(jobs);
    assertThat(definitions.choiceInWords(jobs))
        .hasValue(
            "../docs/api/several.json: POST Jobs is driven; there are also 'GET Notifications':"
                + " choose one with -Dlongpoll.api.name='GET Notifications'");
    assertThat(ApiDefinitions.read(EXAMPLES.resolve("article.json")))
        .satisfies(one -> assertThat(one.choiceInWords(one.choose(""))).isEmpty());
    assertThatThrownBy(() -> definitions.choose("Job"))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "no long poll of ../docs/api/several.json is called 'Job': there are 'GET"
                + " Notifications', 'POST Jobs'; did you mean 'Jobs'?");
    assertThatThrownBy(() -> definitions.choose("GET Jobs")).hasMessageContaining("'POST Jobs'");
  }

  // OpenAPI

  private static String openApi() throws IOException {
    return Files.readString(EXAMPLES.resolve("openapi.yaml"), StandardCharsets.UTF_8);
  }

  private Path yaml(String old, String replacement) throws IOException {
    assertThat(openApi()).contains(old);
    return Files.writeString(folder.resolve("openapi.yaml"), openApi().replace(old, replacement));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openapi: 3.1.0 | 'swagger: \"2.0\"' | $.openapi: is missing: OpenAPI 2 is not read",
        "openapi: 3.1.0 | openapi: 4.0.0 | $.openapi: version 3 is expected, but it is '4.0.0'",
        "'title: Chat'  | 'titel: Chat'  | or is 'titel' meant as it?",
        "servers: | serverz: | $.servers: is missing: write where the API is, like http://host:8000; or is",
        "http://127 | 127 | $.servers[0].url: ",
        "default: | x-default: | $.servers[0].variables.port.default: is missing",
        "'{port}' | '{prot}' | $.servers[0].url: no {variable} without a default is allowed",
        "/presence: | '/{room}/presence:' | $.paths['/{room}/presence']: a path without",
        "x-long-poll: | x-longpoll: | 'at least one operation with x-long-poll is expected, but none"
            + " has it of GET /messages, POST /messages, GET /presence: write it like'",
        "'timeout: 25' | 'timeout: 0' | $.paths['/messages'].get.x-long-poll.timeout: a number of",
        "'timeout: 25' | 'timeout: .inf' | 'is not YAML in line 16, column 22 (Malformed numeric value'",
        "'timeout: 25' | 'hold: 25' | $.paths['/messages'].get.x-long-poll.timeout: is missing",
        "'[404]' | '[403]' | 'x-long-poll.empty[0]: one of responses [200, 404] is expected, but it"
            + " is 403: list it there'",
        "'[404]' | '[200]' | each status may be one of delivered and empty, but it is 200",
        "'[404]' | '[]' | x-long-poll.empty: at least one element is expected",
        "'[404]' | '404' | x-long-poll.empty: a list is expected, but it is 404",
        "'\"404\":' | '\"4x4\":' | responses['4x4']: a status from 100 to 599",
        "'    get:' | '    head:' | 'one of GET, POST, PUT, PATCH, DELETE, OPTIONS is expected, but"
            + " it is HEAD'",
        "'operationId: waitForPresence' | 'operationId: waitForMessage' | two are called",
        "'  title: Chat' | '  title: [' | is not YAML in line",
        "'  title: Chat' | '  title: Chat\n  title: Again' | '$.info.title: a key may stand once, but"
            + " this one stands again in line 4'",
      })
  void aBadOpenApiFileIsRefused(String old, String replacement, String problem) throws IOException {
    assertThat(refused(yaml(old, replacement))).contains(problem);
  }

  @Test
  void rangesAndDefaultsOfOpenApiAreLeftAlone() throws IOException {
    ApiDefinitions definitions =
        ApiDefinitions.read(
            yaml(
                "        \"204\":",
                "        default:\n          description: any\n        4XX: {}\n        \"204\":"));

    assertThat(definitions.apis().get(0).responses()).containsOnlyKeys(200, 204);
    assertThat(definitions.notices())
        .extracting(notice -> notice.substring(notice.indexOf(": ") + 2))
        .contains(
            "$.paths['/messages'].get.responses.default: names no single status, and is left alone:"
                + " list the statuses",
            "$.paths['/messages'].get.responses['4XX']: names no single status, and is left alone:"
                + " list the statuses");
  }

  @Test
  void anOperationMayHaveAServerOfItsOwn() throws IOException {
    Path file =
        yaml(
            "      operationId: waitForMessage",
            "      operationId: waitForMessage\n      servers: [{url: \"https://other:8443/\"}]");

    assertThat(ApiDefinitions.read(file).apis())
        .extracting(api -> api.url().toString())
        .containsExactly("https://other:8443/messages", "http://127.0.0.1:8000/v1/presence");
  }

  @Test
  void oneLongPollIsCalledByTheTitleAlone() throws IOException {
    Path file = yaml("        timeout: 50", "        timeout: 50\n      x-other: 1");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst(
                "(?s)      x-long-poll:\\s+timeout: 50.*?empty: \\[404]", "      x-a: 1"));

    assertThat(ApiDefinitions.read(file).apis())
        .extracting(LongPollApi::title)
        .containsExactly("GET Chat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-longpoll", "x-long-polling", "x-long-pol"})
  void aMisspeltExtensionIsToldOf(String key) throws IOException {
    Path file = yaml("      operationId: sendMessage", "      " + key + ": {timeout: 3}");

    assertThat(ApiDefinitions.read(file).notices().get(0))
        .endsWith(
            "$.paths['/messages'].post: unknown key '" + key + "': did you mean x-long-poll?");
  }
}
