package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import longpoll.record.RecordAnnouncement;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.target.ServerStats;
import longpoll.target.TargetClient;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain, from Gatling's command line to the files of a run. */
class EndToEndTest {
  private static final int USERS = 300;

  @TempDir private Path results;
  @TempDir private Path elsewhere;

  @Test
  void theRecordAgreesToTheUnitWithTheServersOwnCounts() throws IOException {
    ServerOptions options =
        ServerOptions.builder()
            .port(0)
            .hold(Duration.ofSeconds(2))
            .schedule(ScheduleKind.POISSON)
            .every(Duration.ofMillis(1_800))
            .channels(20)
            .seed(7)
            .build();
    try (PollServer server = PollServer.start(options)) {
      URI poll = URI.create("http://127.0.0.1:" + server.port() + "/poll");
      TargetClient asking =
          new TargetClient(SingleRequests.plain(poll), poll, Duration.ofSeconds(5));
      ServerStats before = asking.stats();
      try (GatlingRun run =
          GatlingRun.in(results)
              .set("target", poll)
              .set("users", USERS)
              .set("ramp", "1s")
              .set("warmup", "2s")
              .set("duration", "6s")
              .set("hold", "2s")
              .set("tail", "2s")
              .set("channels", 20)
              .set("probes", 0)
              .onAnyMachine()
              .set("report.console-every", "1s")
              .withGatlingReport()
              .start()) {
        run.await();
        assertThat(run.exitCode()).as(run.output()).isZero();
        RunRecord record = run.record();
        assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
        assertThat(record.reasons()).as("nor does late answering of a busy machine").isEmpty();
        // The preflight's poll is the server's, not the users'.
        agreesToTheUnit(record, before, asking.stats(), 1);
        nothingIsMissing(record);
        emptyRateIsAsPredicted(record);
        filesAreThere(run.folder());
      }
    }
  }

