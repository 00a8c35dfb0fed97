package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that an API definition drives. */
class ApiDefinitionTest {
  private static final int USERS = 40;
  private static final Path ARTICLE = Path.of("../docs/api/article.json");
  private static final Duration HOLD = Duration.ofSeconds(1);

  @TempDir private Path results;
  @TempDir private Path folder;

  private GatlingRun.Builder run(Path definition) {
    return GatlingRun.in(results.resolve(definition.getFileName()))
        .set("api", definition)
        .set("users", USERS)
        .set("ramp", "1s")
        .set("warmup", "1s")
        .set("duration", "4s")
        .set("tail", "1s")
        .set("probes", 5)
        .onAnyMachine();
  }

  /** The article's own definition with another URL, and the hold of a test. */
  private Path article(Object url, Object hold) throws IOException {
    String text =
        Files.readString(ARTICLE)
            .replace("http://localhost:8000/poll", url.toString())
            .replace("\"timeout\": 30", "\"timeout\": " + hold);
    return Files.writeString(folder.resolve("article.json"), text);
  }

  private static RunRecord complete(GatlingRun run) {
    run.await();
    assertThat(run.exitCode()).as(run.output()).isZero();
    RunRecord record = run.record();
    assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
    assertThat(record.totals().failed()).isEmpty();
    assertThat(record.polls().delivered()).isPositive();
    assertThat(record.polls().empty()).isPositive();
    return record;
  }

  @Test
  void ourServerIsDrivenByTheArticlesDefinitionAsByTheArticleDialect() throws IOException {
    ServerOptions options =
        ServerOptions.builder()
            .port(0)
            .hold(HOLD)
            .schedule(ScheduleKind.FIXED)
            .every(Duration.ofMillis(1_300))
            .build();
    try (PollServer server = PollServer.start(options)) {
      String url = "http://localhost:" + server.port() + "/poll";
      RunRecord defined;
      try (GatlingRun run = run(article(url, 1)).start()) {
        defined = complete(run);
        assertThat(run.output())
            .contains("API: GET LongPollAPI of " + folder.resolve("article.json"))
            .contains("(permitted: 200, 204)")
            .contains("hold limit 1 s")
            .contains("Target: " + url);
      }
      assertThat(defined.api())
          .isEqualTo(new RunRecord.Api("LongPollAPI", "GET", List.of(200, 204)));
      assertThat(defined.label()).isEqualTo("LongPollAPI");
      RunRecord plain;
      try (GatlingRun run =
          run(folder.resolve("none"))
              .set("api", "")
              .set("target", url)
              .set("hold", "1s")
              .set("dialect", "article")
              .start()) {
        plain = complete(run);
      }
      assertThat(plain.api()).isNull();
      assertThat(defined.settings()).containsEntry("dialect", plain.settings().get("dialect"));
      for (RunRecord record : List.of(defined, plain)) {
        RunRecord.Events events = record.events();
        assertThat(events.missed()).isZero();
        assertThat(events.duplicated()).isZero();
        assertThat(events.received() + events.unseen()).isEqualTo(events.expected());
        assertThat(events.expected()).isEqualTo(events.published() * USERS);
        assertThat(record.metrics().get("lag").count()).isEqualTo(events.received());
        assertThat(record.metrics().get("lag.probe").count()).isPositive();
      }
    }
  }

  @Test
  void aBareServerOfSomebodyElseIsDrivenWithOnlyTheUrlChanged() throws IOException {
    try (BareServer server = BareServer.start(HOLD, Duration.ofMillis(1_300), 200, 204);
        GatlingRun run = run(article(server.poll(), 1)).start()) {
      RunRecord record = complete(run);

      assertThat(record.target().url()).isEqualTo(server.poll().toString());
      assertThat(record.events().missed()).as("nothing tells what there was").isNull();
      assertThat(server.asked()).contains("GET /news").allMatch(each -> each.startsWith("GET "));
    }
  }

  @Test
  void anotherMethodAndOtherStatusesAreDrivenAsTheDefinitionSays() throws IOException {
    try (BareServer server = BareServer.start(HOLD, Duration.ofMillis(1_300), 202, 304)) {
      Path definition =
          Files.writeString(
              folder.resolve("several.json"),
              Files.readString(Path.of("../docs/api/several.json"))
                  .replace("http://127.0.0.1:8000/jobs/next", server.poll().toString())
                  .replace("12.5", "1"));
      try (GatlingRun run = run(definition).set("api.name", "Jobs").start()) {
        RunRecord record = complete(run);

        assertThat(record.api())
            .isEqualTo(new RunRecord.Api("Jobs", "POST", List.of(202, 304, 410)));
        assertThat(server.asked()).contains("POST /news");
        assertThat(record.probes().delivered()).isPositive();
        assertThat(record.probes().failed()).isEmpty();
        assertThat(run.output())
            .contains("left alone, since not of type longPoll: DELETE Notifications (type rest)")
            .contains("POST Jobs is driven; there are also 'GET Notifications': choose one with");
      }
    }
  }

  @Test
  void aStatusThatIsNotListedIsAFailureOfItsOwnKind() throws IOException {
    try (BareServer server = BareServer.start(HOLD, Duration.ofHours(1), 200, 204)) {
      Path definition = article(server.poll(), 1);
      Files.writeString(definition, Files.readString(definition).replace("\"204\"", "\"408\""));
      // Longer than the check before load waits: that would refuse such a server.
      try (BareServer slow =
              BareServer.start(Duration.ofSeconds(4), Duration.ofHours(1), 200, 204);
          GatlingRun run =
              run(definition)
                  .set("target", slow.poll())
                  .set("hold", "4s")
                  .set("tail", "4s")
                  .start()) {
        run.await();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.record().totals().failed()).containsOnlyKeys("http-204");
      }
      try (GatlingRun refused =
          run(definition).set("report.gatling-results", results.resolve("refused")).start()) {
        refused.await();
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.output())
            .contains("HTTP status 204 is none that the API definition lists (200, 408)");
      }
    }
  }

  @Test
  void aDefinitionThatCannotBeUsedIsRefusedBeforeLoad() throws IOException {
    try (GatlingRun run = run(article("http:///poll", 1)).start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
      assertThat(run.output())
          .contains("longpoll.api: ")
          .contains("$.url: a host is expected, but it is 'http:///poll'")
          .doesNotContain("\tat ");
    }
  }
}
