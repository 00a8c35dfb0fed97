package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.publish.PublishOrder;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.target.ClockOffset;
import longpoll.target.ServerStats;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;
import longpoll.transport.SingleRequests;
import longpoll.transport.StampClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the publish block of a dialect file to what a target gets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PublisherProcessTest {
  private static final String DIALECT =
      """
      delivery = broadcast
      hold = server
      poll.answers = [{ status = 200, then = events }, { status = 204, then = empty }]
      publish {
        method = POST, path = "/in/${channel}", headers.Authorization = "Bearer ${env.TOKEN}"
        body.json {
          n = "${seq}"
          at = "${plannedAt | us}"
          data = "${payload}"
        }
        expect.equals { "/ok" = true }
      }
      """;
  private static final String TOKEN = "geheim-4711";

  @TempDir Path folder;
  private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
  private HttpServer target;

  @BeforeEach
  void start() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    target.createContext(
        "/in/",
        exchange -> {
          got.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    target.start();
  }

  @AfterEach
  void stop() {
    target.stop(0);
  }

  private Settings settings(String... more) {
    Properties properties = new Properties();
    properties.put("longpoll.channels", "2");
    properties.put("longpoll.payload", "4B");
    properties.put("longpoll.schedule.kind", "fixed");
    properties.put("longpoll.schedule.every", "40ms");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return new SettingsLoader(folder).load(properties);
  }

  private PublishOrder order(Settings settings, String... channels) {
    return PublishOrder.prepare(
        DeclaredDialect.parse(DIALECT, "t.conf", Map.of("TOKEN", TOKEN)).file(),
        URI.create("http://127.0.0.1:" + target.getAddress().getPort()),
        List.of(channels),
        settings.tls(),
        settings.body(),
        settings.users(),
        "r");
  }

  @Test
  void eventsAreAtTheTargetAsTheDialectSaysAndThePlanAsked() throws Exception {
    Settings settings = settings();
    try (PublisherProcess publisher =
            PublisherProcess.start(settings, order(settings, "c0", "c1"));
        SingleRequests requests = SingleRequests.plain(publisher.stats())) {
      TargetClient client = new TargetClient(requests, publisher.stats(), Duration.ofSeconds(10));
      long origin = client.stats().origin();
      long[] plan = client.plan(origin, origin + 200_000, "c0");
      long last = 0;
      for (int i = 0; i < 10 || last < 3; i++) {
        String event = got.take();
        if (event.contains("/in/c0")) {
          last++;
          assertThat(event)
              .isEqualTo(
                  "Bearer "
                      + TOKEN
                      + " /in/c0 {\"n\":"
                      + last
                      + ",\"at\":"
                      + (origin + last * 40_000)
                      + ",\"data\":\"xxxx\"}");
        }
      }
      assertThat(plan).startsWith(origin + 40_000, origin + 80_000, origin + 120_000);
      ServerStats stats = client.stats();
      assertThat(stats.channels()).containsExactly("c0", "c1");
      assertThat(stats.publishing().accepted()).isEqualTo(stats.published()).isGreaterThan(5);
      assertThat(stats.publishing().refused() + stats.publishing().failed()).isZero();
      ClockOffset clock = ClockOffset.measure(5, StampClock.SYSTEM, client::time);
      assertThat(Math.abs(clock.offsetUs())).isLessThanOrEqualTo(clock.boundUs());
      assertThat(seenByAnybody()).contains("PublisherMain").doesNotContain(TOKEN);
    }
  }

  /** The arguments and the environment of all processes that this one has started. */
  private static String seenByAnybody() {
    Path processes = Path.of("/proc");
    assumeThat(processes).isDirectory();
    StringBuilder seen = new StringBuilder();
    ProcessHandle.current()
        .children()
        .map(child -> processes.resolve(Long.toString(child.pid())))
        .flatMap(child -> Stream.of(child.resolve("cmdline"), child.resolve("environ")))
        .forEach(
            file -> {
              try {
                seen.append(Files.readString(file, StandardCharsets.ISO_8859_1));
              } catch (IOException e) {
                // It has ended.
              }
            });
    return seen.toString();
  }

  @Test
  void publisherThatDoesNotStartSaysWhy() throws Exception {
    Path store = Files.writeString(folder.resolve("empty.pem"), "nothing");
    Settings settings = settings("longpoll.tls.trust-store", store.toString());
    PublishOrder order = order(settings, "c0", "c1");

    assertThatThrownBy(() -> PublisherProcess.start(settings, order))
        .isInstanceOf(TargetException.class)
        .hasMessageStartingWith("the publisher ended before it listened:\n")
        .hasMessageContaining("empty.pem' cannot be used")
        .hasMessageNotContaining(TOKEN);
  }
}
