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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final Optional<String> NO_TOKEN = Optional.empty();
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

  private CompletableFuture<HttpResponse<String>> ask(int shard, int of) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url() + "?shard=" + shard + "&of=" + of)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitMissing(StartBarrier barrier, int count) {
    while (barrier.missing().size() > count) {
      Thread.onSpinWait();
    }
  }

  private CompletableFuture<BarrierClient.Start> come(
      int shard, int of, Supplier<OptionalLong> commonMicros) {
    BarrierClient client =
        new BarrierClient(
            url(), NO_TOKEN, new LoadShare(shard, of), commonMicros, Duration.ofSeconds(50));
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
  void whoAsksAgainTakesThePlaceOfItsEarlierPoll() throws Exception {
    StartBarrier barrier = barrier(2, LONG);
    CompletableFuture<HttpResponse<String>> earlier = ask(0, 2);
    awaitMissing(barrier, 1);
    CompletableFuture<HttpResponse<String>> again = ask(0, 2);

    assertThat(earlier.get().statusCode()).isEqualTo(409);
    assertThat(earlier.get().body()).contains("injector 0 asked again");
    assertThat(barrier.missing()).containsExactly(1);
    assertThat(ask(1, 2).get().statusCode()).isEqualTo(200);
    assertThat(again.get().statusCode()).isEqualTo(200);
  }

  @Test
  void theClientSaysWhoItIs() {
    BlockingQueue<String> headers = new LinkedBlockingQueue<>();
    server.createContext(
        "/barrier",
        exchange -> {
          headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    BarrierClient client =
        new BarrierClient(
            url(), Optional.of("Bearer x"), new LoadShare(0, 2), OptionalLong::empty, LONG);

    assertThatThrownBy(client::await).hasMessageContaining("no start: HTTP 401");
    assertThat(headers).containsExactly("Bearer x");
  }

  /** The first is answered otherwise when it asks again: until then it had no answer. */
  @Test
  void nobodyIsAnsweredBeforeTheLastHasCome() throws Exception {
    StartBarrier barrier = barrier(3, LONG);
    CompletableFuture<HttpResponse<String>> first = ask(0, 3);
    awaitMissing(barrier, 2);
    CompletableFuture<HttpResponse<String>> second = ask(1, 3);
    awaitMissing(barrier, 1);
    CompletableFuture<HttpResponse<String>> firstAgain = ask(0, 3);
    assertThat(first.get().statusCode()).isEqualTo(409);
    CompletableFuture<HttpResponse<String>> secondAgain = ask(1, 3);
    assertThat(second.get().statusCode()).isEqualTo(409);

    assertThat(barrier.missing()).containsExactly(2);
    assertThat(ask(2, 3).get().body()).contains("startInMs");
    assertThat(firstAgain.get().body()).contains("startInMs");
    assertThat(secondAgain.get().body()).contains("startInMs");
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
  void thePatienceIsCountedFromTheFirstArrival() throws Exception {
    AtomicLong nanos = new AtomicLong();
    StartBarrier barrier = new StartBarrier(2, LONG, START_IN, nanos::get);
    server.createContext("/barrier", barrier);
    nanos.addAndGet(LONG.plusMinutes(1).toNanos());
    CompletableFuture<BarrierClient.Start> first = come(0, 2, OptionalLong::empty);
    awaitMissing(barrier, 1);
    nanos.addAndGet(LONG.minusSeconds(1).toNanos());

    assertThat(send("GET", "?shard=1&of=2").statusCode()).isEqualTo(200);
    assertThat(first.join().nanos()).isPositive();
  }

  @Test
  void anInjectorAsPatientAsItsBarrierIsToldWhoIsMissing() {
    Duration patience = Duration.ofSeconds(2);
    barrier(2, patience);
    BarrierClient client =
        new BarrierClient(url(), NO_TOKEN, new LoadShare(0, 2), OptionalLong::empty, patience);

    assertThatThrownBy(client::await).hasMessageContaining("HTTP 504: 1 of 2 injectors came");
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
    awaitMissing(barrier, 1);
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
            NO_TOKEN,
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
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
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
  void whatAGatewaySaysIsNoReasonToEnd() {
    Deque<Integer> statuses = new ArrayDeque<>(List.of(502, 503, 504, 200));
    server.createContext(
        "/barrier",
        exchange -> {
          int status = statuses.remove();
          String body = status == 200 ? "{\"startInMs\": 1}" : "<title>no start of ours</title>";
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });

    assertThat(come(0, 2, OptionalLong::empty).join().nanos()).isPositive();
    assertThat(statuses).isEmpty();
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
            url(), NO_TOKEN, new LoadShare(0, 2), OptionalLong::empty, Duration.ofMillis(1_500));

    assertThatThrownBy(client::await)
        .isInstanceOf(BarrierException.class)
        .hasMessageContaining("no start within 1 s: cannot be reached");
  }
}
