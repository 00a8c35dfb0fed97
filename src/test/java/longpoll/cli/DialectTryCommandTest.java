package longpoll.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import longpoll.compare.ExitCode;
import longpoll.dialect.file.DialectFiles;
import longpoll.dialect.file.FileDialect;
import longpoll.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DialectTryCommandTest {
  private static final String SIMPLE =
      """
      delivery = broadcast
      hold { min = 100ms, max = 60s }
      cursors.next = "/next"
      poll {
        path = "/feed"
        query { after = "${next}", wait = "${hold | ms}", channel = "${channel}" }
        answers = [
          { name = old, status = 410, then = gap }
          { name = nothing, status = 200, count { "/items" = 0 }, then = empty }
          { name = news, status = 200, then = events }
        ]
        events { at = "/items/*", id = "/id", seq = "/seq", published-at = "/at | ms" }
      }
      publish {
        method = POST
        path = "/publish"
        body.json { seq = "${seq}", at = "${plannedAt | ms}" }
      }
      """;

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Handler {
    void handle(HttpExchange exchange, String body) throws Exception;
  }

  private void at(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          try {
            handler.handle(exchange, body);
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, body.getBytes(UTF_8));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Cli simple(Object... options) throws IOException {
    return file(SIMPLE, options);
  }

  private Cli file(String text, Object... options) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), text);
    Object[] all = new Object[options.length + 4];
    System.arraycopy(new Object[] {"dialect", "try", file, url()}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    return Cli.run(all);
  }

  private String trial(String text, Map<String, String> environment) throws Exception {
    FileDialect dialect = DialectFiles.parse(text, "my.conf", environment);
    StringWriter out = new StringWriter();
    DialectTrial.Plan plan =
        new DialectTrial.Plan(
            URI.create(url()), "c1", Duration.ofSeconds(1), Duration.ofSeconds(10), 1, false, true);
    TrialPrinter printer = new TrialPrinter(dialect, false, new PrintWriter(out));
    try (DialectTrial trial =
        new DialectTrial(dialect, plan, new Settings.Tls(false, ""), printer)) {
      trial.run();
    }
    return out.toString();
  }

  @Test
  void eventsAreShownWithTheRuleThatFitsAndTheCursors() throws Exception {
    at(
        "/feed",
        (exchange, body) ->
            answer(
                exchange,
                200,
                "{\"next\":8,\"items\":[{\"id\":7,\"seq\":3,\"at\":"
                    + System.currentTimeMillis()
                    + "},{\"id\":8}]}"));

    Cli tried = simple("--channel", "c1");

    assertThat(tried.err()).isEmpty();
    assertThat(tried.code()).isEqualTo(ExitCode.FINE);
    assertThat(tried.out())
        .contains(
            "> GET /feed?wait=5000&channel=c1 HTTP/1.1",
            "< HTTP 200 after ",
            "< Content-length: ",
            "* old does not fit (410 -> gap): the status is 200",
            "* nothing does not fit (200, /items has 0 elements -> empty): not so: /items has 0"
                + " elements",
            "* news fits: 200, an event is in it -> events",
            "* next: (none) -> 8",
            "* event 1: id 7, seq 3, channel c1, published 2",
            " (lag ",
            "* event 2: id 8, no seq, channel c1",
            "* warning: seq was not found in 1 of 2",
            "* warning: published-at was not found in 1 of 2",
            "* means events: 2",
            "* next: poll again");
  }

  @Test
  void fieldThatIsThereAndDoesNotFitIsNotCalledMissing() throws Exception {
    at(
        "/feed",
        (exchange, body) ->
            answer(exchange, 200, "{\"next\":8,\"items\":[{\"seq\":\"x\",\"at\":\"soon\"}]}"));

    assertThat(simple().out())
        .contains(
            "* warning: id was not found in 1 of 1",
            "* warning: seq is not a whole number below 2^63, and counts as unknown",
            "* warning: published-at is no number of ms, and counts as unknown")
        .doesNotContain("seq was not found", "published-at was not found");
  }

  @Test
  void severalPollsGoOnFromTheCursor() throws Exception {
    at("/feed", (exchange, body) -> answer(exchange, 200, "{\"next\":8,\"items\":[]}"));

    Cli tried = simple("--polls", 2, "--hold", "1s");

    assertThat(tried.code()).isEqualTo(ExitCode.FINE);
    assertThat(requests)
        .containsExactly(
            "GET /feed?wait=1000&channel=c0 ", "GET /feed?wait=1000&channel=c0&after=8 ");
    assertThat(tried.out()).contains("== poll 2", "* next: stays 8", "* means empty");
  }

  @Test
  void anEventIsPublishedWhileThePollIsHeld() throws Exception {
    CountDownLatch published = new CountDownLatch(1);
    StringBuilder event = new StringBuilder();
    at(
        "/feed",
        (exchange, body) -> {
          published.await();
          answer(exchange, 200, "{\"next\":1,\"items\":[" + event + "]}");
        });
    at(
        "/publish",
        (exchange, body) -> {
          event.append(body);
          answer(exchange, 201, "");
          published.countDown();
        });

    Cli tried = simple("--publish");

    assertThat(tried.code()).isEqualTo(ExitCode.FINE);
    assertThat(tried.out())
        .containsSubsequence(
            "== poll 1",
            "* the poll is held; an event is published now",
            "== publish",
            "> POST /publish HTTP/1.1",
            "< HTTP 201 after ",
            "== poll 1, its answer",
            "seq 1, channel c0, published ");
  }

  @Test
  void aPollAnsweredAtOnceIsFollowedByAnotherForTheEvent() throws Exception {
    at("/feed", (exchange, body) -> answer(exchange, 200, "{\"next\":8,\"items\":[]}"));
    at("/publish", (exchange, body) -> answer(exchange, 201, ""));

    Cli tried = simple("--publish");

    assertThat(requests.get(1)).startsWith("POST /publish");
    assertThat(requests.get(2)).startsWith("GET /feed?").contains("after=8");
    assertThat(tried.out()).contains("answered at once; an event is published now", "== poll 2");
  }

  @Test
  void htmlInsteadOfJsonIsNamed() throws Exception {
    at("/feed", (exchange, body) -> answer(exchange, 200, "<html>\u001b[31m<b>login</b>\n</html>"));

    Cli tried = simple();

    assertThat(tried.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(tried.out())
        .contains(
            "< <html>\\u001b[31m<b>login</b>",
            "* nothing does not fit",
            ": the body is not JSON",
            "* means failed malformed",
            "* next: back off, and poll")
        .doesNotContain("\u001b");
  }

  @Test
  void aHugeBodyIsCut() throws Exception {
    String json = "{\"next\":8,\"items\":[],\"x\":\"" + "y".repeat(1 << 20) + "\"}";
    at("/feed", (exchange, body) -> answer(exchange, 200, json));

    Cli brief = simple();
    Cli full = simple("--full");

    assertThat(brief.code()).isEqualTo(ExitCode.FINE);
    assertThat(brief.out())
        .hasSizeLessThan(5_000)
        .contains("... (cut; it has " + json.length() + " bytes; --full shows up to 64 KB)");
    assertThat(full.out()).hasSizeBetween(1 << 16, 5_000 + (1 << 16));
  }

  @Test
  void compressedAnswerIsRead() throws Exception {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write("{\"next\":8,\"items\":[]}".getBytes(UTF_8));
    }
    at(
        "/feed",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, gzip.toByteArray());
        });

    Cli tried = simple();

    assertThat(tried.code()).isEqualTo(ExitCode.FINE);
    assertThat(tried.out()).contains("< {\"next\":8,\"items\":[]}", "* means empty");
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path file = Files.writeString(folder.resolve("my.conf"), SIMPLE);

    Cli tried = Cli.run("dialect", "try", file, "http://127.0.0.1:" + port);

    assertThat(tried.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(tried.out()).contains("* failed refused after ");
    assertThat(tried.err()).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    at(
        "/feed",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
          answer(exchange, 302, "");
        });

    Cli tried = simple();

    assertThat(tried.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(tried.out())
        .contains(
            "* means failed http-302",
            "* redirects are not followed; this one leads to https://elsewhere.example/");
  }

  @Test
  void aWrongPathIsSuspected() throws Exception {
    Cli tried = simple();

    assertThat(tried.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(tried.out())
        .contains(
            "* means failed http-404 (HTTP status 404 is in no rule of poll)",
            "* is the path right?")
        .doesNotContain("no cursor");
  }

  @Test
  void aPollThatIsHeldForTooLongIsSaidInWords() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    at("/feed", (exchange, body) -> never.await());

    Cli tried = simple("--hold", "100ms", "--margin", "200ms");

    assertThat(tried.code()).isEqualTo(ExitCode.REGRESSION);
    assertThat(tried.out()).contains("* still held after ", "* it was asked for 100 ms");
  }

  @Test
  void wrongUseIsSaidBeforeAnythingIsSent() throws Exception {
    assertThat(simple("--polls", 0).code()).isEqualTo(ExitCode.USAGE);
    assertThat(simple("--hold", "2h").err()).contains("--hold is 7200000 ms", "100ms to 60s");
    assertThat(simple("--trust-all", "--trust-store", folder).code()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("dialect", "try", "couchdb", "ftp://x").err()).contains("must be http://");
    assertThat(Cli.run("dialect", "try", "couchdb", "http://joe:pass9word@x/").err())
        .contains("a name and a password")
        .doesNotContain("pass9word");
    assertThat(Cli.run("dialect", "try", "couchdb", "http://a b").code()).isEqualTo(ExitCode.USAGE);
    assertThat(file("delivery = brodcast").err()).contains("my.conf: line 1: delivery");
    assertThat(file(SIMPLE.substring(0, SIMPLE.indexOf("publish {")), "--publish").err())
        .contains("has no publish { } block");
    Path junk = Files.writeString(folder.resolve("trust.pem"), "junk");
    Path file = Files.writeString(folder.resolve("my.conf"), SIMPLE);
    assertThat(Cli.run("dialect", "try", file, "https://127.0.0.1:1", "--trust-store", junk))
        .satisfies(tried -> assertThat(tried.code()).isEqualTo(ExitCode.USAGE))
        .satisfies(tried -> assertThat(tried.err()).contains("--trust-store", "trust.pem"));
    assertThat(requests).isEmpty();
  }

  // ---- Sessions, confirmations, secrets --------------------------------------------------------

  private static final String SESSION =
      """
      delivery = queue
      hold = none
      session {
        handshake = [{
          name = login, method = POST, path = "/login"
          body.form { user = joe, password = "${env.PASSWORD}" }
          take.token = "/auth/token"
        }]
        goodbye { method = DELETE, path = "/login", headers.X-Token = "${token}" }
      }
      poll {
        path = "/queue"
        headers { X-Token = "${token}", Authorization = "Bearer ${env.KEY}" }
        answers = [{ status = 200, then = events }]
        events { at = "/items/*", id = "/id", keep.receipt = "/receipt" }
      }
      ack { method = DELETE, path = "/queue/${receipt}", headers.X-Token = "${token}" }
      """;

  private static final String PASSWORD = "p4ss/w&rd\"with;signs";
  private static final String KEY = "key-0123456789-abcdef";
  private static final String TOKEN = "tok/en+0123456789==";
  private static final String COOKIE = "cookie0123456789";

  private static final Map<String, String> ENVIRONMENT = Map.of("PASSWORD", PASSWORD, "KEY", KEY);

  private static String json(String text) {
    return text.replace("\"", "\\\"").replace("/", "\\/");
  }

  /** Sends back, in its header and body, all that was sent to it. */
  private void echoingServer(int pollStatus) {
    at(
        "/login",
        (exchange, body) -> {
          exchange.getResponseHeaders().add("Set-Cookie", "sid=" + COOKIE + "; Path=/");
          exchange.getResponseHeaders().add("Set-Cookie", "b=7; Path=/");
          answer(
              exchange,
              200,
              "{\"you sent\":\""
                  + json(body)
                  + "\",\"auth\":{\"token\":\""
                  + json(TOKEN)
                  + "\"},\"password\":\""
                  + json(PASSWORD)
                  + "\"}");
        });
    at(
        "/queue",
        (exchange, body) -> {
          String sent = String.valueOf(exchange.getRequestHeaders().entrySet());
          exchange.getResponseHeaders().set("X-Echo", sent.replace("\"", "'"));
          answer(
              exchange,
              exchange.getRequestMethod().equals("GET") ? pollStatus : 204,
              exchange.getRequestMethod().equals("GET")
                  ? "{\"items\":[{\"id\":1,\"receipt\":\"r1\"},{\"id\":2,\"receipt\":\"r2\"}],"
                      + "\"echo\":\""
                      + json(sent)
                      + "\"}"
                  : "");
        });
  }

  private static void assertNoSecretIn(String out) {
    for (String secret : List.of(PASSWORD, KEY, TOKEN, COOKIE)) {
      assertThat(out)
          .doesNotContain(secret, json(secret))
          .doesNotContain(secret.substring(secret.length() - 8))
          .doesNotContain(java.net.URLEncoder.encode(secret, UTF_8));
    }
  }

  @Test
  void aSessionIsMadeConfirmedAndLeftWithoutShowingItsSecrets() throws Exception {
    echoingServer(200);

    String out = trial(SESSION, ENVIRONMENT);

    assertThat(requests).hasSize(5);
    assertThat(requests.get(2)).startsWith("DELETE /queue/r1");
    assertThat(requests.get(3)).startsWith("DELETE /queue/r2");
    assertThat(requests.get(4)).startsWith("DELETE /login");
    assertNoSecretIn(out);
    assertThat(out)
        .contains(
            "== handshake login",
            "> password=${env.PASSWORD}&user=joe",
            "< Set-Cookie: sid=cook...(16 characters); Path=/",
            "< Set-Cookie: b=...(1 characters); Path=/",
            "* token: (none) -> tok/...(19 characters)",
            "> X-Token: tok/...(19 characters)",
            "> Authorization: Bearer ${env.KEY}",
            "> Cookie: sid=cook...(16 characters); b=...(1 characters)",
            "* next: confirm 2 times (which takes it out of the queue; --no-ack leaves it), then"
                + " poll again",
            "== ack 2 of 2",
            "== goodbye");
  }

  @Test
  void refusedCredentialsAreNamedByTheirPlace() throws Exception {
    echoingServer(401);

    String out = trial(SESSION, ENVIRONMENT);

    assertNoSecretIn(out);
    assertThat(out)
        .contains("* means failed http-401 ", "credentials were sent in header Authorization");
  }

  @Test
  void aHandshakeThatFindsNothingFailsAndShowsNoTokenEither() throws Exception {
    echoingServer(200);

    String out = trial(SESSION.replace("/auth/token", "/tokn"), ENVIRONMENT);

    assertThat(requests).hasSize(1);
    assertNoSecretIn(out);
    assertThat(out)
        .contains(
            "\"token\":\"tok\\...(20 characters)\"",
            "token is not in the answer, where /tokn is read",
            "* without its handshake a client does not poll");
  }

  @Test
  void confirmationsCanBeLeftOut() throws Exception {
    at("/q", (exchange, body) -> answer(exchange, 200, "[{\"r\":\"a\"}]"));

    Cli tried =
        file(
            """
            delivery = queue
            hold = none
            poll {
              path = "/q"
              answers = [{ status = 200, then = events }]
              events { at = "/*", keep.r = "/r" }
            }
            ack { method = DELETE, path = "/q/${r}" }
            """,
            "--no-ack");

    assertThat(requests).hasSize(1);
    assertThat(tried.out()).contains("* not confirmed (--no-ack): 1");
  }

  @Test
  void aFollowUpAtAnotherHostBringsTheEvents() throws Exception {
    at("/notify", (exchange, body) -> answer(exchange, 200, "{\"changed\":true}"));
    at("/list", (exchange, body) -> answer(exchange, 200, "{\"items\":[{\"id\":5}]}"));
    String other = "http://localhost:" + server.getAddress().getPort();

    String out =
        trial(
            """
            delivery = broadcast
            hold = none
            poll {
              url = "${env.NOTIFY}/notify"
              answers = [{ status = 200, equals { "/changed" = true }, then = follow-up }]
            }
            follow-up {
              path = "/list"
              answers = [{ status = 200, then = events }]
              events { at = "/items/*", id = "/id" }
            }
            """,
            Map.of("NOTIFY", other));

    assertThat(out)
        .containsSubsequence(
            "> GET /notify HTTP/1.1",
            "> Host: ",
            "* next: send the follow-up, then poll again",
            "== follow-up",
            "> GET /list",
            "> Host: 127.0.0.1:",
            "event 1: id 5")
        .doesNotContain(other);
  }

  @Test
  void thePageShowsWhatIsSaid() throws Exception {
    String page = Files.readString(Path.of("../docs/write-a-dialect.md"));
    String file = page.substring(page.indexOf("description = \"the made-up feed\""));
    String shown = page.substring(page.indexOf("== poll 1\n"));
    String said = shown.substring(0, shown.indexOf("```"));
    at(
        "/feed",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("X-Next", "118");
          answer(
              exchange,
              200,
              "{\"ok\":true,\"items\":[{\"id\":117,\"kind\":\"note\",\"at\":1795773600123,"
                  + "\"body\":{\"n\":1}}]}");
        });

    String out =
        trial(file.substring(0, file.indexOf("```")), Map.of("FEED_TOKEN", "t0ken-of-the-feed"));

    for (String line : said.lines().filter(each -> each.startsWith("* ")).toList()) {
      assertThat(out).contains(line.replaceAll(" \\(lag .*", " (lag "));
    }
  }
}