  @Test
  void aMissedObjectiveFailsTheRunWhoseRecordAndReportsAreWritten() throws IOException {
    // A file outside the results, which are to have the run's folder only.
    Path announced = elsewhere.resolve("announced");
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 20)
            .set("ramp", "0s")
            .set("warmup", "1s")
            .set("duration", "2s")
            .set("hold", "500ms")
            .set("server.options", "--max-held 5")
            .set("probes", 0)
            .onAnyMachine()
            .withGatlingReport()
            .environment(RecordAnnouncement.VARIABLE, announced)
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
      assertThat(RecordAnnouncement.read(announced)).containsExactly(run.folder().path());
      RunRecord record = run.record();
      assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.reasons())
          .anySatisfy(reason -> assertThat(reason).contains("failed polls", "at most 0"));
      assertThat(record.totals().failed()).containsOnlyKeys("http-503");
      filesAreThere(run.folder());
    }
  }

  @Test
  void usersThatAreHardlyEverHeldLeaveARecordLikeAnyOther() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 20)
            .set("ramp", "1s")
            .set("warmup", "1s")
            .set("duration", "3s")
            .set("hold", "50ms")
            .set("rearm", "fixed 10s")
            .set("objectives.missed.max", 1_000)
            .set("probes", 2)
            .onAnyMachine()
            .withGatlingReport()
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.held().intended()).isNotNegative().isLessThan(1);
      assertThat(record.objectives()).hasSizeGreaterThanOrEqualTo(5).allMatch(Objective::met);
      filesAreThere(run.folder());
    }
  }

  @Test
  void pollsThatAreAnsweredAtOnceAreCountedLikeAnyOther() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 20)
            .set("ramp", "0s")
            .set("warmup", "1s")
            .set("duration", "3s")
            .set("hold", "0s")
            .set("rearm", "fixed 200ms")
            .set("schedule.every", "300ms")
            .set("channels", 2)
            .set("probes", 4)
            .onAnyMachine()
            .set("objectives.held.min", 1)
            .withGatlingReport()
            .start()) {
      run.await();
      // The harness compares its counts with the bundled server's.
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.totals().delivered()).isPositive();
      assertThat(record.totals().empty()).isPositive();
      assertThat(record.probes().empty()).isPositive();
      assertThat(record.events().missed()).isZero();
      assertThat(record.held().intended()).isNull();
      assertThat(record.polls().emptyRatePredicted())
          .isCloseTo(record.polls().emptyRate(), within(0.25));
      assertThat(record.objectives())
          .contains(new Objective("held of intended", "at least 100 %", null, true));
      filesAreThere(run.folder());
    }
  }

  @Test
  void theBundledServerEndsWithTheRun() {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("users", 20)
            .set("ramp", "0s")
            .set("warmup", "1s")
            .set("duration", "2s")
            .set("hold", "500ms")
            .set("schedule.every", "300ms")
            // What was measured in so short a window is not the matter here.
            .set("objectives.missed.max", 1_000)
            .onAnyMachine()
            .set("probes", 5)
            .set("report.console-every", "1s")
            .start()) {
      run.awaitOutput("1 of 4 s");
      List<ProcessHandle> servers = run.descendants();
      assertThat(servers).as("bundled server and probe while the run lasts").hasSize(2);
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.record().target().bundled()).isTrue();
      assertThat(run.record().target().version())
          .isEqualTo(run.record().environment().harness())
          .matches("\\d+\\.\\d+\\.\\d+(-\\S+)?");
      assertThat(servers).allSatisfy(server -> assertThat(server.isAlive()).isFalse());
    }
  }

  private static void agreesToTheUnit(
      RunRecord record, ServerStats before, ServerStats after, long emptiesOfOthers) {
    RunRecord.Totals totals = record.totals();
    assertThat(totals.failed()).isEmpty();
    assertThat(totals.delivered()).isPositive();
    assertThat(totals.empty()).isPositive();
    assertThat(totals.started()).isEqualTo(after.polls() - before.polls() - emptiesOfOthers);
    assertThat(totals.delivered()).isEqualTo(after.delivered() - before.delivered());
    assertThat(totals.empty()).isEqualTo(after.empty() - before.empty() - emptiesOfOthers);
    assertThat(totals.gap()).isEqualTo(after.gap() - before.gap());
    assertThat(totals.cut()).isEqualTo(after.aborted() - before.aborted());
    assertThat(totals.started())
        .isEqualTo(totals.delivered() + totals.empty() + totals.gap() + totals.cut());
    assertThat(record.health().connections().opened()).isEqualTo(USERS);
    assertThat(record.health().connections().reopened()).isZero();
    assertThat(record.health().connections().replayed()).isZero();
  }

  private static void nothingIsMissing(RunRecord record) {
    RunRecord.Events events = record.events();
    assertThat(events.missed()).isZero();
    assertThat(events.duplicated()).isZero();
    assertThat(events.outOfOrder()).isZero();
    assertThat(events.received()).isEqualTo(events.expected()).isPositive();
    // 20 channels and 300 users: every event is expected 15 times.
    assertThat(events.expected()).isEqualTo(events.published() * USERS / 20);
  }

  private static void emptyRateIsAsPredicted(RunRecord record) {
    assertThat(record.polls().emptyRatePredicted()).isBetween(0.05, 0.95);
    // Wider than the room that the record grants by the delays it measured.
    assertThat(Math.abs(record.polls().emptyRate() - record.polls().emptyRatePredicted()))
        .isLessThan(0.08);
  }

  private static void filesAreThere(RunFolder folder) throws IOException {
    for (Path file :
        List.of(
            folder.runJson(),
            folder.latencyLog(),
            folder.totalsLog(),
            folder.seriesCsv(),
            folder.report(),
            folder.report().resolveSibling("page.css"),
            folder.gatlingReport())) {
      assertThat(file).isNotEmptyFile();
    }
    assertThat(folder.simulationLog()).doesNotExist();
    assertThat(schema().validate(Files.readString(folder.runJson()), InputFormat.JSON)).isEmpty();
  }

  private static Schema schema() throws IOException {
    try (InputStream in = RunRecords.class.getResourceAsStream("run.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    }
  }
}
