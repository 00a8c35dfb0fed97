package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Dialects;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RehearsalTest {

  static List<String> dialects() {
    return List.of("native", "article", "nchan", "sqs");
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theStubsAnswersAreUnderstoodInEachDialectHoweverTheProbesReArm(String dialect)
      throws Exception {
    ProbeSettings settings =
        new ProbeSettings(
            URI.create("https://127.0.0.1:1/poll"),
            7,
            Dialects.named(dialect, Map.of()).spec(),
            List.of("c1", "c2"),
            0,
            7,
            "run",
            "another epoch",
            null,
            10_000_000_000L,
            20_000_000_000L,
            "fixed 1h",
            10_000_000_000L,
            10_000_000_000L,
            List.of("127.0.0.9"),
            new Settings.Tls(false, ""),
            Settings.Http.H1,
            new Settings.Body(1_000_000, 0.25));

    assertThat(Rehearsal.run(settings)).isTrue();
  }
}
