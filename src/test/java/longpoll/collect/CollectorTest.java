package longpoll.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads over HTTP, most of them bad: what is answered, and what is on disk then. */
@Timeout(60)
class CollectorTest {
  private static final String SECRET = "a-secret-of-the-test";
  private static final int MOST_BYTES = 100_000;
  private static final int MOST_FILES = 20;
  private static final byte[] GOOD = Zips.of("run.json", "js/all.js");

  @TempDir Path directory;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path out;
  private Collector collector;

  @BeforeEach
  void start() throws IOException {
    out = directory.resolve("in").resolve("out");
    collector = collector();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private Collector collector() throws IOException {
    return collector(Duration.ofSeconds(50));
  }

  private Collector collector(Duration startDeadline) throws IOException {
    return collector(startDeadline, InetAddress.getLoopbackAddress());
  }

  private Collector collector(Duration startDeadline, InetAddress address) throws IOException {
    return new Collector(
        new Collector.Plan(3, out, startDeadline, MOST_BYTES, MOST_FILES),
        new InetSocketAddress(address, 0),
        CollectToken.of(Map.of(CollectToken.VARIABLE, SECRET)),
        said::add);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.port() + path))
        .header("Authorization", "Bearer " + SECRET);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> put(int shard, byte[] zip) throws Exception {
    return send(request("/runs/" + shard).PUT(BodyPublishers.ofByteArray(zip)));
  }

