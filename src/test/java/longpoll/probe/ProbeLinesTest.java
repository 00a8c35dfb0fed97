package longpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.DialectSpec;
import longpoll.dialect.PollRequest;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.SavedHistogram;
import longpoll.measure.Phase;
import longpoll.measure.ProbeAccount;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunLedger;
import longpoll.measure.Timeline;
import longpoll.measure.UserLedger;
import longpoll.settings.Settings;
import longpoll.transport.Header;
import longpoll.transport.PollTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeLinesTest {
  private static final PollTemplate TEMPLATE =
      PollTemplate.get(URI.create("http://127.0.0.1:8000/poll"), List.of());

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

    String line =
        ProbeLines.json(ProbeLines.BEGIN, new ProbeLines.Begin(harness.phases(), TEMPLATE));
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
            0,
            7,
            "run",
            "epoch",
            -5L,
            1,
            2,
            "fixed 2s",
            3,
            4,
            List.of("127.0.0.2"),
            new Settings.Tls(true, ""),
            new Settings.Http(Settings.Http.Protocol.H2, 7),
            new Settings.Body(1_000, 0.25));

    String line = ProbeLines.json(ProbeLines.SETTINGS, settings);

    assertThat(ProbeLines.parse(ProbeLines.rest(line), ProbeSettings.class)).isEqualTo(settings);
    assertThat(settings.channelOf(2)).isEqualTo("c0");
  }

  @Test
  void aDeltaComesBackAsItWas() {
    Timeline timeline =
        new Timeline(
            0, 1_000, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(9), Duration.ofSeconds(1));
    RunLedger ledger =
        RunLedger.builder().serverOffsetMicros(0L).timeline(clock -> timeline).open();
    ProbeAccounts accounts = new ProbeAccounts(ledger);
    UserLedger probe = ledger.user("");
    probe.sent(1_000_000, 1_001, 5_000_000);
    PolledEvent event = new PolledEvent(1, "a", 1, 1_500);
    probe.answered(
        3_000_000, 1_400, Answer.delivered(new StreamPosition("2", "e"), List.of(event, event)));
    probe.sent(4_000_000, 5_000, 5_000_000);
    probe.failed(5_000_000, "closed");
    accounts.late(1_234, true);
    ProbeAccount.Delta delta = accounts.delta();

    String line = ProbeLines.delta(ProbeLines.DELTA, delta);

    assertThat(ProbeLines.word(line)).isEqualTo("delta");
    assertThat(ProbeLines.delta(ProbeLines.rest(line))).isEqualTo(delta);
    assertThat(delta.lags()).containsOnlyKeys(Phase.WINDOW);
    assertThat(delta.account().loopLag()).isNotEqualTo(SavedHistogram.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "{\"held\":1}", "[]", "{\"account\":{},\"held\":1"})
  void whatIsNoDeltaIsRefused(String rest) {
    assertThatThrownBy(() -> ProbeLines.delta(rest)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRequestCrossesWithTheTimeline() {
    PollTemplate template =
        new PollTemplate(
            "POST",
            "/poll?a=b",
            List.of(new Header("Host", "h"), new Header("X-Key", "secret")),
            new byte[] {1, 2});

    String line =
        ProbeLines.json(
            ProbeLines.BEGIN, new ProbeLines.Begin(new Timeline.Phases(1, 2, 3, 4, 5), template));

    assertThat(
            ProbeLines.parse(ProbeLines.rest(line), ProbeLines.Begin.class)
                .template()
                .encoder()
                .encode(PollRequest.ofQuery("c=d"), "k=v"))
        .isEqualTo(template.encoder().encode(PollRequest.ofQuery("c=d"), "k=v"));
  }
}
