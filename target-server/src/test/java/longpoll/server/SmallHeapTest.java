package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import longpoll.server.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with far less memory than it would take to hold an answer for every client. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SmallHeapTest {
  private static final int EVENTS = 250;
  private static final int DATA_BYTES = 60_000;
  private static final int POLLS = 200;
  private static final int CLIENTS = 20;

  @TempDir Path folder;

  @Test
  void pollsWithManyCursorsAfterABurstExhaustNothing() throws Exception {
    try (ServerProcess process =
        ServerProcess.server(folder, List.of("-Xmx64m"), "--port", "0", "--schedule", "none")) {
      int port = process.port();
      try (RawClient client = new RawClient(port)) {
        for (int i = 0; i < EVENTS; i++) {
          String data = "\"" + "x".repeat(DATA_BYTES) + "\"";
          assertThat(client.publish("{\"data\":" + data + "}").status()).isEqualTo(201);
        }
        assertThat(pollWithManyCursors(port)).contains(200).isSubsetOf(200, 503);
        assertThat(client.get("/health").status()).isEqualTo(200);
        JsonNode stats = Json.MAPPER.readTree(client.get("/stats").body());
        assertThat(stats.get("answerBytesMost").asLong()).isLessThanOrEqualTo(16 << 20);
        assertThat(stats.get("answerBytesPeak").asLong())
            .isLessThanOrEqualTo(stats.get("answerBytesMost").asLong());
        followEverything(client);
      }
      process.terminate();
      assertThat(process.exitCode()).isZero();
      assertThat(process.err()).isEmpty();
    }
  }

  /** The statuses seen. */
  private static Set<Integer> pollWithManyCursors(int port) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Future<List<Integer>>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int first = 1 + i;
      clients.add(threads.submit((Callable<List<Integer>>) () -> poll(port, first)));
    }
    Set<Integer> seen = new TreeSet<>();
    for (Future<List<Integer>> client : clients) {
      seen.addAll(client.get());
    }
    threads.shutdown();
    return seen;
  }

  private static List<Integer> poll(int port, int first) throws Exception {
    List<Integer> seen = new ArrayList<>();
    try (RawClient client = new RawClient(port)) {
      for (int cursor = first; cursor <= POLLS; cursor += CLIENTS) {
        seen.add(client.get("/poll?limit=1000&cursor=" + cursor).status());
      }
    }
    return seen;
  }

  private static void followEverything(RawClient client) throws Exception {
    int next = 1;
    while (next <= EVENTS) {
      JsonNode body = Json.MAPPER.readTree(client.get("/poll?limit=1000&cursor=" + next).body());
      for (JsonNode event : body.get("events")) {
        assertThat(event.get("id").asInt()).isEqualTo(next++);
        assertThat(event.get("data").textValue()).hasSize(DATA_BYTES);
      }
      assertThat(body.get("next").asInt()).isEqualTo(next);
    }
  }
}
