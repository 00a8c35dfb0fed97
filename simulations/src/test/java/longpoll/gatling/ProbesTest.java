package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.FailureKind;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with probes: what they see, and that users and probes together are what a server counts. */
class ProbesTest {
  @TempDir private Path results;

  @Test
  void theBundledServersCountsAreTheUsersAndTheProbesTogether() throws IOException {
    // The harness itself compares all counts of its bundled server, and calls the run invalid.
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 40)
            .set("ramp", "1s")
            .set("warmup", "2s")
            .set("duration", "4s")
            .set("hold", "1s")
            .set("channels", 4)
            .set("schedule.every", "400ms")
            .set("probes", 20)
            .onAnyMachine()
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      RunRecord.Probes probes = record.probes();
      assertThat(probes.count()).isEqualTo(20);
      assertThat(probes.delivered()).isPositive();
      assertThat(probes.failed()).isEmpty();
      assertThat(probes.started())
          .isEqualTo(probes.delivered() + probes.empty() + probes.gap() + probes.cut());
      // Every event of the window reaches half as many probes as users.
      assertThat(2 * record.metrics().get("lag.probe").count())
          .isEqualTo(record.metrics().get("lag").count());
      assertThat(Files.readString(run.folder().totalsLog())).contains("Tag=lag.probe,");
    }
  }

  @Test
  void probesNameAndCountFailuresAsUsersDo() {
    Duration soon = Duration.ofMillis(100);
    Map<String, Behaviour> bad = new LinkedHashMap<>();
    bad.put("reset", Behaviour.everySecond(poll -> poll.resetAfter(soon)));
    bad.put("fin", Behaviour.everySecond(poll -> poll.finAfter(soon)));
    bad.put("fails", Behaviour.everySecond(poll -> poll.status(500, "")));
    bad.put("full", Behaviour.everySecond(poll -> poll.status(503, "Retry-After: 1\r\n")));
    bad.put("half", Behaviour.everySecond(BadPoll::halfABodyThenFin));
    bad.put("never", Behaviour.everySecond(BadPoll::neverAnswer));
    bad.put("text", Behaviour.everySecond(poll -> poll.ok("text", "application/json", "hello")));
    bad.put("body204", Behaviour.everySecond(BadPoll::emptyWithBody));
    bad.put("no-http", Behaviour.everySecond(BadPoll::notHttp));
    bad.put("gap", Behaviour.everySecond(poll -> poll.gap(1, 1, poll.epoch())));
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofDays(1), bad);
        GatlingRun run =
            BadRuns.against(server, results, bad.size())
                .set("request-timeout-margin", "1s")
                .set("backoff.initial", "200ms")
                .set("probes", bad.size())
                .start()) {
      RunRecord record = BadRuns.ended(run, 2);

      RunRecord.Totals users = record.totals();
      RunRecord.Probes probes = record.probes();
      Map<String, Long> failed = new TreeMap<>(users.failed());
      probes.failed().forEach((kind, count) -> failed.merge(kind, count, Long::sum));
      // A poll that is never answered times out, or is cut where the run ends before that.
      failed.merge(FailureKind.TIMEOUT, users.cut() + probes.cut(), Long::sum);
      assertThat(failed)
          .isEqualTo(
              Map.of(
                  FailureKind.RESET,
                  server.count("reset"),
                  FailureKind.CLOSED,
                  server.count("fin"),
                  FailureKind.ofStatus(500),
                  server.count("status 500"),
                  FailureKind.ofStatus(503),
                  server.count("status 503"),
                  FailureKind.TRUNCATED,
                  server.count("half"),
                  FailureKind.TIMEOUT,
                  server.count("never"),
                  FailureKind.MALFORMED,
                  server.count("text")
                      + server.count("empty with body")
                      + server.count("not http")));
      assertThat(probes.failures()).isPositive();
      assertThat(users.gap() + probes.gap()).isEqualTo(server.count("gap"));
      assertThat(users.empty() + probes.empty()).isEqualTo(server.count("empty"));
      assertThat(users.started() + probes.started()).isEqualTo(server.count("polls"));
    }
  }

  @Test
  void probesThatDieCostTheRunWhatTheyHadNotToldAndNothingElse() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 20)
            .set("ramp", "0s")
            .set("warmup", "1s")
            .set("duration", "12s")
            .set("hold", "500ms")
            .set("schedule.every", "300ms")
            .set("probes", 5)
            .set("report.console-every", "1s")
            .set("objectives.missed.max", 1_000)
            .onAnyMachine()
            .start()) {
      run.awaitOutput(" s  window ");
      awaitLagOfProbes(run);
      List<ProcessHandle> probes =
          run.descendants().stream().filter(ProbesTest::isProbeProcess).toList();
      assertThat(probes).hasSize(1);
      probes.get(0).destroyForcibly();
      run.await();

      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      RunRecord.Probes left = record.probes();
      assertThat(left).as("%s", record.reasons()).isNotNull();
      assertThat(left.started()).isPositive();
      assertThat(left.started())
          .as("what was held ended with them")
          .isEqualTo(left.delivered() + left.empty() + left.gap() + left.cut());
      assertThat(left.untilMs()).isBetween(1_000L, record.durationMs() - 1_000);
      assertThat(record.metrics().get("lag").count())
          .isGreaterThan(record.metrics().get("lag.probe").count());
      assertThat(record.reasons())
          .anyMatch(
              reason ->
                  reason.matches(
                      "the account of the probes ends \\d+\\.\\d s after the start, so nothing tells"
                          + " the injector's delay from the server's from then on: their process"
                          + " ended"));
    }
  }

  /** Looks each second of the run until the harness has heard of them. */
  private static void awaitLagOfProbes(GatlingRun run) throws IOException {
    Path log = run.folder().latencyLog();
    for (int second = 2; !Files.readString(log).contains("Tag=lag.probe"); second++) {
      run.awaitOutput(String.format(Locale.ROOT, "%4d of ", second));
    }
  }

  /** The class path is too long for what Java itself tells of a command line. */
  private static boolean isProbeProcess(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
          .contains("ProbeMain");
    } catch (IOException e) {
      return false;
    }
  }
}
