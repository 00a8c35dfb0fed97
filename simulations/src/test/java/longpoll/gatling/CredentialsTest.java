package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A feed behind a login, to which the run publishes itself, all with a token. */
@Timeout(120)
class CredentialsTest {
  private static final String TOKEN = "tok-5e/cr+et~x";

  private static final String DIALECT =
      """
      delivery = broadcast
      hold { min = 0s, max = 60s }
      cursors.next { from = "/next", first = "0" }
      session.handshake = [
        {
          name = login
          method = POST
          path = "/login"
          body.form { token = "${env.FEED_TOKEN}" }
          take.session = "/session"
        }
      ]
      poll {
        path = "/feed"
        query { session = "${session}", after = "${next}", wait = "${hold | ms}" }
        headers.Authorization = "Bearer ${env.FEED_TOKEN}"
        answers = [
          { status = 200, events = some, then = events }
          { status = 200, count { "/items" = 0 }, then = empty }
        ]
        events { at = "/items/*", seq = "/seq", planned-at = "/plannedAt | us" }
      }
      publish {
        method = POST
        path = "/publish"
        headers.Authorization = "Bearer ${env.FEED_TOKEN}"
        body.json { seq = "${seq}", plannedAt = "${plannedAt | us}" }
      }
      """;

  @TempDir private Path folder;

  private final List<String> items = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext(
        "/login",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean known = body.equals("token=tok-5e%2Fcr%2Bet~x");
          // It repeats what it was sent, as servers do.
          answer(exchange, known ? 200 : 403, "{\"session\":\"s1\",\"for\":\"" + body + "\"}");
        });
    server.createContext("/feed", this::feed);
    server.createContext(
        "/publish",
        exchange -> {
          String item =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (!isAllowed(exchange)) {
            answer(exchange, 401, "");
            return;
          }
          synchronized (items) {
            items.add(item);
            items.notifyAll();
          }
          answer(exchange, 200, "{}");
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static boolean isAllowed(HttpExchange exchange) {
    return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void feed(HttpExchange exchange) throws IOException {
    if (!isAllowed(exchange)) {
      answer(exchange, 401, "no such token: " + exchange.getRequestHeaders().get("Authorization"));
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    int after = Integer.parseInt(query.replaceAll(".*after=(\\d+).*", "$1"));
    long until =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(
                Long.parseLong(query.replaceAll(".*wait=(\\d+).*", "$1")));
    String body;
    synchronized (items) {
      long left;
      while (items.size() <= after && (left = until - System.nanoTime()) > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(items, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      int next = Math.max(after, items.size());
      body =
          "{\"next\":"
              + next
              + ",\"items\":["
              + String.join(",", items.subList(Math.min(after, items.size()), items.size()))
              + "]}";
    }
    answer(exchange, 200, body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private GatlingRun.Builder run(String dialect) throws IOException {
    Path file = Files.writeString(folder.resolve("feed.conf"), dialect);
    return GatlingRun.in(folder.resolve("results"))
        .onAnyMachine()
        .set("target", "http://127.0.0.1:" + server.getAddress().getPort())
        .set("dialect", file)
        .set("users", 10)
        .set("channels", 1)
        .set("probes", 2)
        .set("ramp", "0s")
        .set("warmup", "2s")
        .set("duration", "4s")
        .set("hold", "1s")
        .set("schedule.kind", "fixed")
        .set("schedule.every", "400ms");
  }

  @Test
  void aTokenServesCheckUsersProbesAndPublisherAndIsSeenNowhere() throws IOException {
    try (GatlingRun run = run(DIALECT).environment("FEED_TOKEN", TOKEN).start().await()) {
      RunRecord record = run.record();
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(record.status())
          .as(String.valueOf(record.reasons()))
          .isEqualTo(RunStatus.COMPLETE);
      assertThat(record.events().received()).isEqualTo(record.events().published() * 10);
      assertThat(record.events().missed()).isZero();
      assertThat(record.probes().delivered()).isPositive();
      assertThat(record.requests())
          .singleElement()
          .satisfies(
              handshakes -> {
                assertThat(handshakes.purpose()).isEqualTo("handshake");
                assertThat(handshakes.done()).isEqualTo(10);
              });
      // One more may have been accepted when the publisher had given its account.
      assertThat(record.publisher().accepted()).isPositive().isLessThanOrEqualTo(items.size());
      assertThat(record.publisher().refused()).isZero();
      assertThat(record.publisher().failed()).isZero();
      assertThat(run.output()).doesNotContain("5e/cr", "5e%2Fcr", "5e\\/cr");
      try (Stream<Path> files = Files.walk(run.folder().path())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat(text.contains("5e/cr") || text.contains("5e%2Fcr")).as("%s", file).isFalse();
        }
      }
    }
  }

  @Test
  void aTokenThatIsNotSetIsNamedWithItsPlace() throws IOException {
    try (GatlingRun run = run(DIALECT).start().await()) {
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output())
          .contains("longpoll.dialect", "FEED_TOKEN", "poll.headers.Authorization");
    }
  }

  @Test
  void aTokenThatIsRefusedIsNotRepeated() throws IOException {
    String direct =
        DIALECT.replaceAll("(?s)session\\.handshake.*?\\]\n", "").replace("session =", "#");
    String wrong = "wrong-5e/cret";
    try (GatlingRun run =
        run(direct.replace("# \"${session}\", after", "after"))
            .environment("FEED_TOKEN", wrong)
            .start()
            .await()) {
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output())
          .contains("cannot be polled", "401", "header Authorization")
          .doesNotContain("5e/cret");
    }
  }

  @Test
  void aTargetThatRefusesAllEventsIsKnownBeforeLoad() throws IOException {
    String wrong =
        DIALECT.replace(
            "path = \"/publish\"\n  headers.Authorization = \"Bearer ${env.FEED_TOKEN}\"",
            "path = \"/publish\"\n  headers.Authorization = \"Bearer other\"");
    try (GatlingRun run =
        run(wrong).environment("FEED_TOKEN", TOKEN).set("schedule.every", "50ms").start().await()) {
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output()).contains("Nothing can be published at", "401");
      assertThat(items).isEmpty();
    }
  }

  @Test
  void aLoginThatIsRefusedIsKnownBeforeLoad() throws IOException {
    try (GatlingRun run =
        run(DIALECT).environment("FEED_TOKEN", "other-" + TOKEN).start().await()) {
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output()).contains("cannot be polled", "403").doesNotContain("5e/cr");
    }
  }
}
