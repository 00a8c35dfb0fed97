package longpoll.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import longpoll.gatling.GatlingRun;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.target.ServerStats;
import longpoll.target.TargetClient;
import longpoll.text.Numbers;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Part#GROWTH}: what a held poll costs injector and server as their number grows. */
@Tag("benchmark")
@Timeout(2400)
class GrowthBenchmark {
  private static final int[] USERS = {1_000, 5_000, 10_000, 18_000};
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int EVENTS = 2;
  private static final int RAMP_SECONDS = 8;

  /** More polls than a client tries before its load. */
  private static final int UNDER_LOAD = 10;

  @TempDir Path results;

  @Test
  void fromAThousandPollsToTheMostOfOneAddress() throws Exception {
    Rounds rounds = new Rounds(Part.GROWTH);
    for (int round = 0; round < Rounds.COUNT; round++) {
      for (int users : USERS) {
        try (PolledServer server = PolledServer.start(PolledServer.Kind.TARGET, EVERY)) {
          measure(rounds, server, users, results.resolve(round + "-" + users));
        }
      }
    }
    rounds.save();
  }

  private static void measure(Rounds rounds, PolledServer server, int users, Path folder)
      throws Exception {
    TargetClient client =
        new TargetClient(SingleRequests.plain(server.poll()), server.poll(), Duration.ofSeconds(5));
    ProcessUsage serverIdle = server.usage();
    try (GatlingRun run =
        GatlingRun.in(folder)
            .likeTheBuild()
            .set("target", server.poll())
            .set("users", users)
            .set("channels", 1)
            .set("hold", "60s")
            .set("ramp", RAMP_SECONDS + "s")
            .set("warmup", "3s")
            // Up to the next event, half of their distance, the events, and some seconds.
            .set("duration", EVERY.multipliedBy(EVENTS + 2).minusSeconds(2).toSeconds() + "s")
            .set("probes", 0)
            .limit(Duration.ofMinutes(3))
            .start()) {
      while (client.stats().parked() < UNDER_LOAD) {
        PolledServer.pause(Duration.ofMillis(100));
      }
      ProcessUsage idle = ProcessUsage.of(run.handle());
      PolledServer.pause(Duration.ofSeconds(RAMP_SECONDS + 3));
      awaitEvent(client);
      // Halfway between two events, where nothing is on its way.
      PolledServer.pause(EVERY.dividedBy(2));
      ServerStats statsBefore = client.stats();
      ProcessUsage before = ProcessUsage.of(run.handle());
      ProcessUsage serverBefore = server.usage();
      PolledServer.pause(EVERY.multipliedBy(EVENTS));
      ServerStats statsAfter = client.stats();
      ProcessUsage after = ProcessUsage.of(run.handle());
      ProcessUsage serverAfter = server.usage();
      run.await();

      double delivered = statsAfter.delivered() - statsBefore.delivered();
      RunRecord record = run.record();
      Map<String, Double> figures = new HashMap<>();
      figures.put("cpuMicros", after.cpuMicrosSince(before) / delivered);
      figures.put("bytesPerPoll", perPoll(after, idle, users));
      figures.put("residentMb", after.residentBytes() / 1e6);
      figures.put("gcMaxMs", record.health().injector().gcPauseMaxMs());
      figures.put("lagP99Ms", record.metrics().get("lag").p99());
      figures.put("serverCpuMicros", serverAfter.cpuMicrosSince(serverBefore) / delivered);
      figures.put("serverBytesPerPoll", perPoll(serverAfter, serverIdle, users));
      figures.put("serverResidentMb", serverAfter.residentBytes() / 1e6);
      figures.put("serverGcMaxMs", record.health().server().gcPauseMaxMs());
      rounds.add("", Numbers.count(users), figures);
      if (record.status() != RunStatus.COMPLETE) {
        rounds.note(
            "", Numbers.count(users), record.status().word() + ": " + record.reasons().get(0));
      }
    }
  }

  private static void awaitEvent(TargetClient client) throws Exception {
    long published = client.stats().published();
    while (client.stats().published() == published) {
      PolledServer.pause(Duration.ofMillis(100));
    }
  }

  private static double perPoll(ProcessUsage held, ProcessUsage idle, int polls) {
    return (double) (held.residentBytes() - idle.residentBytes()) / polls;
  }
}
