package longpoll.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import longpoll.gatling.GatlingRun;
import longpoll.histogram.Measure;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Part#PROTOCOLS}: the same load over HTTP/1.1, with TLS and without, and over HTTP/2. */
@Tag("benchmark")
@Timeout(2400)
class ProtocolBenchmark {
  private static final int USERS = 5_000;
  private static final Duration WINDOW = Duration.ofSeconds(20);

  @TempDir Path results;

  /** What is spoken, as rows name it. */
  private enum Protocol {
    HTTP(Part.PLAIN_HTTP),
    HTTPS("HTTP/1.1, https"),
    HTTP2("HTTP/2, https");

    private final String row;

    Protocol(String row) {
      this.row = row;
    }

    void set(GatlingRun.Builder settings) {
      if (this == HTTPS) {
        settings.set("server.options", "--tls");
      } else if (this == HTTP2) {
        settings.set("protocol", "h2");
      }
    }
  }

  @Test
  void aBroadcastOverEachProtocol() throws IOException {
    Rounds rounds = new Rounds(Part.PROTOCOLS);
    for (int round = 0; round < Rounds.COUNT; round++) {
      for (Protocol protocol : Protocol.values()) {
        measure(rounds, protocol, results.resolve(round + "-" + protocol));
      }
    }
    rounds.save();
  }

  private static void measure(Rounds rounds, Protocol protocol, Path folder) throws IOException {
    GatlingRun.Builder settings =
        GatlingRun.in(folder)
            .likeTheBuild()
            .onAnyMachine()
            .set("profile", "broadcast")
            .set("users", USERS)
            // Time for a handshake of TLS each.
            .set("ramp", "10s")
            .set("warmup", "15s")
            .set("duration", WINDOW.toSeconds() + "s");
    protocol.set(settings);
    try (GatlingRun run = settings.start()) {
      run.await();
      RunRecord record = run.record();
      rounds.add("", protocol.row, figures(record));
      if (record.status() != RunStatus.COMPLETE) {
        rounds.note("", protocol.row, record.status().word() + ": " + record.reasons().get(0));
      }
    }
  }

  private static Map<String, Double> figures(RunRecord record) {
    double polls = record.polls().total();
    RunRecord.Injector injector = record.health().injector();
    RunRecord.Server server = record.health().server();
    Map<String, Double> figures = new HashMap<>();
    figures.put("lagP50Ms", record.metrics().get(Measure.LAG.tag()).p50());
    figures.put("lagP99Ms", record.metrics().get(Measure.LAG.tag()).p99());
    figures.put("cpuMicros", micros(injector.cpu(), polls));
    figures.put("serverCpuMicros", micros(server.cpu(), polls));
    figures.put("serverBytesPerPoll", server.bytesPerHeldPoll());
    figures.put("residentMb", injector.rssBytes() == null ? null : injector.rssBytes() / 1e6);
    figures.put("connections", (double) record.health().connections().opened());
    return figures;
  }

  /**
   * @param cores busy on average over the window, or null
   */
  private static Double micros(Double cores, double polls) {
    return cores == null || polls == 0 ? null : (Double) (cores * WINDOW.toNanos() / 1e3 / polls);
  }
}
