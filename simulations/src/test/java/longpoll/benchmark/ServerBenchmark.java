package longpoll.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import longpoll.text.Numbers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Part#SERVER}: how one event gets to all polls that are parked, by three servers. */
@Tag("benchmark")
@Timeout(2400)
class ServerBenchmark {
  private static final int[] POLLS = {10_000, 18_000};
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Three events. */
  private static final int SECONDS = 17;

  @Test
  void floorNchanAndTargetServerInTurn() throws Exception {
    Rounds rounds = new Rounds(Part.SERVER);
    for (int polls : POLLS) {
      for (int round = 0; round < Rounds.COUNT; round++) {
        for (PolledServer.Kind kind : PolledServer.Kind.values()) {
          String group = Numbers.count(polls) + " polls";
          try (PolledServer server = PolledServer.start(kind, EVERY)) {
            rounds.add(group, kind.words(), measure(server, polls));
          } catch (CProgram.NotInstalledException e) {
            rounds.note(group, kind.words(), e.getMessage());
          }
        }
      }
    }
    rounds.save();
  }

  private static Map<String, Double> measure(PolledServer server, int polls) throws Exception {
    PolledServer.pause(Duration.ofSeconds(1));
    ProcessUsage idle = server.usage();
    Process client =
        CProgram.start(
            "client",
            server.poll().getPort(),
            server.poll().getPath(),
            polls,
            SECONDS,
            server.clientMode());
    try (BufferedReader out = client.inputReader()) {
      if (!"waiting".equals(out.readLine())) {
        throw new AssertionError("the client did not get " + polls + " polls to wait");
      }
      ProcessUsage before = server.usage();
      if (!server.publishesItself()) {
        publishUntilEnd(server, client);
      }
      Map<String, Double> counted = counted(out);
      ProcessUsage after = server.usage();
      double answers = counted.get("answers");
      Map<String, Double> figures = new HashMap<>();
      figures.put("completionMs", millis(counted.get("completion_us")));
      figures.put("lagP50Ms", millis(counted.get("lag_p50_us")));
      figures.put("lagP99Ms", millis(counted.get("lag_p99_us")));
      if (answers > 0) {
        figures.put("cpuMicros", after.cpuMicrosSince(before) / answers);
      }
      figures.put("bytesPerPoll", (double) (after.peakBytes() - idle.residentBytes()) / polls);
      figures.put("peakMb", after.peakBytes() / 1e6);
      return figures;
    } finally {
      client.destroyForcibly();
    }
  }

  private static void publishUntilEnd(PolledServer server, Process client) throws Exception {
    HttpClient publisher = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (!client.waitFor(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
      server.publish(publisher);
    }
  }

  /** What the client prints in the end: a name and a number in each line. */
  static Map<String, Double> counted(BufferedReader out) throws IOException {
    Map<String, Double> counted = new HashMap<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      String[] words = line.split(" ");
      counted.put(words[0], Double.valueOf(words[1]));
    }
    return counted;
  }

  private static Double millis(Double micros) {
    return micros == null ? null : (Double) (micros / 1e3);
  }
}
