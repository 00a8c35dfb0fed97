package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.DialectSpec;
import longpoll.dialect.PollRequest;
import longpoll.measure.Phase;
import longpoll.measure.Timeline;
import longpoll.record.RunRecord;
import longpoll.settings.Settings;
import longpoll.transport.Header;
import longpoll.transport.PollTemplate;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeLinesTest {
  private static final PollTemplate TEMPLATE =
      PollTemplate.get(URI.create("http://127.0.0.1:8000/poll"), List.of());

  @Test
  void lagsComeBackAsTheyWere() {
    Histogram values = new Histogram(3);
    values.recordValue(1_234_567);
    values.recordValueWithCount(987_654_321_000L, 12);

    String line = ProbeLines.lag(Phase.TAIL, true, values);
    ProbeLines.Lag lag = ProbeLines.lag(ProbeLines.rest(line));

    assertThat(ProbeLines.word(line)).isEqualTo("lag");
    assertThat(lag.phase()).isEqualTo(Phase.TAIL);
    assertThat(lag.negative()).isTrue();
    assertThat(lag.values()).isEqualTo(values);
  }

  @Test
  void aTimelineKeepsItsWallClockAndTakesTheOtherProcesssNanoseconds() {
    Timeline harness =
        new Timeline(
            123,
            5_000_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofMillis(4));

    String line = ProbeLines.json(ProbeLines.BEGIN, ProbeLines.Begin.of(harness, TEMPLATE));
    Timeline here =
        ProbeLines.parse(ProbeLines.rest(line), ProbeLines.Begin.class)
            .timeline(-1_000_000_000, 5_250_000);

    assertThat(here)
        .usingRecursiveComparison()
        .isEqualTo(
            new Timeline(
                -1_250_000_000,
                5_000_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(4)));
  }

  @Test
  void settingsComeBackAsTheyWere() {
    ProbeSettings settings =
        new ProbeSettings(
            URI.create("http://127.0.0.1:8000/poll?a=b"),
            3,
            new DialectSpec("native", Map.of("a", List.of(1, "b"))),
            List.of("c0", "c1"),
            "epoch",
            -5L,
            1,
            2,
            "fixed 2s",
            3,
            4,
            List.of("127.0.0.2"),
            new Settings.Tls(true, ""),
            new Settings.Body(1_000, 0.25));

    String line = ProbeLines.json(ProbeLines.SETTINGS, settings);

    assertThat(ProbeLines.parse(ProbeLines.rest(line), ProbeSettings.class)).isEqualTo(settings);
    assertThat(settings.channelOf(2)).isEqualTo("c0");
    assertThat(settings.probesOn("c0")).isEqualTo(2);
    assertThat(settings.probesOn("c1")).isEqualTo(1);
  }

  @Test
  void theAccountComesBackAsItWas() {
    RunRecord.Probes account =
        new RunRecord.Probes(
            2,
            9,
            4,
            2,
            1,
            Map.of("closed", 1L),
            1,
            1.5,
            2L,
            null,
            0.25,
            0.5,
            new RunRecord.Polls(
                6, 4, 1, 0, Map.of("closed", 1L), 3.0, 0.2, null, 1L, 80.5, Map.of("closed", 1L)));

    String line = ProbeLines.json(ProbeLines.DONE, account);

    assertThat(ProbeLines.parse(ProbeLines.rest(line), RunRecord.Probes.class)).isEqualTo(account);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "WINDOW from", "NEVER from AAAA", "WINDOW up AAAA", "TAIL from %%%%"})
  void whatIsNoLineOfLagsIsRefused(String rest) {
    assertThatThrownBy(() -> ProbeLines.lag(rest)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRequestCrossesWithTheTimeline() {
    PollTemplate template =
        new PollTemplate(
            "POST",
            "/poll?a=b",
            List.of(new Header("Host", "h"), new Header("X-Key", "secret")),
            new byte[] {1, 2});

    String line = ProbeLines.json(ProbeLines.BEGIN, new ProbeLines.Begin(1, 2, 3, 4, 5, template));

    assertThat(
            ProbeLines.parse(ProbeLines.rest(line), ProbeLines.Begin.class)
                .template()
                .encoder()
                .encode(PollRequest.ofQuery("c=d"), "k=v"))
        .isEqualTo(template.encoder().encode(PollRequest.ofQuery("c=d"), "k=v"));
  }
}
