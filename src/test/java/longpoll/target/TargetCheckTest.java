package longpoll.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.dialect.Outcome;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TargetCheckTest {
  private static final Dialect NATIVE = Dialects.named("native", Map.of());
  private static final Dialect ARTICLE = Dialects.named("article", Map.of());
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private StubTarget stub;

  @BeforeEach
  void start() throws IOException {
    stub = new StubTarget();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aNativeServerIsAskedNotToHoldAndPasses() {
    stub.answer("/poll", 204, "", "Poll-Next", "1", "Poll-Epoch", "e");

    assertThatCode(() -> check(PATIENT, stub.uri("/poll"), NATIVE)).doesNotThrowAnyException();
    assertThat(stub.requests).containsExactly("/poll?timeout=0&channel=c0");
  }

  @Test
  void aDialectThatPollsAnotherHostIsAskedThere() {
    Map<String, String> environment =
        Map.of("DROPBOX_TOKEN", "x", "DROPBOX_NOTIFY", stub.uri("").toString());
    stub.answer("/api/files/list_folder/get_latest_cursor", 200, "{\"cursor\":\"c\"}");
    stub.answer("/2/files/list_folder/longpoll", 200, "{\"changes\":false}");

    assertThatCode(() -> check(PATIENT, stub.uri("/api"), Dialects.named("dropbox", environment)))
        .doesNotThrowAnyException();
    assertThat(stub.requests).last().isEqualTo("/2/files/list_folder/longpoll");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 500})
  void whatWasSentAsCredentialsIsNotRepeated(int status) {
    Map<String, String> environment = Map.of("TELEGRAM_BOT_TOKEN", "12345:AAsecret");
    String path = "/bot12345:AAsecret/getUpdates";
    stub.answer(path, status, "{\"path\":\"" + path + "\"}", "Location", "https://x" + path);

    assertThat(refusal(PATIENT, stub.uri(""), Dialects.named("telegram", environment)))
        .contains(String.valueOf(status))
        .doesNotContain("AAsecret");
  }

  @Test
  void theQueryOfTheTargetIsKept() {
    stub.answer("/poll", 204, "", "Poll-Next", "1", "Poll-Epoch", "e");

    check(PATIENT, stub.uri("/poll?stream=7"), NATIVE);

    assertThat(stub.requests).containsExactly("/poll?stream=7&timeout=0&channel=c0");
  }

  @Test
  void aBarePollThatIsHeldPasses() {
    CountDownLatch released = new CountDownLatch(1);
    stub.on("/poll", exchange -> released.await());

    assertThat(check(IMPATIENT, stub.uri("/poll"), ARTICLE)).isNull();
    assertThat(stub.requests).containsExactly("/poll");
  }

  @Test
  void aBarePollThatIsAnsweredEmptyPasses() {
    stub.answer("/poll", 204, "");

    assertThat(check(PATIENT, stub.uri("/poll"), ARTICLE).outcome()).isEqualTo(Outcome.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | it wants credentials (401): a dialect file sends them from the environment",
        "403 | it wants credentials (403): a dialect file sends them from the environment",
        "404 | there is no such path (404): check the path, often /poll",
        "405 | it does not allow the method of the request there (405)",
        "400 | it does not understand a poll of dialect native (400): the reason",
        "429 | it takes no more polls now (429): wait, or raise its capacity",
        "503 | it takes no more polls now (503): wait, or raise its capacity",
        "500 | it answers 500: the reason: look at its own log",
        "301 | it redirects (301) to nowhere it names",
        "418 | it speaks HTTP, but not dialect native (HTTP status 418 is no answer of this dialect; check longpoll.dialect, which "
            + "is native; the body starts: the reason)",
        "200 | it speaks HTTP, but not dialect native (200 whose body is not JSON; check longpoll.dialect, which "
            + "is native; the body starts: the reason)",
      })
  void aStatusThatNoPollShouldGetIsPutInWords(int status, String words) {
    stub.answer("/poll", status, "the\nreason");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE))
        .startsWith("The target " + stub.uri("/poll") + " cannot be polled: ")
        .contains(words);
  }

  @Test
  void pathThatIsNotThereMayBeThatOfADialectFile() {
    Map<String, String> environment = Map.of("TELEGRAM_BOT_TOKEN", "1:A");
    stub.answer("/bot1:A/getUpdates", 404, "");

    assertThat(refusal(PATIENT, stub.uri(""), Dialects.named("telegram", environment)))
        .contains("(404): check the target's URL, and the path in the dialect file")
        .doesNotContain("/poll");
  }

  @Test
  void aRedirectIsNotFollowedButNamed() {
    stub.answer("/poll", 302, "", "Location", "https://elsewhere/poll");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE))
        .contains("it redirects (302) to https://elsewhere/poll: set the URL it redirects to");
  }

  @Test
  void whatHeadersSayIsQuotedInOnePrintableLine() {
    String hostile = "\u0085\u009b31m" + "x".repeat(5_000);
    stub.answer("/away", 302, "", "Location", hostile);
    stub.answer("/busy", 503, "", "Retry-After", hostile);
    stub.answer("/locked", 401, "", "WWW-Authenticate", hostile);
    stub.answer("/page", 200, "<html></html>", "Content-Type", "text/html" + hostile);

    for (String path : List.of("/away", "/busy", "/locked", "/page")) {
      assertThat(refusal(PATIENT, stub.uri(path), NATIVE))
          .as(path)
          .contains("31mxxx")
          .doesNotContain("\u0085", "\u009b")
          .hasSizeLessThan(500);
    }
  }

  @Test
  void theSchemeOfTheCredentialsIsNamed() {
    stub.answer("/poll", 401, "", "WWW-Authenticate", "Bearer realm=\"x\"");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE)).contains("(401, Bearer)");
  }

  @Test
  void theTimeToWaitIsNamed() {
    stub.answer("/poll", 503, "", "Retry-After", "7");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE)).contains("(503, Retry-After 7)");
  }

  @Test
  void aWebPageIsRecognised() {
    stub.answer("/poll", 200, "<html></html>", "Content-Type", "text/html; charset=utf-8");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE))
        .contains("it answers with a web page (text/html; charset=utf-8)");
  }

  @Test
  void anEmptyAnswerThatDoesNotSayWhereToGoOnIsNotNative() {
    stub.answer("/poll", 204, "");

    assertThat(refusal(PATIENT, stub.uri("/poll"), NATIVE))
        .contains("its 204 does not say where to go on")
        .contains("-Dlongpoll.dialect=article");
  }

  @Test
  void aPollThatIsHeldThoughItAskedNotToBeIsNotNative() {
    CountDownLatch released = new CountDownLatch(1);
    stub.on("/poll", exchange -> released.await());

    assertThat(refusal(IMPATIENT, stub.uri("/poll"), NATIVE))
        .contains("no answer within 300 ms to a poll that asked not to be held");
  }

  @Test
  void aStreamIsToldFromALongPoll() {
    CountDownLatch released = new CountDownLatch(1);
    stub.on(
        "/events",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          released.await();
        });
    stub.on(
        "/chunks",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          released.await();
        });

    assertThat(refusal(IMPATIENT, stub.uri("/events"), ARTICLE)).contains("it streams events");
    assertThat(refusal(IMPATIENT, stub.uri("/chunks"), NATIVE))
        .contains("no whole answer within 300 ms to a poll that asked not to be held");
  }

  @Test
  void aPollWhoseHeadComesEarlyAndWhoseBodyComesAtTheEndPasses() {
    CountDownLatch released = new CountDownLatch(1);
    stub.on(
        "/poll",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("\n\n".getBytes(StandardCharsets.US_ASCII));
          exchange.getResponseBody().flush();
          released.await();
        });

    assertThatCode(() -> check(IMPATIENT, stub.uri("/poll"), ARTICLE)).doesNotThrowAnyException();
  }

  @Test
  void aTargetThatRefusesWhoHasNoCookieYetIsAskedAgainWithIt() {
    stub.on(
        "/poll",
        exchange -> {
          if ("node=1".equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
            StubTarget.send(exchange, 204, "");
          } else {
            StubTarget.send(exchange, 400, "unknown", "Set-Cookie", "node=1; Path=/");
          }
        });

    assertThatCode(() -> check(PATIENT, stub.uri("/poll"), ARTICLE)).doesNotThrowAnyException();
    assertThat(stub.requests).hasSize(2);
  }

  @Test
  void eventsUnderTheWrongLabelPass() {
    stub.answer("/poll", 200, "{\"message\":1}", "Content-Type", "text/html; charset=utf-8");

    assertThatCode(() -> check(PATIENT, stub.uri("/poll"), ARTICLE)).doesNotThrowAnyException();
  }

  @Test
  void eventsBehindAByteOrderMarkPass() {
    stub.answer("/poll", 200, "\uFEFF{\"message\":1}");

    assertThatCode(() -> check(PATIENT, stub.uri("/poll"), ARTICLE)).doesNotThrowAnyException();
  }

  @Test
  void nothingThatListensIsSaidSo() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(refusal(PATIENT, URI.create("http://127.0.0.1:" + port + "/poll"), NATIVE))
        .contains("nothing accepts connections at 127.0.0.1:" + port + ": is the server running?");
  }

  @Test
  void aNameWithoutAddressIsSaidSo() {
    assertThat(refusal(PATIENT, URI.create("http://no-such-host.invalid/poll"), NATIVE))
        .contains("the host name no-such-host.invalid has no address");
  }

  @Test
  void somethingElseThanHttpIsSaidSo() throws Exception {
    try (RawServer server = new RawServer("220 mail.example ESMTP\r\n")) {
      assertThat(refusal(PATIENT, server.uri(), NATIVE))
          .contains("does not speak HTTP: check the port");
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerIsSaidSo() throws Exception {
    try (RawServer server = new RawServer("")) {
      assertThat(refusal(PATIENT, server.uri(), NATIVE))
          .contains("the connection was closed before a whole answer came");
    }
  }

  @Test
  void plainHttpWhereTlsIsAskedForIsSaidSo() {
    stub.answer("/poll", 204, "");
    URI tls = URI.create(stub.uri("/poll").toString().replace("http:", "https:"));

    assertThat(refusal(PATIENT, tls, NATIVE))
        .contains("no TLS connection")
        .contains("whether the server speaks plain http there");
  }

  private static TargetCheck.FirstAnswer check(Duration patience, URI uri, Dialect dialect) {
    String channels = dialect.namesChannels() ? "c0" : "";
    try (SingleRequests requests = SingleRequests.plain(uri)) {
      return new TargetCheck(requests, patience).check(uri, dialect, channels);
    }
  }

  private static String refusal(Duration patience, URI uri, Dialect dialect) {
    TargetException refusal =
        catchThrowableOfType(TargetException.class, () -> check(patience, uri, dialect));
    assertThat(refusal).as("the target should have been refused").isNotNull();
    assertThat(refusal.getMessage()).doesNotContain("\n");
    return refusal.getMessage();
  }

  /** Reads a request's head, says a few bytes, whatever they are, and closes. */
  private static final class RawServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Thread thread;

    RawServer(String bytes) throws IOException {
      thread =
          new Thread(
              () -> {
                // More than once, because the client tries again when nothing has come yet.
                while (!socket.isClosed()) {
                  try (Socket client = socket.accept()) {
                    readHead(client);
                    client.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
                  } catch (IOException e) {
                    // The test closed the socket, which ends the loop, or the client went away.
                  }
                }
              });
      thread.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/poll");
    }

    private static void readHead(Socket client) throws IOException {
      StringBuilder head = new StringBuilder();
      int next;
      while (head.indexOf("\r\n\r\n") < 0 && (next = client.getInputStream().read()) >= 0) {
        head.append((char) next);
      }
    }

    @Override
    public void close() throws Exception {
      socket.close();
      thread.join();
    }
  }
}
