package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import longpoll.simulations.ContractSimulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract check under Gatling. */
class ContractSimulationTest {
  /** Long enough for a busy machine not to be 5 % late. */
  private static final String HOLD = "3s";

  @TempDir private Path results;

  private GatlingRun.Builder run() {
    return GatlingRun.in(results).simulation(ContractSimulation.class.getName()).set("hold", HOLD);
  }

  @Test
  void theBundledServerPasses() throws IOException {
    try (GatlingRun run = run().set("schedule.kind", "none").withGatlingReport().start()) {
      run.await();

      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output()).contains("Global: count of failed events is 0.0 : true");
      assertThat(Files.readString(run.folder().path().resolve("index.html")))
          .contains("contract: status-permitted");
      for (String file : new String[] {"contract.html", "contract.json", "contract.xml"}) {
        assertThat(run.folder().path().resolve(file)).isNotEmptyFile();
      }
    }
  }

  @Test
  void aFailedFindingFailsTheBuild() throws IOException {
    try (BareServer server =
            BareServer.start(Duration.ofSeconds(3), Duration.ofHours(1), 200, 500);
        GatlingRun run = run().set("dialect", "article").set("target", server.poll()).start()) {
      run.await();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
      assertThat(run.output()).contains("500 are not permitted");
      assertThat(Files.readString(run.folder().path().resolve("contract.xml")))
          .contains("status-permitted");
    }
  }

  @Test
  void aTargetThatIsNotThereIsOneMessageAndNoReport() throws IOException {
    URI gone;
    try (BareServer server =
        BareServer.start(Duration.ofSeconds(3), Duration.ofHours(1), 200, 204)) {
      gone = URI.create(server.poll().toString());
    }
    try (GatlingRun run = run().set("dialect", "article").set("target", gone).start()) {
      run.await();

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output()).contains("nothing accepts connections");
      assertThat(run.files()).noneMatch(file -> file.toString().contains("contract."));
    }
  }
}
