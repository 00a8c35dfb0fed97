package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2Test extends ServerTest {
  private static final int USUAL_WINDOW = 65_535;

  @TempDir private Path folder;
  private final List<StreamClient> streamClients = new ArrayList<>();

  @AfterEach
  void closeClients() throws IOException {
    for (StreamClient client : streamClients) {
      client.close();
    }
  }

  private void startTls(ServerOptions.Builder options) throws IOException {
    start(options.tls(true).certificate(folder.resolve("server.pem")));
  }

  private StreamClient streams(int window) throws Exception {
    StreamClient client = new StreamClient(server.port(), window);
    streamClients.add(client);
    return client;
  }

  private HttpClient trusting(HttpClient.Version version)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "server",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(folder.resolve("server.pem"))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().version(version).sslContext(context).build();
  }

  private HttpResponse<String> get(HttpClient client, String host, String path) throws Exception {
    return client.send(request(host, path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String host, String path) {
    return HttpRequest.newBuilder(URI.create("https://" + host + ":" + server.port() + path))
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  @Test
  void answersAreThoseOfHttp1() throws Exception {
    startTls(options());
    server.publish("default", "\"hello\"");
    HttpClient http2 = trusting(HttpClient.Version.HTTP_2);
    HttpClient http1 = trusting(HttpClient.Version.HTTP_1_1);
    for (String path :
        List.of(
            "/poll?cursor=1", "/poll?timeout=0", "/poll?limit=0", "/poll?cursor=9", "/health")) {
      HttpResponse<String> one = get(http1, "127.0.0.1", path);
      HttpResponse<String> two = get(http2, "localhost", path);
      assertThat(one.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(two.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(two.statusCode()).as(path).isEqualTo(one.statusCode());
      assertThat(two.body()).as(path).isEqualTo(one.body());
      assertThat(headers(two)).as(path).isEqualTo(headers(one));
    }
    assertThat(addsUp(server.stats())).isTrue();
  }

  /** All but those of the connection, and the time of day. */
  private static Map<String, List<String>> headers(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeAll(List.of(":status", "connection", "date"));
    return headers;
  }

  /** A client that others wrote. */
  @Test
  void curlPollsOverHttp2() throws Exception {
    Assumptions.assumeTrue(
        run("curl", "--version").contains("HTTP2"), "no curl that speaks HTTP/2 is installed");
    startTls(options());
    server.publish("default", "7");
    String certificate = folder.resolve("server.pem").toString();
    String said =
        run(
            "curl",
            "--silent",
            "--show-error",
            "--include",
            "--http2",
            "--cacert",
            certificate,
            "https://127.0.0.1:" + server.port() + "/poll?cursor=1",
            "https://127.0.0.1:" + server.port() + "/poll?timeout=0.2");
    assertThat(said).contains("HTTP/2 200", "\"data\":7", "HTTP/2 204", "poll-next: 2");
    assertThat(server.stats().connectionsOpened()).isEqualTo(1);
  }

  private static String run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void pollsOfOneConnectionAreAllDelivered() throws Exception {
    startTls(options());
    HttpClient client = trusting(HttpClient.Version.HTTP_2);
    assertThat(get(client, "127.0.0.1", "/health").statusCode()).isEqualTo(200);
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      polls.add(
          client.sendAsync(request("127.0.0.1", "/poll"), HttpResponse.BodyHandlers.ofString()));
    }
    awaitParked(90);
    assertThat(server.stats().connections()).isEqualTo(1);
    server.publish("default", "7");
    for (CompletableFuture<HttpResponse<String>> poll : polls) {
      assertThat(json(poll.get().body()).at("/events/0/data").asInt()).isEqualTo(7);
    }
    assertThat(server.stats().delivered()).isEqualTo(90);
  }

  @Test
  void answersOfABroadcastThatShareAConnectionShareARecord() throws Exception {
    startTls(options());
    StreamClient client = streams(USUAL_WINDOW);
    for (int i = 0; i < 10; i++) {
      client.get("/poll");
    }
    awaitParked(10);
    server.publish("default", "7");
    int ended = 0;
    do {
      ended += client.read().endsStream() ? 1 : 0;
    } while (client.leftOfRecord() > 0);
    assertThat(ended).isEqualTo(10);
    assertThat(server.stats().delivered()).isEqualTo(10);
  }

  /** More polls than go out together, and answers that are longer than a connection's buffers. */
  @Test
  void aBroadcastOfManyLongAnswersIsWhole() throws Exception {
    startTls(options());
    List<StreamClient> clients = List.of(streams(USUAL_WINDOW), streams(USUAL_WINDOW));
    for (StreamClient client : clients) {
      client.openWindow(0, 100_000_000);
      for (int i = 0; i < 200; i++) {
        client.get("/poll");
      }
    }
    awaitParked(400);
    server.publish("default", "\"" + "x".repeat(20_000) + "\"");
    for (StreamClient client : clients) {
      for (int ended = 0; ended < 200; ) {
        ended += client.read().endsStream() ? 1 : 0;
      }
    }
    assertThat(server.stats().delivered()).isEqualTo(400);
    assertThat(server.stats().aborted()).isZero();
  }

  @Test
  void aResetEndsOnePollAndTheEndOfTheConnectionTheOthers() throws Exception {
    startTls(options());
    for (int round = 1; round <= 20; round++) {
      StreamClient client = streams(USUAL_WINDOW);
      int first = client.get("/poll");
      client.get("/poll?channel=a");
      client.get("/poll?cursor=1&heartbeat=10");
      awaitParked(3);
      client.reset(first);
      awaitParked(2);
      client.close();
      awaitParked(0);
      long aborted = 3L * round;
      Waiting.until("the aborts", () -> server.stats().aborted() == aborted);
    }
    Waiting.until("closed", () -> server.stats().connections() == 0);
    server.publish("a", "1");
    assertThat(server.stats().delivered()).isZero();
    assertThat(addsUp(server.stats())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20_000})
  void anAnswerWaitsForTheWindowAndIsAbortedWhereItsConnectionEnds(int length) throws Exception {
    startTls(options());
    StreamClient reading = streams(0);
    int stream = reading.get("/poll");
    StreamClient leaving = streams(0);
    leaving.get("/poll");
    awaitParked(2);
    server.publish("default", "\"" + "x".repeat(length) + "\"");
    Waiting.until("both answers", () -> server.stats().delivered() == 2);
    leaving.close();
    Waiting.until("the abort", () -> server.stats().aborted() == 1);
    reading.openWindow(stream, 100_000);
    assertThat(reading.read().type()).isEqualTo(StreamClient.HEADERS);
    StringBuilder body = new StringBuilder();
    StreamClient.Frame frame;
    do {
      frame = reading.read();
      assertThat(frame.type()).isEqualTo(StreamClient.DATA);
      body.append(frame.text());
    } while (!frame.endsStream());
    assertThat(json(body.toString()).at("/events/0/data").asText()).hasSize(length);
    reading.openWindow(reading.get("/health"), 100_000);
    assertThat(reading.read().type()).as("the connection goes on").isEqualTo(StreamClient.HEADERS);
    assertThat(server.stats().delivered()).isEqualTo(1);
    assertThat(server.stats().aborted()).isEqualTo(1);
  }

  @Test
  void lineFeedsComeWhileThePollIsHeld() throws Exception {
    startTls(options().hold(Duration.ofMillis(350)));
    StreamClient client = streams(USUAL_WINDOW);
    client.get("/poll?heartbeat=0.1");
    assertThat(client.read().type()).isEqualTo(StreamClient.HEADERS);
    StringBuilder body = new StringBuilder();
    StreamClient.Frame frame;
    do {
      frame = client.read();
      body.append(frame.text());
    } while (!frame.endsStream());
    assertThat(body.toString()).startsWith("\n\n");
    assertThat(json(body.toString()).at("/next").asInt()).isEqualTo(1);
    assertThat(server.stats().empty()).isEqualTo(1);
  }

  @Test
  void everyHeldStreamIsAnsweredBeforeTheServerEnds() throws Exception {
    startTls(options());
    StreamClient client = streams(USUAL_WINDOW);
    for (int i = 0; i < 50; i++) {
      client.get("/poll");
    }
    awaitParked(50);
    Thread closing = new Thread(server::close);
    closing.start();
    for (int i = 0; i < 50; i++) {
      StreamClient.Frame frame = client.read();
      assertThat(frame.type()).isEqualTo(StreamClient.HEADERS);
      assertThat(frame.endsStream()).isTrue();
    }
    closing.join();
    assertThat(server.stats().empty()).isEqualTo(50);
    assertThat(server.stats().aborted()).isZero();
  }

  @Test
  void aCertificateIsWrittenForAServerWithTlsOnly() {
    assertThatThrownBy(() -> options().certificate(folder.resolve("server.pem")).build())
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("certificate")
        .hasMessageContaining("--tls");
    assertThatThrownBy(
            () -> start(options().tls(true).certificate(folder.resolve("no/such/server.pem"))))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("certificate");
  }
}
