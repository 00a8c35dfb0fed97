package longpoll.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import longpoll.audit.Audit;
import longpoll.audit.AuditPlan;
import longpoll.dialect.NativeDialect;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit says of gateways that others wrote, where they are installed. */
@Timeout(120)
class RealGatewaysTest {
  private static final Duration HOLD = Duration.ofSeconds(2);
  private static final int POLLS = 50;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "nginx,right,",
    "nginx,short-timeout,polls-cut",
    "nginx,buffering,buffering",
    "nginx,no-keep-alive,keep-alive",
    "nginx,no-upstream-keep-alive,upstream-keep-alive",
    "nginx,connection-limit,connection-limit",
    "haproxy,right,",
    "haproxy,short-timeout,polls-cut",
    "haproxy,buffering,buffering",
    // With the client's connection HAProxy ends the server's as well.
    "haproxy,no-keep-alive,keep-alive upstream-keep-alive",
    "haproxy,no-upstream-keep-alive,upstream-keep-alive",
    "haproxy,connection-limit,connection-limit"
  })
  void theAuditNamesWhatASettingBreaks(String gateway, String profile, String broken)
      throws IOException, InterruptedException {
    try (PollServer server = PollServer.start(options());
        RealGateway hop = RealGateway.start(gateway, server.port(), profile)) {
      FindingReport report = audit(server.port(), hop.poll());
      List<Finding> findings = report.sections().get(0).findings();

      assertThat(findings)
          .as("%s%n%s", findings, hop.output())
          .filteredOn(finding -> finding.verdict() == Finding.Verdict.FAIL)
          .extracting(Finding::id)
          .containsExactlyInAnyOrder(broken == null ? new String[0] : broken.split(" "));
    }
  }

  private static ServerOptions options() {
    return ServerOptions.builder()
        .host("127.0.0.1")
        .port(0)
        .hold(HOLD)
        .schedule(ScheduleKind.FIXED)
        .every(Duration.ofMillis(1500))
        .build();
  }

  private static FindingReport audit(int server, URI via) throws InterruptedException {
    Audit audit =
        new Audit(
            new AuditPlan(
                URI.create("http://127.0.0.1:" + server + "/poll"),
                via,
                new NativeDialect(),
                "",
                HOLD,
                POLLS,
                null,
                Duration.ofMillis(100),
                new Settings.Tls(false, "")));
    audit.check();
    return audit.run();
  }
}
