package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire of a request that depends on the user's session. */
class SessionRequestTest {
  private static final byte[] EVENT = "{\"message\":1}".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path results;

  private final List<Poll> polls = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  private record Poll(String query, Headers headers) {
    String header(String name) {
      return headers.getFirst(name);
    }

    boolean isOf(String agent) {
      return agent.equals(header("User-Agent"));
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/login",
        exchange -> {
          exchange.getResponseHeaders().add("Set-Cookie", "login=yes; Path=/");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/poll",
        exchange -> {
          polls.add(new Poll(exchange.getRequestURI().getQuery(), exchange.getRequestHeaders()));
          try (exchange) {
            Thread.sleep(100);
            exchange.getResponseHeaders().add("Set-Cookie", "seen=" + polls.size() + "; Path=/");
            exchange.sendResponseHeaders(200, EVENT.length);
            exchange.getResponseBody().write(EVENT);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void eachPollIsResolvedAnewAndProbesSendWhatIsTheSameForAll() {
    try (GatlingRun run =
        GatlingRun.in(results)
            .simulation(SessionRequestSimulation.class.getName())
            .set("target", "http://127.0.0.1:" + server.getAddress().getPort() + "/poll")
            .set("dialect", "article")
            .set("users", 2)
            .set("probes", 1)
            .set("ramp", "0s")
            .set("warmup", "0s")
            .set("duration", "2s")
            .set("hold", "5s")
            .onAnyMachine()
            .start()) {
      run.await();
      RunRecord record = run.record();

      List<Poll> ofUsers = polls.stream().filter(poll -> poll.isOf("longpoll-harness")).toList();
      List<Poll> inRooms = ofUsers.stream().filter(poll -> poll.header("X-Count") != null).toList();
      List<Poll> untilTheEnd =
          ofUsers.stream().filter(poll -> poll.header("X-Call") != null).toList();
      assertThat(ofUsers.size()).isEqualTo(inRooms.size() + untilTheEnd.size());
      assertThat(record.totals().started()).isEqualTo(ofUsers.size());

      assertThat(inRooms).hasSize(4);
      assertThat(inRooms).filteredOn(poll -> "0".equals(poll.header("X-Count"))).hasSize(2);
      assertThat(inRooms).filteredOn(poll -> "1".equals(poll.header("X-Count"))).hasSize(2);
      assertThat(inRooms).extracting(Poll::query).containsOnly("room=r1", "room=r2");
      assertThat(inRooms).allMatch(poll -> "same".equals(poll.header("X-Static")));

      assertThat(untilTheEnd).extracting(poll -> poll.header("X-Call")).doesNotHaveDuplicates();
      assertThat(untilTheEnd.size()).isGreaterThan(10);
      assertThat(untilTheEnd.stream().map(poll -> poll.header("X-Random")).distinct().count())
          .isGreaterThan(5);
      assertThat(ofUsers).allMatch(poll -> "for all".equals(poll.header("X-Protocol")));
      assertThat(ofUsers).allMatch(poll -> poll.header("Cookie").contains("login=yes"));
      assertThat(untilTheEnd).allMatch(poll -> poll.header("Cookie").contains("seen="));

      List<Poll> ofProbes = polls.stream().filter(poll -> poll.isOf("longpoll-probe")).toList();
      assertThat(record.probes().started()).isEqualTo(ofProbes.size()).isGreaterThan(1);
      assertThat(ofProbes).allMatch(poll -> "for all".equals(poll.header("X-Protocol")));
      assertThat(ofProbes).allMatch(poll -> poll.header("X-Count") == null);
      assertThat(ofProbes.get(0).header("Cookie")).isNull();
      assertThat(ofProbes.subList(1, ofProbes.size()))
          .allMatch(poll -> poll.header("Cookie").startsWith("seen="));
      assertThat(record.reasons())
          .anySatisfy(reason -> assertThat(reason).contains("probes do not send header X-Count"))
          .anySatisfy(reason -> assertThat(reason).contains("since the users' URL"));
    }
  }
}
