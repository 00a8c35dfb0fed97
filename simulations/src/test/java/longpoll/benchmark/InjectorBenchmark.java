package longpoll.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.gatling.GatlingRun;
import longpoll.simulations.SteadySimulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link Part#INJECTOR}: CPU time that clients spend on a poll, against the same server under the
 * same load. The server counts the polls, the operating system the CPU time, both between the same
 * two events.
 */
@Tag("benchmark")
@Timeout(2400)
class InjectorBenchmark {
  private static final int CONNECTIONS = 5_000;
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration MEASURE = Duration.ofSeconds(15);

  /** More polls than a client tries before its load. */
  private static final int UNDER_LOAD = 100;

  /** From the first poll on. */
  private static final Duration SETTLE_JVM = Duration.ofSeconds(20);

  private static final Duration SETTLE_C = Duration.ofSeconds(4);

  /** What gatling-maven-plugin 4.21 gives a JVM where a build says nothing. */
  private static final List<String> PLUGIN_JVM =
      List.of(
          "-XX:+HeapDumpOnOutOfMemoryError",
          "-XX:MaxInlineLevel=20",
          "-XX:MaxTrivialSize=12",
          "-Xmx1G");

  @TempDir Path results;

  /** Starts a client and runs a measurement beside it. */
  private interface Client {
    void beside(FloorServer server, Work work) throws Exception;
  }

  private interface Work {
    void of(ProcessHandle client) throws IOException;
  }

  @Test
  void clientsInTurn() throws Exception {
    Rounds rounds = new Rounds(Part.INJECTOR);
    for (int round = 0; round < Rounds.COUNT; round++) {
      Path folder = results.resolve("" + round);
      measure(rounds, "with Gatling's rows", SETTLE_JVM, gatling(steady(folder.resolve("rows"))));
      measure(
          rounds,
          "without Gatling's rows",
          SETTLE_JVM,
          gatling(steady(folder.resolve("no-rows")).set("report.gatling-rows", false)));
      measure(
          rounds, Part.PLAIN, SETTLE_JVM, gatling(plain(folder.resolve("plain")).likeTheBuild()));
      measure(
          rounds,
          "plain Gatling loop, JVM options of Gatling's plugin",
          SETTLE_JVM,
          gatling(plain(folder.resolve("plugin")).jvm(PLUGIN_JVM)));
      measure(rounds, Part.WRK, SETTLE_C, InjectorBenchmark::wrk);
      measure(rounds, "client in C", SETTLE_C, InjectorBenchmark::inC);
    }
    rounds.save();
  }

  private static void measure(Rounds rounds, String row, Duration settle, Client client)
      throws Exception {
    try (FloorServer server = new FloorServer(EVERY)) {
      client.beside(server, process -> rounds.add("", row, figures(server, process, settle)));
    } catch (CProgram.NotInstalledException e) {
      rounds.note("", row, e.getMessage());
    }
  }

  private static Map<String, Double> figures(
      FloorServer server, ProcessHandle client, Duration settle) throws IOException {
    while (server.answeredAtNextEvent() < UNDER_LOAD) {
      if (!client.isAlive()) {
        throw new AssertionError("the client ended before its first poll");
      }
    }
    PolledServer.pause(settle);
    long answeredBefore = server.answeredAtNextEvent();
    ProcessUsage before = ProcessUsage.of(client);
    long start = System.nanoTime();
    PolledServer.pause(MEASURE.minus(EVERY.dividedBy(2)));
    double polls = server.answeredAtNextEvent() - answeredBefore;
    ProcessUsage after = ProcessUsage.of(client);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!client.isAlive() || polls == 0) {
      throw new AssertionError("the client ended while it was measured");
    }
    return Map.of(
        "cpuMicros",
        after.cpuMicrosSince(before) / polls,
        "pollsPerSecond",
        polls / seconds,
        "residentMb",
        after.residentBytes() / 1e6);
  }

  private static GatlingRun.Builder steady(Path folder) {
    return GatlingRun.in(folder).simulation(SteadySimulation.class.getName()).likeTheBuild();
  }

  private static GatlingRun.Builder plain(Path folder) {
    return GatlingRun.in(folder).simulation(PlainSimulation.class.getName());
  }

  private static Client gatling(GatlingRun.Builder builder) {
    return (server, work) -> {
      builder
          .set("target", server.poll())
          .set("dialect", "article")
          .set("hold", "60s")
          .set("users", CONNECTIONS)
          .set("ramp", "5s")
          .set("warmup", "14s")
          .set("duration", MEASURE.plusSeconds(3).toSeconds() + "s")
          .set("probes", 0)
          .limit(Duration.ofMinutes(3));
      try (GatlingRun run = builder.start()) {
        work.of(run.handle());
      }
    };
  }

  private static void wrk(FloorServer server, Work work) throws Exception {
    beside(
        new ProcessBuilder(
                CProgram.installed("wrk").toString(),
                "-t2",
                "-c" + CONNECTIONS,
                "-d60s",
                "--timeout",
                "60s",
                server.poll().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start(),
        work);
  }

  private static void inC(FloorServer server, Work work) throws Exception {
    URI poll = server.poll();
    beside(CProgram.start("client", poll.getPort(), poll.getPath(), CONNECTIONS, 60), work);
  }

  private static void beside(Process client, Work work) throws IOException {
    try {
      work.of(client.toHandle());
    } finally {
      client.destroyForcibly();
    }
  }
}
