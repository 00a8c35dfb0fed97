package longpoll.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import longpoll.gatling.GatlingRun;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;
import longpoll.servers.RealServer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The article's server, in Python, and what a run against it says of it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ArticleServerTest {
  /** Longer than the check before the load waits for a second poll. */
  private static final Duration EVENT_AFTER = Duration.ofSeconds(4);

  @TempDir private Path results;

  @Test
  void itAnswersAnyPathAtOnceAndEmpty() throws Exception {
    try (RealServer server = RealServer.start(Kind.ARTICLE, Duration.ZERO)) {
      for (String path : new String[] {"/poll", "/", "/stats?x=1"}) {
        HttpRequest get = HttpRequest.newBuilder(server.target().resolve(path)).build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(get, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map()).containsOnlyKeys("server", "date");
      }
    }
  }

  @Test
  void itsEventReachesNoClient() {
    try (RealServer server = RealServer.start(Kind.ARTICLE, Duration.ofSeconds(1))) {
      URI poll = server.target();

      assertThat(Python.run("client.py", "", poll, 1.5)).isEqualTo(new Python.Result(3, "", ""));
    }
  }

  @Test
  void aRunNamesEachOfItsFaults() {
    try (RealServer server = RealServer.start(Kind.ARTICLE, EVENT_AFTER);
        GatlingRun run =
            GatlingRun.in(results)
                .set("target", server.target())
                .set("dialect", "article")
                .set("users", 2)
                .set("probes", 0)
                .set("ramp", "0s")
                .set("warmup", "15s")
                .set("duration", "16s")
                .set("hold", "30s")
                .onAnyMachine()
                .start()) {
      run.await();
      String told = run.output() + "\n" + server.output();
      RunRecord record = run.record();
      assertThat(run.exitCode()).as(told).isNotZero();
      assertThat(record.status()).as(told).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.reasons())
          .as(told)
          .anyMatch(
              reason ->
                  reason.contains("the target does not hold polls")
                      && reason.contains("the target serves one poll at a time"))
          .anyMatch(reason -> reason.contains("HTTP/1.0 without keep-alive"))
          .anyMatch(
              reason ->
                  reason.contains("after the 204 was over")
                      && reason.endsWith("reach no client: Event occurred"))
          .anyMatch(reason -> reason.contains("came before their hold limit"));
      assertThat(record.objectives())
          .as(told)
          .filteredOn(objective -> !objective.met())
          .extracting(Objective::name)
          .contains("early empties");
      assertThat(record.polls().delivered()).as(told).isZero();
      assertThat(record.polls().emptyRate()).as(told).isEqualTo(1);
    }
  }
}
