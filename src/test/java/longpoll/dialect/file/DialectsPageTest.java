package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Dialects;
import longpoll.dialect.Purpose;
import org.junit.jupiter.api.Test;

/** What docs/write-a-dialect.md shows is what happens, and docs/dialects.md names all there is. */
class DialectsPageTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("FEED_TOKEN", "s3cret");

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/dialects.md"));
  }

  private static String steps() throws IOException {
    return Files.readString(Path.of("../docs/write-a-dialect.md"));
  }

  private static List<String> blocks() throws IOException {
    String[] parts = steps().split("(?m)^```$");
    return java.util.stream.IntStream.range(0, parts.length)
        .filter(i -> i % 2 == 1)
        .mapToObj(i -> parts[i].substring(1))
        .toList();
  }

  private static String block(String start) throws IOException {
    return blocks().stream().filter(block -> block.startsWith(start)).findFirst().orElseThrow();
  }

  private static FileDialect feed() throws IOException {
    return DialectFiles.parse(block("description = "), "my.conf", ENVIRONMENT);
  }

  @Test
  void everyShippedDialectHasAPageOfItsOwn() throws IOException {
    for (String name : Dialects.names()) {
      assertThat(page()).contains("| [`" + name + "`](dialects/" + name + ".md) |");
      assertThat(Files.readString(Path.of("../docs/dialects", name + ".md")))
          .contains("-Dlongpoll.dialect=" + name + " ", "## What is measured", "## Sources\n- ");
    }
  }

  @Test
  void theCapturedAnswersMeanWhatThePageSays() throws IOException {
    FileDialect feed = feed();
    DialectState state = feed.start("https://api.example", "c1", 0, "r");
    String[] answers = block("$ curl").split("(?m)^\\$ curl.*$");
    List<Reading.Kind> kinds =
        Arrays.stream(answers)
            .filter(answer -> answer.contains("{"))
            .map(
                answer ->
                    feed.read(
                        Purpose.POLL,
                        state,
                        200,
                        name -> answer.contains(name + ": 118") ? "118" : null,
                        answer.substring(answer.indexOf('{')).getBytes(StandardCharsets.UTF_8)))
            .map(Reading::kind)
            .toList();

    assertThat(kinds).containsExactly(Reading.Kind.EVENTS, Reading.Kind.EMPTY, Reading.Kind.RESET);
  }

  @Test
  void theStepsMakeAFileThatIsReadAsThePageShows() throws IOException {
    String request = block("delivery = broadcast  ");
    String steps =
        block("cursors.next")
            + request.substring(0, request.lastIndexOf('}'))
            + block("  answers = [")
            + block("  events {")
            + "}";
    FileDialect dialect = DialectFiles.parse(steps, "my.conf", ENVIRONMENT);

    assertThat(DialectSummary.lines(dialect))
        .containsExactlyElementsOf(block("my\n").lines().toList());
  }

  @Test
  void everyShippedDialectIsNamed() throws IOException {
    assertThat(page()).contains(DialectFiles.shipped().stream().map(n -> "`" + n + "`").toList());
  }

  @Test
  void everyMeaningAndFieldIsNamed() throws IOException {
    assertThat(page())
        .contains(Reading.Kind.words().stream().map(word -> "`" + word + "`").toList());
    assertThat(page()).contains(EventPlan.FIELDS.stream().map(f -> "`" + f + "`").toList());
  }
}
