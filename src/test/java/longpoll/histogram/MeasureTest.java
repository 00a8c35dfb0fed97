package longpoll.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is written of the measures elsewhere. After a wanted change, run this once with {@code
 * -Dlongpoll.golden=write} and review the difference.
 */
class MeasureTest {
  private static final Path SCHEMA = Path.of("main/resources/longpoll/record/run.schema.json");
  private static final Path PAGE = Path.of("..", "docs", "record.md");

  private static final String IN_SCHEMA =
      """
      "%s": {
        "description": "%s (ms).",
        "$ref": "#/$defs/metric"
      }"""
          .indent(8)
          .stripTrailing();

  @Test
  void theSchemaDescribesEachMeasure() throws IOException {
    check(
        SCHEMA,
        "      \"properties\": {\n        \"hold.delivered\": {",
        "\n      },",
        "      \"properties\": {\n"
            + Arrays.stream(Measure.values())
                .map(measure -> IN_SCHEMA.formatted(measure.tag(), measure.description()))
                .collect(Collectors.joining(",\n")));
  }

  @Test
  void thePageOfTheRecordDescribesEachMeasure() throws IOException {
    check(
        PAGE,
        "| tag | twin |",
        "\n\n",
        "| tag | twin | meaning |\n|---|---|---|\n"
            + Arrays.stream(Measure.values())
                .map(
                    measure ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                measure.tag(),
                                measure.negativeTag() == null
                                    ? "none"
                                    : "`" + measure.negativeTag() + "`",
                                measure.description()))
                .collect(Collectors.joining("\n")));
  }

  @Test
  void noTwoTagsAreAlike() {
    assertThat(
            Arrays.stream(Measure.values())
                .flatMap(
                    measure ->
                        Stream.of(measure.tag(), measure.negativeTag()).filter(Objects::nonNull)))
        .doesNotHaveDuplicates();
  }

  /** The part of a file from its beginning to its end, which is not part of it. */
  private static void check(Path file, String begin, String end, String wanted) throws IOException {
    String text = Files.readString(file);
    int from = text.indexOf(begin);
    assertThat(from).as("%s in %s", begin, file).isNotNegative();
    int to = text.indexOf(end, from);
    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(file, text.substring(0, from) + wanted + text.substring(to));
    } else {
      assertThat(text.substring(from, to)).isEqualTo(wanted);
    }
  }
}
