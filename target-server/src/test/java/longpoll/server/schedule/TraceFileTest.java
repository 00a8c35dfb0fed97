package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
  @TempDir Path folder;

  private List<String> events(String... lines) throws Exception {
    List<String> events = new ArrayList<>();
    Map<String, PublishSchedule> schedules = TraceFile.read(file(lines));
    schedules.forEach(
        (channel, schedule) ->
            schedule.visit(
                0,
                Long.MAX_VALUE,
                (at, data) ->
                    events.add(
                        channel
                            + "@"
                            + at
                            + (data == null
                                ? ""
                                : "=" + new String(data, StandardCharsets.UTF_8)))));
    return events;
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("trace"), List.of(lines));
  }

  @Test
  void csvIsReadWithAndWithoutHeaderChannelAndPayload() throws Exception {
    assertThat(
            events(
                "at,channel,payload",
                "1.5,a,\"say \"\"hi\"\", twice\"",
                "250ms",
                "",
                "# rest",
                "2s,a"))
        .containsExactlyInAnyOrder(
            "a@1500000=\"say \\\"hi\\\", twice\"", "default@250000", "a@2000000");
  }

  @Test
  void jsonLinesAreRead() throws Exception {
    assertThat(
            events(
                "{\"at\":1.5,\"channel\":\"a\",\"data\":{\"n\":[1,null]}}",
                "{\"at\":\"2m\"}",
                "{\"at\":0,\"data\":\"é\"}"))
        .containsExactlyInAnyOrder(
            "a@1500000={\"n\":[1,null]}", "default@1=\"é\"", "default@120000000");
  }

  @Test
  void linesNeedNotBeSorted() throws Exception {
    assertThat(events("3", "1", "2"))
        .containsExactly("default@1000000", "default@2000000", "default@3000000");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "soon|at must be seconds or a duration",
        "-1|at must be seconds or a duration",
        "NaN|at must be seconds",
        "99999999999|from 0 to 366 days",
        "1,a b|channel must be 1 to 64 characters",
        "{\"at\":1|not JSON",
        "{\"at\":true}|at must be a number",
        "{\"channel\":\"a\"}|at must be a number",
        "{\"at\":1,\"channel\":5}|channel must be a string",
      })
  void badLineIsNamedByNumber(String line, String message) throws Exception {
    Path file = file("1,a", "2,a", line);
    assertThatThrownBy(() -> TraceFile.read(file))
        .isInstanceOf(TraceFile.BadTraceException.class)
        .hasMessageContaining("line 3: ")
        .hasMessageContaining(message);
  }

  @Test
  void emptyAndMissingFilesAreRefused() throws Exception {
    Path empty = file("# nothing");
    assertThatThrownBy(() -> TraceFile.read(empty)).hasMessageContaining("holds no events");
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("missing")))
        .hasMessageContaining("cannot be read");
  }
}