  private List<String> onDisk() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> !path.equals(directory) && !path.equals(lock()))
          .map(path -> directory.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private Path lock() {
    return out.resolve(".collect.lock");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  /** What is sent to {@code PUT /runs/1}, and the status and the words of the answer. */
  static Stream<Arguments> badArchives() {
    byte[] random = new byte[MOST_BYTES + MOST_BYTES / 2];
    new Random(1).nextBytes(random);
    int table = Zips.table(GOOD);
    return Stream.of(
        row("nothing", new byte[0], 400, "0 bytes that are no zip archive"),
        row("a text", "not a zip".getBytes(StandardCharsets.UTF_8), 400, "no zip archive"),
        row("no entry", Zips.of(), 400, "the archive has no file"),
        row("folders alone", Zips.of("a/", "a/b/"), 400, "the archive has no file"),
        row("cut in an entry", Zips.cut(GOOD, 40), 400, "the archive was cut after 40 bytes"),
        row("cut between entries", Zips.cut(GOOD, table), 400, "2 entries, and no end of its"),
        row("cut in its table", Zips.cut(GOOD, table + 50), 400, "2 entries, and no end of its"),
        row("cut by a byte", Zips.cut(GOOD, GOOD.length - 1), 400, "and no end of its table"),
        row("longer than it says", Arrays.copyOf(GOOD, GOOD.length + 1), 400, "no end of its"),
        row("a damaged entry", Zips.withByte(GOOD, 40, 0xff), 400, "the archive is damaged after"),
        row("out by dots", Zips.of("run.json", "../evil"), 400, "the entry '../evil' has no plain"),
        row("out by dots inside", Zips.of("a/../../evil"), 400, "has no plain relative name"),
        row("out by dots alone", Zips.of(".."), 400, "has no plain relative name"),
        row("out by a dotted folder", Zips.of("../"), 400, "has no plain relative name"),
        row("out by the root", Zips.of("/tmp/evil"), 400, "has no plain relative name"),
        row("out by a backslash", Zips.of("..\\evil"), 400, "has no plain relative name"),
        row("out by a drive", Zips.of("C:evil"), 400, "has no plain relative name"),
        row("a part without name", Zips.of("a//b"), 400, "has no plain relative name"),
        row("a zero in a name", Zips.of("a\0b"), 400, "has no plain relative name"),
        row("a long name", Zips.of("a".repeat(600)), 400, "has no plain relative name"),
        row("a long part", Zips.of("a".repeat(256)), 400, "has no plain relative name"),
        row("a part of many bytes", Zips.of("\u00fc".repeat(128)), 400, "of at most 255 bytes"),
        row("a deep name", Zips.of("a/".repeat(9) + "b"), 400, "has no plain relative name"),
        row(
            "a name twice",
            Zips.replaced(Zips.of("one", "two"), "two", "one"),
            400,
            "the entry 'one' is there twice"),
        row("a file as a folder", Zips.of("a", "a/b/c"), 400, "the entry 'a/b/c' is there twice"),
        row("a folder as a file", Zips.of("a/b", "a"), 400, "the entry 'a' is there twice"),
        row(
            "too many entries",
            Zips.of(
                Stream.iterate(0, i -> i + 1).limit(21).map(i -> "f" + i).toArray(String[]::new)),
            413,
            "more than 20 entries (--max-files)"),
        row("too large", Zips.of("f", random), 413, "more than 100,000 bytes (--max-upload)"),
        row(
            "a bomb",
            Zips.of("f", new byte[10_000_000]),
            413,
            "the files have more than 800,000 bytes"));
  }

  private static Arguments row(String name, byte[] zip, int status, String words) {
    return Arguments.of(name, zip, status, words);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badArchives")
  void aBadArchiveIsRefusedAndLeavesNothing(String name, byte[] zip, int status, String words)
      throws Exception {
    for (BodyPublisher body :
        List.of(
            BodyPublishers.ofByteArray(zip),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(zip)))) {
      HttpResponse<String> answer = send(request("/runs/1").PUT(body));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(json(answer).path("detail").asText()).contains(words);
      assertThat(json(answer).path("status").asInt()).isEqualTo(status);
      assertThat(onDisk()).containsExactly("in", "in/out");
      assertThat(collector.missing()).containsExactly(0, 1, 2);
    }
    assertThat(said)
        .hasSize(2)
        .allMatch(line -> line.startsWith("PUT /runs/1 from 127.0.0.1 refu"));
    assertThat(put(1, GOOD).statusCode()).isEqualTo(201);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        Arguments.of("PUT", "/runs/3", 404, "/runs/0 to /runs/2 for the shards"),
        Arguments.of("PUT", "/runs/-1", 404, "/runs/0 to /runs/2 for the shards"),
        Arguments.of("PUT", "/runs/99999999999", 404, "/runs/0 to /runs/2 for the shards"),
        Arguments.of("PUT", "/runs/0/..", 404, "/runs/0 to /runs/2 for the shards"),
        Arguments.of("PUT", "/runs/%2e%2e", 404, "/runs/0 to /runs/2 for the shards"),
        Arguments.of("PUT", "/elsewhere", 404, "there are /barrier, /runs, /runs/I and /health"),
        Arguments.of("PUT", "/runs", 405, "only GET is possible here"),
        Arguments.of("POST", "/runs/1", 405, "only PUT is possible here"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void aRequestForSomethingElseIsRefused(String method, String path, int status, String words)
      throws Exception {
    HttpResponse<String> answer =
        send(request(path).method(method, BodyPublishers.ofByteArray(GOOD)));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).path("detail").asText()).contains(words);
    assertThat(onDisk()).containsExactly("in", "in/out");
  }

  @Test
  void whoeverDoesNotKnowTheTokenIsRefused() throws Exception {
    for (String header : List.of("Bearer a-secret-of-the-tesT", "Bearer ", "Basic eDp5", "x")) {
      for (String path : List.of("/runs", "/runs/1", "/runs/99")) {
        HttpResponse<String> answer =
            send(
                request(path)
                    .setHeader("Authorization", header)
                    .PUT(BodyPublishers.ofByteArray(GOOD)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      }
    }
    HttpRequest without =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.port() + "/runs"))
            .build();
    assertThat(client.send(without, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    assertThat(onDisk()).containsExactly("in", "in/out");
    assertThat(said).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void aRunIsPutIntoItsFolderAndTold() throws Exception {
    HttpResponse<String> answer = put(1, GOOD);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer))
        .hasToString("{\"shard\":1,\"files\":2,\"bytes\":17,\"missing\":[0,2]}");
    assertThat(onDisk())
        .containsExactly(
            "in",
            "in/out",
            "in/out/shard-1",
            "in/out/shard-1/js",
            "in/out/shard-1/js/all.js",
            "in/out/shard-1/run.json");
    assertThat(out.resolve("shard-1").resolve("run.json")).hasContent("run.json");
    assertThat(send(request("/runs")).body())
        .isEqualTo(
            "{\"expected\":3,\"arrived\":[1],\"missing\":[0,2],\"maxUpload\":" + MOST_BYTES + "}");
    assertThat(said).singleElement().asString().startsWith("shard 1 of 3 arrived: 2 files");
  }

  @Test
  void theSameRunTwiceIsTakenOnceAndAnotherOneIsRefused() throws Exception {
    byte[] content = {1, 2, 3};
    put(1, Zips.of("f", content));

    assertThat(put(1, Zips.of("f", content)).statusCode()).isEqualTo(200);
    for (byte[] other :
        List.of(
            Zips.of("f", new byte[] {1, 2, 4}),
            Zips.of("f", new byte[] {1, 2}),
            Zips.of("g", content),
            Zips.of("f", "g"))) {
      HttpResponse<String> answer = put(1, other);

      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(json(answer).path("detail").asText()).contains("another run of shard 1");
    }
    assertThat(onDisk()).containsExactly("in", "in/out", "in/out/shard-1", "in/out/shard-1/f");
    assertThat(out.resolve("shard-1").resolve("f")).hasBinaryContent(content);
  }

  @Test
  void aSecondCollectorForTheFolderIsRefusedAndTakesNoUploadAway() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(
            request("/runs/0").PUT(BodyPublishers.ofInputStream(() -> halting(latch))).build(),
            BodyHandlers.ofString());

    assertThatThrownBy(this::collector)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "another collector takes runs into "
                + out
                + ": wait for its end, or name another folder");
    latch.countDown();
    assertThat(slow.get().statusCode()).isEqualTo(201);
  }

  @Test
  void whereACollectorHasEndedAnotherOneMayBegin() throws Exception {
    collector.close();
    InetAddress ofNoMachine = InetAddress.getByName("192.0.2.1");
    assertThatThrownBy(() -> collector(Duration.ofSeconds(1), ofNoMachine))
        .isInstanceOf(IOException.class);

    collector = collector();
    assertThat(put(0, GOOD).statusCode()).isEqualTo(201);
  }

  @Test
  void uploadsAtTheSameTimeDoNotWaitForEachOther() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(
            request("/runs/0").PUT(BodyPublishers.ofInputStream(() -> halting(latch))).build(),
            BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> late =
        client.sendAsync(
            request("/runs/1").PUT(BodyPublishers.ofInputStream(() -> halting(latch))).build(),
            BodyHandlers.ofString());

    assertThat(put(1, GOOD).statusCode()).isEqualTo(201);
    assertThat(put(2, GOOD).statusCode()).isEqualTo(201);
    assertThat(collector.missing()).containsExactly(0);
    latch.countDown();
    assertThat(slow.get().statusCode()).isEqualTo(201);
    assertThat(late.get().statusCode()).as("the same run was quicker").isEqualTo(200);
    assertThat(collector.await(Duration.ofSeconds(30))).isTrue();
  }

  private static InputStream halting(CountDownLatch latch) {
    int half = GOOD.length / 2;
    InputStream rest =
        new InputStream() {
          private final InputStream in = new ByteArrayInputStream(GOOD, half, GOOD.length - half);

          @Override
          public int read() throws IOException {
            try {
              latch.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return in.read();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(GOOD, 0, half), rest);
  }

  @Test
  void aSenderThatGoesAwayLeavesNothingAndMayComeAgain() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.port())) {
      String head =
          "PUT /runs/0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + SECRET
              + "\r\nContent-Length: "
              + GOOD.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(GOOD, 0, GOOD.length / 2);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
    assertThat(put(0, GOOD).statusCode()).isEqualTo(201);
    collector.close();
    assertThat(onDisk()).hasSize(6).noneMatch(path -> path.contains("/."));
  }

  @Test
  void aLinkInAnArchiveBecomesAFile() throws Exception {
    byte[] zip = Zips.of("run.json");
    int table = Zips.table(zip);
    byte[] link = Zips.withByte(Zips.withByte(zip, table + 5, 3), table + 41, 0xa1);

    assertThat(put(0, link).statusCode()).isEqualTo(201);
    assertThat(Files.isRegularFile(out.resolve("shard-0/run.json"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
  }

  @Test
  void aDiskThatFailsIsSaid() throws Exception {
    Files.delete(lock());
    Files.delete(out);
    Files.writeString(out, "a file where the folder was");
    HttpResponse<String> answer = put(0, GOOD);

    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(json(answer).path("detail").asText()).startsWith("the collector could not keep it");
    assertThat(collector.missing()).containsExactly(0, 1, 2);
  }

  @Test
  void theDeadlineEndsTheWaitingWithWhoIsMissing() throws Exception {
    put(2, GOOD);

    assertThat(collector.await(Duration.ofMillis(20))).isFalse();
    assertThat(collector.missing()).containsExactly(0, 1);
  }

  @Test
  void injectorsThatComeToTheBarrierStartTogether() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      answers.add(atBarrier(shard));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(json(answer.get()).path("startInMs").asDouble()).isPositive();
    }
    assertThat(collector.noStart()).isEmpty();
    assertThat(collector.await(Duration.ofMillis(20))).as("their runs are still to come").isFalse();
  }

  @Test
  void whereInjectorsDoNotStartNoRunIsWaitedFor() throws Exception {
    collector.close();
    collector = collector(Duration.ofMillis(100));
    HttpResponse<String> answer = atBarrier(0).get();

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(json(answer).path("missing")).hasToString("[1,2]");
    assertThat(collector.await(Duration.ofSeconds(50))).isFalse();
    assertThat(collector.noStart().orElseThrow()).endsWith("missing: 1, 2");
  }

  @Test
  void runsThatHaveComeAreFollowedByOthersWhateverTheBarrierSays() throws Exception {
    collector.close();
    collector = collector(Duration.ofMillis(1));
    put(0, GOOD);
    assertThat(atBarrier(1).get().statusCode()).isEqualTo(504);
    put(1, GOOD);
    put(2, GOOD);

    assertThat(collector.await(Duration.ofSeconds(50))).isTrue();
  }

  private CompletableFuture<HttpResponse<String>> atBarrier(int shard) {
    return client.sendAsync(
        request("/barrier?shard=" + shard + "&of=3").build(), BodyHandlers.ofString());
  }

  @Test
  void aStrangerIsNotCountedAtTheBarrier() throws Exception {
    List<HttpRequest.Builder> strangers =
        List.of(
            request("/barrier?shard=0&of=3").setHeader("Authorization", "Bearer another-secret"),
            HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + collector.port() + "/barrier?shard=0&of=3")));
    for (HttpRequest.Builder stranger : strangers) {
      HttpResponse<String> answer = send(stranger);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
    assertThat(said).hasSize(2).allMatch(line -> line.startsWith("GET /barrier from 127.0.0.1"));
    CompletableFuture<HttpResponse<String>> one = atBarrier(1);
    CompletableFuture<HttpResponse<String>> two = atBarrier(2);
    assertThat(atBarrier(0).get().statusCode()).isEqualTo(200);
    assertThat(one.get().statusCode()).isEqualTo(200);
    assertThat(two.get().statusCode()).isEqualTo(200);
  }

  @Test
  void whoAsksAgainAndAgainDoesNotTakeTheThreads() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      polls.add(atBarrier(0));
    }

    assertThat(put(1, GOOD).statusCode()).isEqualTo(201);
    atBarrier(1);
    assertThat(atBarrier(2).get().statusCode()).isEqualTo(200);
    List<Integer> statuses = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> poll : polls) {
      statuses.add(poll.get().statusCode());
    }
    assertThat(statuses).contains(200, 409).containsOnly(200, 409);
  }

  @Test
  void healthIsToldWithoutAToken() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.port() + "/health"))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void whatAKilledCollectorLeftAsideGoesAndRunsOfAnEarlierLoadAreRefused() throws Exception {
    collector.close();
    Files.createDirectories(out.resolve(".shard-1-7").resolve("js"));
    collector = collector();
    assertThat(onDisk()).containsExactly("in", "in/out");
    collector.close();
    Files.createDirectories(out.resolve("shard-1"));

    assertThatThrownBy(this::collector)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shard-1 is there already, of an earlier load");
  }
}
