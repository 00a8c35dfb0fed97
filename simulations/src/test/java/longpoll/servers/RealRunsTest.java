package longpoll.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import longpoll.dialect.Delivery;
import longpoll.dialect.file.DialectFiles;
import longpoll.gatling.GatlingRun;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.servers.RealServer.Kind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs against servers that others wrote, with our publisher, where they are installed. */
class RealRunsTest {
  private static final int USERS = 50;
  private static final int CHANNELS = 5;
  private static final Duration HOLD = Duration.ofSeconds(2);

  @TempDir private Path results;
  @TempDir private Path dialects;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARTICLE")
  void nothingIsMissedAndNothingComesTwice(Kind kind) throws IOException {
    try (RealServer server = RealServer.start(kind, HOLD);
        GatlingRun run =
            GatlingRun.in(results)
                .set("target", server.target())
                .set("dialect", dialect(kind))
                .set("users", USERS)
                .set("ramp", "1s")
                .set("warmup", "1s")
                .set("duration", "10s")
                .set("hold", HOLD.toSeconds() + "s")
                .set("channels", CHANNELS)
                .set("schedule.every", "700ms")
                .set("probes", 5)
                .onAnyMachine()
                .start()) {
      run.await();
      String told = run.output() + "\n" + server.output();
      assertThat(run.exitCode()).as(told).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).as(told).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.totals().failed()).as(told).isEmpty();
      boolean queue =
          DialectFiles.shipped(kind.dialect(), System.getenv()).delivery() == Delivery.QUEUE;
      if (queue) {
        assertThat(record.probes()).as("probes would take events away").isNull();
      } else {
        assertThat(record.probes().failed()).as(told).isEmpty();
      }
      RunRecord.Events events = record.events();
      assertThat(events.published()).as(told).isPositive();
      assertThat(events.received()).as(told).isEqualTo(events.expected()).isPositive();
      assertThat(events.missed()).as(told).isZero();
      assertThat(events.duplicated()).as(told).isZero();
      assertThat(events.expected())
          .as(told)
          .isEqualTo(events.published() * (queue ? 1 : USERS / CHANNELS));
      assertThat(record.metrics().get("lag").count()).as(told).isPositive();
    }
  }

  /**
   * The shipped one; for PouchDB, which ignores how long a poll is to be held, what a user makes of
   * it.
   */
  private String dialect(Kind kind) throws IOException {
    if (kind != Kind.POUCHDB) {
      return kind.dialect();
    }
    String own =
        DialectFiles.text(kind.dialect())
            .replaceFirst("\nhold \\{.*\n", "\nhold = none\n")
            .replace(", timeout = \"${hold | ms}\"", "");
    return Files.writeString(dialects.resolve("pouchdb.conf"), own).toString();
  }
}
