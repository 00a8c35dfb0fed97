package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import longpoll.dialect.Purpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers that were taken for something else in public, and a dialect file that takes them right.
 */
class CaseDialectsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apollo-304|304||EMPTY|0",
        "apollo-304|200|[{\"namespaceName\":\"application\",\"notificationId\":5}]|EVENTS|1",
        "apollo-304|504|<html><h1>504 Gateway Time-out</h1></html>|FAILED|0",
        "couch-heartbeat|200|{\"results\":[\\n\\n\\n\\n],\\n\"last_seq\":\"3-g1AAA\",\"pending\":0}\\n|EMPTY|0",
        "couch-heartbeat|200|{\"results\":[\\n{\"seq\":\"4-g\",\"id\":\"d\",\"changes\":[]}\\n],\\n\"last_seq\":\"4-g\"}|EVENTS|1",
        "couch-heartbeat|200|{\"results\":[\\n|FAILED|0",
        "syncthing-array|200|[]\\n|EMPTY|0",
        "syncthing-array|200|[{\"id\":1,\"time\":\"2026-11-27T10:00:00.123456789Z\"},{\"id\":2},{\"id\":3}]|EVENTS|3",
        "syncthing-array|200|{}|FAILED|0",
        "golongpoll-inverted|200|{\"timeout\":\"no events before timeout\",\"timestamp\":1795773600000}|EMPTY|0",
        "golongpoll-inverted|200|{\"events\":[{\"timestamp\":1795773600001,\"category\":\"c\",\"data\":1,\"id\":\"u\"}]}|EVENTS|1",
        "golongpoll-inverted|200|{\"error\":\"Invalid or missing 'timeout' arg.  Must be 1-110.\"}|FAILED|0",
      })
  void answersAreWhatTheyAre(String name, int status, String body, Reading.Kind kind, int events)
      throws IOException {
    Path file = Path.of("test/resources/longpoll/dialect/cases", name + ".conf");
    FileDialect dialect = DialectFiles.read(file, Map.of());
    byte[] bytes =
        body == null ? new byte[0] : body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

    Reading reading =
        dialect.read(
            Purpose.POLL,
            dialect.start("http://127.0.0.1:8000/poll", "", 0, "r"),
            status,
            header -> null,
            bytes);

    assertThat(reading.kind()).isEqualTo(kind);
    assertThat(reading.events()).hasSize(events);
    assertThat(reading.misfits()).isEmpty();
  }
}
