package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import longpoll.api.ApiDefinitions;
import longpoll.api.LongPollApi;
import longpoll.dialect.Dialects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a definition gives to the settings, and what goes before it. */
class ApiSettingsTest {
  private static final String ARTICLE = "../docs/api/article.json";
  private static final String SEVERAL = "../docs/api/several.json";

  @TempDir private Path folder;

  private static Settings load(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put("longpoll." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return new SettingsLoader(Path.of("")).load(properties);
  }

  private static String refused(String... keysAndValues) {
    return catchThrowableOfType(SettingsException.class, () -> load(keysAndValues)).getMessage();
  }

  private String profile(String text) throws IOException {
    return Files.writeString(folder.resolve("my.conf"), text).toString();
  }

  @Test
  void theDefinitionGivesUrlHoldDialectAndLabel() {
    Settings settings = load("api", ARTICLE);

    assertThat(settings.target()).hasToString("Optional[http://localhost:8000/poll]");
    assertThat(settings.bundled()).isFalse();
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.label()).isEqualTo("LongPollAPI");
    assertThat(settings.dialect().name()).isEqualTo("article");
    assertThat(settings.channels()).isEqualTo(1);
    assertThat(settings.definition().map(LongPollApi::title)).hasValue("GET LongPollAPI");
    assertThat(settings.speaksAsDefined()).isTrue();
    assertThat(settings.resolved())
        .containsEntry("api", ARTICLE)
        .containsEntry("api.name", "")
        .containsEntry("dialect", "article")
        .containsEntry("hold", "30s")
        .containsEntry("label", "LongPollAPI");
  }

  @Test
  void whatTheCommandLineSetsGoesBeforeTheDefinition() {
    Settings settings =
        load(
            "api",
            ARTICLE,
            "target",
            "http://h/a",
            "hold",
            "5s",
            "label",
            "mine",
            "dialect",
            "native");

    assertThat(settings.target()).hasToString("Optional[http://h/a]");
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.label()).isEqualTo("mine");
    assertThat(settings.dialect().name()).isEqualTo("native");
    assertThat(settings.definition()).isPresent();
    assertThat(settings.speaksAsDefined()).isFalse();
  }

  @Test
  void theCodedDialectThatIsSetIsNotThatOfTheDefinition() {
    assertThat(load("api", ARTICLE, "dialect", "article").speaksAsDefined()).isFalse();
  }

  @Test
  void aTargetThatIsSetEmptyStartsTheBundledServer() {
    assertThat(load("api", ARTICLE, "target", "").bundled()).isTrue();
    assertThat(refused("api", SEVERAL, "api.name", "Jobs", "target", ""))
        .contains("longpoll.target: the bundled server does not speak dialect article");
  }

  @Test
  void theDefinitionsHoldGoesBeforeAProfileThatDoesNotNameIt() {
    assertThat(load("api", ARTICLE, "profile", "smoke").hold()).isEqualTo(Duration.ofSeconds(30));
    assertThat(load("api", ARTICLE, "profile", "smoke").users()).isEqualTo(300);
    assertThat(load("api", "", "profile", "smoke").hold()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aProfileThatNamesTheDefinitionGoesBeforeItWithAllThatItSets() throws IOException {
    String profile =
        profile(
            "longpoll { api = \""
                + ARTICLE
                + "\", hold = 5s, label = mine, target = \"http://h/\" }");

    Settings settings = load("profile", profile);
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.label()).isEqualTo("mine");
    assertThat(settings.target()).hasToString("Optional[http://h/]");
    assertThat(settings.definition()).isPresent();
  }

  @Test
  void aProfilesTargetLabelAndDialectGoBeforeTheDefinition() throws IOException {
    String profile =
        profile("longpoll { label = mine, target = \"http://h/\", dialect = native, hold = 5s }");

    Settings settings = load("profile", profile, "api", ARTICLE);
    assertThat(settings.label()).isEqualTo("mine");
    assertThat(settings.target()).hasToString("Optional[http://h/]");
    assertThat(settings.dialect().name()).isEqualTo("native");
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aProfileChoosesByAQuotedKey() throws IOException {
    String profile = profile("longpoll { api = \"" + SEVERAL + "\", \"api.name\" = Jobs }");

    Settings settings = load("profile", profile);
    assertThat(settings.definition().map(LongPollApi::title)).hasValue("POST Jobs");
    assertThat(settings.hold()).isEqualTo(Duration.ofMillis(12_500));
    assertThat(settings.dialect().identity())
        .isEqualTo("article (POST; 202 by-body, 304 empty, 410 gap)");
  }

  @Test
  void aNameThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThat(refused("api", SEVERAL, "api.name", "Jbos"))
        .isEqualTo(
            "1 setting cannot be used:"
                + System.lineSeparator()
                + "  longpoll.api.name: no long poll of ../docs/api/several.json is called 'Jbos':"
                + " there are 'GET Notifications', 'POST Jobs'; did you mean 'Jobs'?");
  }

  @Test
  void anUnusableDefinitionIsOneProblem() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.json"),
            Files.readString(Path.of(ARTICLE)).replace("\"timeout\": 30", "\"timeout\": 86400"));

    assertThat(refused("api", file.toString(), "api.name", "x"))
        .isEqualTo(
            "1 setting cannot be used:"
                + System.lineSeparator()
                + "  longpoll.api: "
                + file
                + ": $.methods[0].timeout: a number of seconds from 0.01 to 3600 is allowed, but it"
                + " is 86400: write how long a poll is held, like 30");
  }

  @ParameterizedTest
  @CsvSource({"0.01, true", "3600, true", "0.009, false", "3600.001, false"})
  void aTimeoutHasTheLimitsOfAHold(String seconds, boolean allowed) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.json"),
            Files.readString(Path.of(ARTICLE))
                .replace("\"timeout\": 30", "\"timeout\": " + seconds));
    String hold = Units.format(Duration.ofNanos((long) (Double.parseDouble(seconds) * 1e9)));

    if (allowed) {
      assertThat(load("api", file.toString()).hold()).isEqualTo(load("hold", hold).hold());
    } else {
      assertThat(refused("hold", hold)).contains("longpoll.hold: 10ms to 3600s is allowed");
      assertThatThrownBy(() -> ApiDefinitions.read(file)).hasMessageContaining("0.01 to 3600");
    }
  }

  @Test
  void anotherProcessSpeaksTheSame() {
    Settings settings = load("api", SEVERAL, "api.name", "POST Jobs");

    assertThat(Dialects.of(settings.dialect().spec()).identity())
        .isEqualTo(settings.dialect().identity());
    assertThat(List.of(settings.dialect().queryParameters())).containsExactly(List.of());
  }
}
