package longpoll.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import longpoll.gatling.BundledServer;
import longpoll.gatling.GatlingRun;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.simulations.SteadySimulation;
import longpoll.target.ServerStats;
import longpoll.target.TargetClient;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * CPU time that Gatling spends on a poll, plain and measured in turn against the same server under
 * the same load. Polls are counted by the server, CPU time by the operating system, both between
 * the same two instants.
 */
@Tag("benchmark")
@Timeout(1200)
class MeasuringCostBenchmark {
  private static final int ROUNDS = 3;
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final Duration MEASURE = Duration.ofSeconds(30);

  @TempDir Path results;

  @Test
  void plainAndMeasuredInTurn() throws Exception {
    List<Double> plain = new ArrayList<>();
    List<Double> measured = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      plain.add(microsPerPoll("plain-" + round, PlainSimulation.class.getName()));
      measured.add(microsPerPoll("measured-" + round, SteadySimulation.class.getName()));
      System.out.printf(
          Locale.ROOT,
          "round %d: plain %.1f us a poll, measured %.1f us a poll%n",
          round + 1,
          plain.get(round),
          measured.get(round));
    }
    System.out.printf(
        Locale.ROOT,
        "median of %d: plain %.1f us, measured %.1f us, measured / plain %.2f%n",
        ROUNDS,
        median(plain),
        median(measured),
        median(measured) / median(plain));
    assertTrue(median(plain) > 0 && median(measured) > 0, "no polls were counted");
  }

  private double microsPerPoll(String name, String simulation) throws Exception {
    Settings settings =
        new SettingsLoader(Path.of(""))
            .load(
                Map.of(
                    "longpoll.schedule.kind", "fixed",
                    "longpoll.schedule.every", "200ms",
                    "longpoll.channels", "1"));
    try (BundledServer server = BundledServer.start(settings)) {
      URI poll = server.poll();
      TargetClient client =
          new TargetClient(SingleRequests.plain(poll), poll, Duration.ofSeconds(5));
      try (GatlingRun run =
          GatlingRun.in(results.resolve(name))
              .simulation(simulation)
              .likeTheBuild()
              .set("target", poll)
              .set("users", 2000)
              .set("ramp", "5s")
              .set("warmup", "15s")
              .set("duration", MEASURE.plusSeconds(5).toSeconds() + "s")
              .set("probes", 0)
              .limit(Duration.ofMinutes(3))
              .start()) {
        awaitPolls(client);
        // Both simulations run the same time from here; the instants lie inside it.
        TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
        Duration cpuBefore = run.handle().info().totalCpuDuration().orElseThrow();
        ServerStats before = client.stats();
        TimeUnit.NANOSECONDS.sleep(MEASURE.toNanos());
        Duration cpuAfter = run.handle().info().totalCpuDuration().orElseThrow();
        ServerStats after = client.stats();
        run.await();
        long polls = after.delivered() + after.empty() - before.delivered() - before.empty();
        return cpuAfter.minus(cpuBefore).toNanos() / 1e3 / polls;
      }
    }
  }

  private static void awaitPolls(TargetClient client) throws InterruptedException {
    while (client.stats().polls() == 0) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
