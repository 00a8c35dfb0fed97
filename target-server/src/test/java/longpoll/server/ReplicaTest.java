package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;

/** Servers with one origin and one schedule are one server to whoever compares their events. */
class ReplicaTest extends ServerTest {
  @Test
  void publishTheSameEventsUnderTheSameNumbers() throws Exception {
    long origin = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - 3_000_000;
    ServerOptions.Builder options =
        options()
            .schedule(ScheduleKind.POISSON)
            .every(Duration.ofMillis(300))
            .channels(3)
            .origin(origin);
    start(options);
    try (PollServer other = PollServer.start(options.build());
        RawClient ofOther = new RawClient(other.port())) {
      JsonNode mine = firstEvents(client());
      JsonNode theirs = firstEvents(ofOther);

      assertThat(mine.path("epoch")).isEqualTo(theirs.path("epoch"));
      assertThat(mine.path("events")).hasSize(8);
      for (int i = 0; i < 8; i++) {
        for (String field : new String[] {"id", "channel", "seq", "plannedAt", "data"}) {
          assertThat(mine.at("/events/" + i + "/" + field))
              .isEqualTo(theirs.at("/events/" + i + "/" + field));
        }
      }
      assertThat(server.stats().origin()).isEqualTo(origin);
    }
  }

  private static JsonNode firstEvents(RawClient client) throws Exception {
    Waiting.until("8 events", () -> poll(client).path("events").size() == 8);
    return poll(client);
  }

  private static JsonNode poll(RawClient client) {
    try {
      return json(client.get("/poll?cursor=1&limit=8&timeout=10").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
