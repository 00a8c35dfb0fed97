package longpoll.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import longpoll.settings.LoadShare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartBarrierTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration START_IN = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private StartBarrier barrier(int shards, Duration patience) {
    StartBarrier barrier = new StartBarrier(shards, patience, START_IN);
    server.createContext("/barrier", barrier);
    return barrier;
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/barrier");
  }

  private HttpResponse<String> send(String method, String query) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url() + query))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<BarrierClient.Start> come(
      int shard, int of, Supplier<OptionalLong> commonMicros) {
    BarrierClient client =
        new BarrierClient(url(), new LoadShare(shard, of), commonMicros, Duration.ofSeconds(50));
    return CompletableFuture.supplyAsync(client::await, threads);
  }

  @Test
  void allOfThemBeginAtOneInstantOfTheClockThatTheyShare() {
    barrier(3, LONG);
    long farAhead = 900_000_000_000_000L;
    List<CompletableFuture<BarrierClient.Start>> starts = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      long reading = farAhead + shard;
      starts.add(come(shard, 3, () -> OptionalLong.of(reading)));
    }

    List<BarrierClient.Start> all = starts.stream().map(CompletableFuture::join).toList();

    assertThat(all)
        .extracting(BarrierClient.Start::commonMicros)
        .containsOnly(all.get(0).commonMicros());
    assertThat(all.get(0).commonMicros().getAsLong())
        .isBetween(farAhead + 2_000_000, farAhead + 52_000_000);
    assertThat(all).allMatch(start -> start.nanos() - System.nanoTime() < START_IN.toNanos());
  }

  @Test
  void withoutACommonClockTheyAreToldHowLongToWait() {
    barrier(2, LONG);
    CompletableFuture<BarrierClient.Start> one = come(0, 2, () -> OptionalLong.of(1));
    CompletableFuture<BarrierClient.Start> other = come(1, 2, OptionalLong::empty);

    assertThat(one.join().commonMicros()).isEmpty();
    assertThat(other.join().commonMicros()).isEmpty();
    long apart = Math.abs(one.join().nanos() - other.join().nanos());
    assertThat(Duration.ofNanos(apart)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void nobodyIsAnsweredBeforeTheLastHasCome() throws Exception {
    StartBarrier barrier = barrier(2, LONG);
    CompletableFuture<BarrierClient.Start> first = come(0, 2, OptionalLong::empty);
    while (barrier.missing().size() > 1) {
      Thread.onSpinWait();
    }

    assertThat(first).isNotDone();
    assertThat(barrier.missing()).containsExactly(1);
    assertThat(send("GET", "?shard=1&of=2").body()).contains("startInMs");
    assertThat(first.join().nanos()).isPositive();
  }

  @Test
  void atTheDeadlineAllWhoWaitAreToldWhoIsMissing() {
    barrier(4, Duration.ofSeconds(1));
    CompletableFuture<BarrierClient.Start> one = come(1, 4, OptionalLong::empty);
    CompletableFuture<BarrierClient.Start> other = come(3, 4, OptionalLong::empty);

    for (CompletableFuture<BarrierClient.Start> each : List.of(one, other)) {
      assertThatThrownBy(each::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(BarrierException.class)
          .hasMessageContaining("HTTP 504: 2 of 4 injectors came within 1 s; missing: 0, 2");
    }
  }

  @Test
  void whoComesAfterTheStartIsTooLate() throws Exception {
    server.createContext("/barrier", new StartBarrier(1, LONG, Duration.ZERO));

    assertThat(send("GET", "?shard=0&of=1").statusCode()).isEqualTo(200);
    HttpResponse<String> late = send("GET", "?shard=0&of=1");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(late.body()).contains("the injectors began", "so injector 0 is too late");
  }

  @Test
  void aBarrierThatIsGivenUpTellsWhy() {
    StartBarrier barrier = barrier(2, LONG);
    CompletableFuture<BarrierClient.Start> first = come(0, 2, OptionalLong::empty);
    while (barrier.missing().size() > 1) {
      Thread.onSpinWait();
    }
    barrier.refuse("injector 1 ended before the start");

    assertThatThrownBy(first::join).hasMessageContaining("injector 1 ended before the start");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | ''                    | 400 | shard=i&of=N is expected",
        "GET  | ?shard=2              | 400 | shard=i&of=N is expected",
        "GET  | ?shard=2&of=2         | 400 | shard=i&of=N is expected",
        "GET  | ?shard=-1&of=2        | 400 | shard=i&of=N is expected",
        "GET  | ?shard=1&of=99999     | 400 | shard=i&of=N is expected",
        "GET  | ?shard=1&of=3         | 409 | 2 injectors are expected here, but this one is of 3",
        "POST | ?shard=1&of=2         | 405 | only GET is allowed",
      })
  void whatIsNoInjectorOfThisLoadIsRefused(String method, String query, int status, String words)
      throws Exception {
    barrier(2, LONG);

    HttpResponse<String> answer = send(method, query);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void aBarrierThatIsNotThereEndsTheWaitWithAMessage() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    BarrierClient client =
        new BarrierClient(
            URI.create("http://127.0.0.1:" + free + "/barrier"),
            new LoadShare(0, 2),
            OptionalLong::empty,
            Duration.ofMillis(1_500));

    assertThatThrownBy(client::await)
        .isInstanceOf(BarrierException.class)
        .hasMessageContaining("no start within 1 s: cannot be reached");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "nonsense", "{\"startInMs\": -1}", "{\"startInMs\": 1e12}", "[]", "''"})
  void anAnswerThatIsNoStartIsRefused(String body) {
    server.createContext(
        "/barrier",
        exchange -> {
          byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });

    assertThatThrownBy(() -> come(0, 2, OptionalLong::empty).join())
        .hasMessageContaining("startInMs from 0 to 3600000 is expected, but the answer is");
  }

  @Test
  void aStartThatIsFarAwayByTheCommonClockIsRefused() throws Exception {
    barrier(2, LONG);
    CompletableFuture<BarrierClient.Start> other =
        come(1, 2, () -> OptionalLong.of(1_764_331_200_000_000L));

    assertThat(send("GET", "?shard=0&of=2&now=99999999999999999").statusCode()).isEqualTo(200);
    assertThatThrownBy(other::join)
        .hasMessageContaining("startAt within 3600 s of now is expected")
        .hasMessageContaining("the injectors do not read one clock");
  }

  @Test
  void anAnswerThatNeverEndsEndsTheWait() {
    server.createContext(
        "/barrier",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    BarrierClient client =
        new BarrierClient(
            url(), new LoadShare(0, 2), OptionalLong::empty, Duration.ofMillis(1_500));

    assertThatThrownBy(client::await)
        .isInstanceOf(BarrierException.class)
        .hasMessageContaining("no start within 1 s: cannot be reached");
  }
}
