package longpoll.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UploaderTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final CollectToken TOKEN =
      CollectToken.of(Map.of(CollectToken.VARIABLE, "a-secret-of-the-test"));

  @TempDir Path directory;
  private final List<String> said = new ArrayList<>();
  private Path run;
  private AutoCloseable server = () -> {};

  @BeforeEach
  void write() throws IOException {
    run = Files.createDirectory(directory.resolve("run"));
    Files.writeString(run.resolve("run.json"), "{}");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private int collect(int shards, long maxUpload) throws IOException {
    Collector collector =
        new Collector(
            new Collector.Plan(shards, directory.resolve("out"), LONG, maxUpload, 100),
            anywhere(),
            TOKEN,
            line -> {});
    server = collector;
    return collector.port();
  }

  /** Answers one request after the other, {@code 503} for example, or {@code 200 {}}. */
  private int answer(String... answers) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(answers));
    HttpServer stub = HttpServer.create(anywhere(), 10);
    stub.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String[] parts = left.remove().split(" ", 2);
            byte[] body = (parts.length == 1 ? "" : parts[1]).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(
                Integer.parseInt(parts[0]), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    stub.start();
    server = () -> stub.stop(0);
    return stub.getAddress().getPort();
  }

  private Uploader uploader(int port, Duration patience) {
    return uploader(port, patience, TOKEN);
  }

  private Uploader uploader(int port, Duration patience, CollectToken token) {
    return new Uploader(
        URI.create("http://127.0.0.1:" + port + "/"),
        token,
        patience,
        said::add,
        Duration.ofMillis(1));
  }

  @Test
  void aRunArrivesAndToSendItAgainDoesNoHarm() throws Exception {
    int port = collect(3, 10_000);

    assertThat(uploader(port, LONG).upload(run, 1, 3))
        .startsWith("shard 1 of 3 has arrived: 1 files, 2");
    assertThat(uploader(port, LONG).upload(run, 1, 3))
        .startsWith("shard 1 of 3 had arrived before, the same: 1 files");
    assertThat(directory.resolve("out").resolve("shard-1").resolve("run.json")).hasContent("{}");
    assertThat(said).isEmpty();
  }

  @Test
  void aCollectorThatIsBusyIsAskedAgain() throws Exception {
    String state = "200 {\"expected\":3,\"maxUpload\":1000}";
    int port =
        answer(
            "503",
            "500 {\"detail\":\"a defect\"}",
            state,
            "507 {\"detail\":\"its disk is full\"}",
            state,
            "201 {\"files\":1,\"bytes\":2}");

    assertThat(uploader(port, LONG).upload(run, 1, 3)).startsWith("shard 1 of 3 has arrived");
    assertThat(said)
        .hasSize(3)
        .anyMatch(line -> line.contains("answers 503; tries again in"))
        .anyMatch(line -> line.contains("answers 500: a defect; tries again in"))
        .anyMatch(line -> line.contains("answers 507: its disk is full; tries again in"));
  }

  @Test
  void aCollectorThatIsGoneEndsPatience() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> uploader(port, Duration.ofSeconds(2)).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageMatching(
            "shard 1 was not taken within 2.s \\(--patience\\), tried [0-9]+ times; the last"
                + " time: java.net.ConnectException.*");
    assertThat(said).isNotEmpty();
  }

  @Test
  void theReasonIsThatOfTheLastTryThatHadTime() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger requests = new AtomicInteger();
    HttpServer stub = HttpServer.create(anywhere(), 10);
    stub.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (requests.getAndIncrement() > 0) {
              ended.await();
            }
            exchange.sendResponseHeaders(503, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    stub.start();
    server =
        () -> {
          ended.countDown();
          stub.stop(0);
        };

    assertThatThrownBy(
            () -> uploader(stub.getAddress().getPort(), Duration.ofSeconds(2)).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageContaining("tried 2 times; the last time: http")
        .hasMessageEndingWith("answers 503; then no answer until the time was over");
  }

  @Test
  void aCollectorThatNeverAnswersEndsPatience() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Uploader uploader = uploader(silent.getLocalPort(), Duration.ofMillis(300));

      assertThatThrownBy(() -> uploader.upload(run, 1, 3))
          .isInstanceOf(UploadException.class)
          .hasMessageContaining("was not taken within 300")
          .hasMessageContaining("HttpTimeoutException");
    }
  }

  @Test
  void whatCannotBecomeBetterIsNotTriedAgain() throws Exception {
    int port = collect(3, 1_000);
    CollectToken wrong = CollectToken.of(Map.of(CollectToken.VARIABLE, "another-secret-of-some"));

    assertThatThrownBy(() -> uploader(port, LONG, wrong).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageContaining("answers 401: the header Authorization does not have the token");
    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 1, 4))
        .isInstanceOf(UploadException.class)
        .hasMessage("the collector expects 3 shards, but this is one of 4");
    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 0, 1))
        .isInstanceOf(UploadException.class)
        .hasMessage("the collector expects 3 shards, but this is the run of a single injector");
    uploader(port, LONG).upload(run, 1, 3);
    Files.writeString(run.resolve("more"), "");
    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageContaining("answers 409: another run of shard 1 has arrived before");
    byte[] random = new byte[5_000];
    new Random(1).nextBytes(random);
    Files.write(run.resolve("random"), random);
    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 0, 3))
        .isInstanceOf(UploadException.class)
        .hasMessage("the archive has more than the 1,000 bytes that the collector takes");
    assertThat(said).isEmpty();
  }

  @Test
  void aServerThatIsNoCollectorIsSaid() throws Exception {
    int port = answer("200 <html>", "404 <html>");

    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageEndingWith("/runs does not answer as a collector does");
    assertThatThrownBy(() -> uploader(port, LONG).upload(run, 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageEndingWith("answers 404");
  }

  @Test
  void aFolderThatCannotBeReadIsSaid() throws Exception {
    int port = collect(3, 1_000);

    assertThatThrownBy(() -> uploader(port, LONG).upload(directory.resolve("none"), 1, 3))
        .isInstanceOf(UploadException.class)
        .hasMessageStartingWith("the folder cannot be read: ");
  }
}
