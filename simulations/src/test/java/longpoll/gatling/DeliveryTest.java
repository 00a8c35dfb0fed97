package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import longpoll.record.RunRecord;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dialect file says that the events of a server, which gives each of them to everybody, are those
 * of a queue or of a state. So how often an event should come and did is known.
 */
class DeliveryTest {
  private static final int CHANNELS = 10;
  private static final int USERS_A_CHANNEL = 3;

  /** With the word for the delivery left out. */
  static final String DIALECT =
      """
      description = "the native protocol, with other words for its events"
      delivery = %s
      hold { min = 0s, max = 24h }
      cursors {
        cursor = ["/next | whole", "header Poll-Next | whole"]
        epoch = ["/epoch", "header Poll-Epoch"]
      }
      poll {
        query {
          cursor = "${cursor}", epoch = "${epoch}", timeout = "${hold | decimal-s}"
          channel = "${channel}"
        }
        answers = [
          { status = 200, has = "/next", then = events }
          { status = 204, body = empty, then = empty }
        ]
        events {
          at = "/events/*"
          id = "/id"
          seq = "/seq"
          channel = "/channel"
          planned-at = "/plannedAt | us"
        }
      }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"queue, 1", "state, 3"})
  void whatIsExpectedAndDuplicatedFollowsTheDialect(String delivery, int expectedTimes)
      throws IOException {
    Path dialect = Files.writeString(folder.resolve("as.conf"), DIALECT.formatted(delivery));
    ServerOptions options =
        ServerOptions.builder()
            .port(0)
            .hold(Duration.ofSeconds(2))
            .schedule(ScheduleKind.FIXED)
            .every(Duration.ofMillis(700))
            .channels(CHANNELS)
            .seed(7)
            .build();
    try (PollServer server = PollServer.start(options);
        GatlingRun run =
            GatlingRun.in(folder.resolve("results"))
                .set("target", "http://127.0.0.1:" + server.port() + "/poll")
                .set("dialect", dialect)
                .set("users", CHANNELS * USERS_A_CHANNEL)
                .set("channels", CHANNELS)
                .set("ramp", "0s")
                .set("warmup", "1s")
                .set("duration", "4s")
                .set("hold", "2s")
                .set("probes", 0)
                .set("objectives.duplicated.max", 1_000_000)
                .onAnyMachine()
                .start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      RunRecord.Events events = record.events();
      assertThat(events.delivery()).isEqualTo(delivery);
      assertThat(events.published()).as(run.output()).isGreaterThan(0);
      assertThat(events.expected()).isEqualTo(expectedTimes * events.published());
      assertThat(events.received()).isEqualTo(events.expected());
      assertThat(events.missed()).isZero();
      assertThat(events.duplicated())
          .as("a queue gives an event to one of the users of its channel")
          .isEqualTo((USERS_A_CHANNEL - expectedTimes) * events.published());
      assertThat(record.health().broadcastsIncomplete()).isNull();
      assertThat(record.metrics().get("broadcast").count()).isZero();
      assertThat(record.metrics().get("lag").count())
          .isEqualTo(USERS_A_CHANNEL * events.published());
      assertThat(record.polls().emptyRatePredicted() == null).isEqualTo(delivery.equals("queue"));
    }
  }
}
