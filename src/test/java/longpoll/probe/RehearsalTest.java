package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Dialects;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RehearsalTest {

  @ParameterizedTest
  @CsvSource({
    "http, native, H1",
    "http, article, H1",
    "http, nchan, H1",
    "http, sqs, H1",
    "https, native, H1",
    "https, native, H2",
    "https, article, H2"
  })
  void theStubsAnswersAreUnderstoodHoweverTheProbesReArm(
      String scheme, String dialect, Settings.Http.Protocol protocol) throws Exception {
    ProbeSettings settings =
        new ProbeSettings(
            URI.create(scheme + "://127.0.0.1:1/poll"),
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
            new Settings.Http(protocol, 100),
            new Settings.Body(1_000_000, 0.25));

    assertThat(Rehearsal.run(settings)).isTrue();
  }
}
