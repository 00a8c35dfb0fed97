package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shipped dialect against answers as its protocol's public description has them. */
class ShippedDialectsTest {
  private static final Path SCRIPTS = Path.of("test/resources/longpoll/dialect/file");

  static List<String> shipped() {
    return DialectFiles.shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void answersMeanWhatTheProtocolSays(String name) throws IOException {
    FileDialect dialect = DialectFiles.shipped(name, ConversationScript.ENVIRONMENT);
    Path file = SCRIPTS.resolve(name + ".txt");
    String script = Files.readString(file);

    String played = new ConversationScript(dialect).play(script);

    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(file, played);
    }
    assertThat(played).isEqualTo(script);
  }

  /** Whatever a dialect is for: these are what a load test meets. */
  @ParameterizedTest
  @MethodSource("shipped")
  void scriptsHaveNewsNoNewsAndFailures(String name) throws IOException {
    String script = Files.readString(SCRIPTS.resolve(name + ".txt"));

    assertThat(script).contains("= events, ").contains("= empty, ").contains("= failed ");
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void noDialectShowsItsSecrets(String name) throws IOException {
    StringBuilder ours = new StringBuilder();
    boolean fromServer = false;
    for (String line : Files.readAllLines(SCRIPTS.resolve(name + ".txt"))) {
      fromServer = line.startsWith("< ") || fromServer && !line.matches("[=>#] .*");
      ours.append(fromServer ? "" : line).append('\n');
    }

    assertThat(ours.toString())
        .contains("= ")
        .doesNotContain(ConversationScript.ENVIRONMENT.values())
        .doesNotContain("YWRtaW46c2VjcmV0", "123%3Aabc");
  }
}
