package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delay that is known beforehand, and what the harness makes of it. Runs alone. */
class FixedDelayTest {
  private static final double NEAR_MILLIS = 3;

  /** Few, so that none waits for the server to deal with the others. */
  private static final int USERS = 5;

  @TempDir private Path results;

  @Test
  void aServerThatPublishes250MillisecondsLateIsReportedAsSo() {
    Map<String, Behaviour> late =
        Map.of("default", Behaviour.publishingLate(Duration.ofMillis(250)));
    try (MisbehavingServer server = MisbehavingServer.start(Duration.ofMillis(400), late);
        GatlingRun run = BadRuns.against(server, results, USERS).start()) {
      RunRecord record = BadRuns.ended(run, 0);

      assertThat(record.totals().delivered()).isEqualTo(server.count("delivered"));
      assertThat(record.events().missed()).isZero();
      // A machine that is busy with something else delays server and injector; of both, it is
      // known by how much.
      List<Long> real = server.sentAfterMicros("default").stream().sorted().toList();
      double realMedianMillis = real.get(real.size() / 2) / 1e3;
      double injectorLateMillis = record.health().injector().loopLagP99Ms();
      for (String tag : List.of("lag", "lag.parked")) {
        MetricSummary lag = record.metrics().get(tag);
        assertThat(lag.min()).as(tag).isBetween(250 - NEAR_MILLIS, 250 + NEAR_MILLIS);
        assertThat(lag.p50())
            .as(tag)
            .isBetween(
                realMedianMillis - NEAR_MILLIS,
                realMedianMillis + NEAR_MILLIS + injectorLateMillis);
      }
    }
  }
}
