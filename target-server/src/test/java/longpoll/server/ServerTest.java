package longpoll.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A server on a free port, and clients that are closed when the test is over. The time limit is
 * that of a machine with next to no core to spare, and beyond that of {@link Waiting}, which says
 * more.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class ServerTest {
  PollServer server;
  private final List<RawClient> clients = new ArrayList<>();

  static ServerOptions.Builder options() {
    return ServerOptions.builder()
        .host("127.0.0.1")
        .port(0)
        .schedule(ScheduleKind.NONE)
        .hold(Duration.ofSeconds(30));
  }

  final void start(ServerOptions.Builder options) throws IOException {
    server = PollServer.start(options.build());
  }

  final RawClient client() throws IOException {
    RawClient client = new RawClient(server.port());
    clients.add(client);
    return client;
  }

  final void awaitParked(int polls) {
    Waiting.until(polls + " parked polls", () -> server.state().parked() == polls);
  }

  static JsonNode json(String text) throws IOException {
    return Json.MAPPER.readTree(text);
  }

  /** At rest every poll read has exactly one outcome. */
  static boolean addsUp(ServerStats stats) {
    return stats.polls()
        == stats.delivered()
            + stats.empty()
            + stats.gap()
            + stats.aborted()
            + stats.rejected()
            + stats.malformed()
            + stats.parked();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
