package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose polls are streams of HTTP/2. */
class Http2RunTest {
  @TempDir private Path results;

  @Test
  void usersAndProbesShareConnectionsAndMissNothing() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("protocol", "h2")
            .set("h2.streams", 10)
            .set("users", 50)
            .set("ramp", "1s")
            .set("warmup", "1s")
            .set("duration", "4s")
            .set("hold", "1s")
            .set("schedule.every", "700ms")
            .set("channels", 5)
            .set("probes", 10)
            .onAnyMachine()
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.reasons()).isEmpty();
      assertThat(record.target().url()).startsWith("https://");
      assertThat(record.settings()).containsEntry("protocol", "h2").containsEntry("h2.streams", 10);
      assertThat(record.polls().delivered()).isPositive();
      assertThat(record.polls().empty()).isPositive();
      assertThat(record.totals().failed()).isEmpty();
      assertThat(record.events().missed()).isZero();
      assertThat(record.events().duplicated()).isZero();
      assertThat(record.probes().failed()).isEmpty();
      // One more on each event loop may not be full.
      assertThat(record.health().connections().opened())
          .isBetween(5L, 5L + Runtime.getRuntime().availableProcessors());
      assertThat(record.health().connections().reopened()).isZero();
    }
  }

  @Test
  void everyInjectorTrustsTheServerThatItPolls() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("protocol", "h2")
            .set("injectors", 2)
            .set("servers", 2)
            .set("users", 40)
            .set("ramp", "1s")
            .set("warmup", "1s")
            .set("duration", "3s")
            .set("hold", "1s")
            .set("channels", 4)
            .set("probes", 4)
            .onAnyMachine()
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.totals().failed()).isEmpty();
      assertThat(record.events().missed()).isZero();
    }
  }

  @Test
  void httpsAloneIsPolledOverHttp1() throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results)
            .set("server.options", "--tls")
            .set("users", 20)
            .set("ramp", "1s")
            .set("warmup", "1s")
            .set("duration", "2s")
            .set("hold", "500ms")
            .set("probes", 2)
            .onAnyMachine()
            .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.reasons()).isEmpty();
      assertThat(record.target().url()).startsWith("https://");
      assertThat(record.health().connections().opened()).isEqualTo(20);
    }
  }
}
