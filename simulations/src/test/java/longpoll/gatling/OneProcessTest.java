package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import longpoll.record.RunStatus;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As under Gatling Enterprise: one JVM, and a Gatling that writes nothing. */
class OneProcessTest {
  @TempDir private Path results;

  @Test
  void aRunOfOneProcessIsRecordedThoughGatlingMakesNoFolder() {
    try (BundledServer server =
            BundledServer.start(
                new SettingsLoader(Path.of(""))
                    .load(Map.of("longpoll.channels", "5", "longpoll.hold", "1s")));
        GatlingRun run =
            GatlingRun.in(results)
                .gatling("data.writers.0", "console")
                .set("target", server.poll())
                .set("users", 20)
                .set("probes", 0)
                .set("hold", "1s")
                .set("ramp", "0s")
                .set("warmup", "1s")
                .set("duration", "3s")
                .set("report.console-every", "1s")
                .onAnyMachine()
                .start()) {
      run.awaitOutput(" s  window  held ");
      assertThat(run.descendants()).isEmpty();
      run.await();

      // Here Gatling itself then misses the log that its assertions are read from.
      assertThat(run.folder().path().getFileName().toString()).matches("run-\\d{17}");
      assertThat(run.record().status()).isEqualTo(RunStatus.COMPLETE);
    }
  }
}
