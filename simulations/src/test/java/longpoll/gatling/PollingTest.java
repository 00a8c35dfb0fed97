package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;
import longpoll.simulations.PollingSimulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polls that are not held are a load like any other. */
class PollingTest {
  private static final int USERS = 200;
  private static final int CHANNELS = 20;
  private static final int PERIOD_MILLIS = 3_000;

  @TempDir private Path results;

  @Test
  void aRunIsCompleteAndItsEventsWaitAnythingUpToOneDelay() {
    try (GatlingRun run =
        GatlingRun.in(results)
            .simulation(PollingSimulation.class.getName())
            .set("rearm", "fixed " + PERIOD_MILLIS + "ms")
            .set("users", USERS)
            .set("channels", CHANNELS)
            .set("probes", 20)
            .set("schedule.every", "2s")
            // All at once: the first polls are spread all the same.
            .set("ramp", "0s")
            .set("warmup", "1s")
            .set("duration", "6s")
            // An event of the window's last moment is 3 s old when the last user asks for it.
            .set("tail", "1s")
            .onAnyMachine()
            .start()) {
      run.await();

      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.reasons()).isEmpty();
      assertThat(record.objectives()).allMatch(Objective::met);
      assertThat(record.settings()).containsEntry("hold", "0s");
      everyEventReachedEveryUserOfItsChannel(record);
      usersPolledAtMomentsOfTheirOwn(record);
      // A request, and an answer of some events or of a head alone.
      assertThat(record.traffic().sentBytes() / record.polls().total()).isBetween(100L, 400L);
      assertThat(record.traffic().receivedBytes() / record.polls().total()).isBetween(150L, 2_000L);
      assertThat(record.polls().emptyRatePredicted()).isBetween(0.1, 0.4);
      assertThat(record.polls().emptyRate())
          .isCloseTo(record.polls().emptyRatePredicted(), within(0.05));
      assertThat(run.output())
          .contains("Polls that are not held: 200 users")
          .doesNotContain("held 2");
    }
  }

  private static void everyEventReachedEveryUserOfItsChannel(RunRecord record) {
    RunRecord.Events events = record.events();
    assertThat(events.published()).isGreaterThan(20);
    assertThat(events.received()).isEqualTo(events.published() * USERS / CHANNELS);
    assertThat(events.expected()).isEqualTo(events.received());
    assertThat(record.health().broadcastsIncomplete()).isZero();
  }

  /** In step, all would have polled in two moments of the window. */
  private static void usersPolledAtMomentsOfTheirOwn(RunRecord record) {
    MetricSummary lag = record.metrics().get("lag");
    assertThat(lag.p50()).isCloseTo(PERIOD_MILLIS / 2.0, within(PERIOD_MILLIS * 0.15));
    assertThat(lag.p90()).isCloseTo(PERIOD_MILLIS * 0.9, within(PERIOD_MILLIS * 0.15));
    assertThat(record.metrics().get("rearm").p50()).isCloseTo(PERIOD_MILLIS, within(200.0));
    double each = record.polls().total() / (double) USERS;
    assertThat(each).isCloseTo(6_000.0 / PERIOD_MILLIS, within(0.2));
  }

  @Test
  void aDialectThatCannotAskNotToBeHeldIsRefusedWithOneMessage() {
    try (GatlingRun run =
        GatlingRun.in(results)
            .simulation(PollingSimulation.class.getName())
            .set("dialect", "article")
            .start()) {
      run.await();

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output())
          .contains("longpoll.hold", "whose bare poll cannot ask not to be held")
          .doesNotContain("Exception", "Simulation longpoll");
      assertThat(run.files()).noneMatch(file -> file.endsWith("run.json"));
    }
  }
}
