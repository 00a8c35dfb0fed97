package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import longpoll.collect.CollectToken;
import longpoll.merge.ShardMerge;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two injectors that share a load make one run of it. */
class SharedLoadTest {
  private static final int USERS = 61;

  @TempDir private Path results;

  private GatlingRun.Builder injector(int shard, BundledServer server, Instant start) {
    return GatlingRun.in(results.resolve("shard-" + shard))
        .set("target", server.poll())
        .set("shard", shard + "/2")
        .set("start-at", start)
        .set("users", USERS)
        .set("channels", 5)
        .set("probes", 10)
        .set("hold", "2s")
        .set("ramp", "1s")
        .set("warmup", "2s")
        .set("duration", "4s")
        .onAnyMachine();
  }

  @Test
  void theirRunsAreMergedIntoOneThatIsComplete() throws Exception {
    Settings ofServer =
        new SettingsLoader(Path.of(""))
            .load(
                Map.of(
                    "longpoll.channels", "5",
                    "longpoll.schedule.kind", "fixed",
                    "longpoll.schedule.every", "500ms"));
    try (BundledServer server = BundledServer.start(ofServer)) {
      Instant start = Instant.now().plusSeconds(25).truncatedTo(ChronoUnit.MILLIS);
      try (GatlingRun one = injector(0, server, start).start();
          GatlingRun other = injector(1, server, start).start()) {
        one.await();
        other.await();
        assertThat(one.exitCode()).as(one.output()).isZero();
        assertThat(other.exitCode()).as(other.output()).isZero();

        RunRecord half = one.record();
        assertThat(half.startedAt()).isEqualTo(start.toString());
        assertThat(half.held().intended()).isEqualTo(30);
        assertThat(half.probes().count()).isEqualTo(5);
        assertThat(half.held().serverMean()).isNull();

        RunFolder merged = new RunFolder(results);
        RunRecord all =
            new ShardMerge(List.of(one.folder().path(), other.folder().path()))
                .write(merged, "all", true);
        assertThat(all.status()).as("%s", all.reasons()).isEqualTo(RunStatus.COMPLETE);
        assertThat(all.objectives()).allMatch(RunRecord.Objective::met);
        assertThat(all.held().intended()).isEqualTo(USERS);
        assertThat(all.probes().count()).isEqualTo(10);
        // 12, 12, 12, 12 and 13 users wait for 8 events of each of 5 channels.
        assertThat(all.events().published()).isEqualTo(40);
        assertThat(all.events().received()).isEqualTo(8L * USERS);
        assertThat(all.health().broadcastsIncomplete()).isZero();
        assertThat(all.metrics().get("broadcast").count()).isEqualTo(40);
        assertThat(all.totals().started())
            .isEqualTo(half.totals().started() + other.record().totals().started());
        assertThat(all.shards().startErrorMs()).containsOnlyKeys("0", "1");
        assertThat(all.shards().startErrorMs().values()).allMatch(late -> late >= 0);
        assertThat(all.startedAt()).isEqualTo(start.toString());
      }
    }
  }

  @Test
  void aStartThatHasPassedIsRefusedBeforeLoad() {
    Settings ofServer = new SettingsLoader(Path.of("")).load(Map.of("longpoll.channels", "5"));
    try (BundledServer server = BundledServer.start(ofServer);
        GatlingRun run = injector(0, server, Instant.now().minusSeconds(60)).start()) {
      run.await();

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output())
          .contains("longpoll.start-at: an instant from now to 1 h ahead is expected", "s ago")
          .doesNotContain("Simulation longpoll");
    }
  }

  @Test
  void theTokenOfTheEnvironmentIsShownAtTheBarrierAndNotPrinted() throws Exception {
    String secret = "a-secret-of-the-test";
    BlockingQueue<String> headers = new LinkedBlockingQueue<>();
    HttpServer barrier =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    barrier.createContext(
        "/barrier",
        exchange -> {
          headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    barrier.start();
    Settings ofServer = new SettingsLoader(Path.of("")).load(Map.of("longpoll.channels", "5"));
    try (BundledServer server = BundledServer.start(ofServer);
        GatlingRun run =
            GatlingRun.in(results)
                .set("target", server.poll())
                .set("shard", "0/2")
                .set("barrier", "http://127.0.0.1:" + barrier.getAddress().getPort())
                .set("users", 10)
                .set("probes", 0)
                .environment(CollectToken.VARIABLE, secret)
                .onAnyMachine()
                .start()) {
      run.await();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
      assertThat(run.output()).contains("no start: HTTP 401").doesNotContain(secret);
      assertThat(headers).containsExactly("Bearer " + secret);
    } finally {
      barrier.stop(0);
    }
  }

  @Test
  void aShareWithoutATargetIsRefusedWithOneMessage() {
    try (GatlingRun run = GatlingRun.in(results).set("shard", "0/2").start()) {
      run.await();

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output()).contains("longpoll.shard", "needs a target");
    }
  }
}
