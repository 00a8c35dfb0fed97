package longpoll.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.dialect.file.FileDialect;
import longpoll.settings.Settings;
import longpoll.target.TargetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The publisher's handshake over real HTTP, and the line that is made of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PublishOrderTest {
  private static final Settings.Tls TLS = new Settings.Tls(false, "");
  private static final Settings.Body BODY = new Settings.Body(1 << 20, 0.25);
  private static final String POLL =
      """
      delivery = broadcast
      hold = server
      poll.answers = [{ status = 200, then = events }, { status = 204, then = empty }]
      """;

  private interface Reply {
    String to(HttpExchange exchange) throws IOException;
  }

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    other.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    other.stop(0);
  }

  private void answer(HttpServer at, String path, int status, Reply reply) {
    at.createContext(
        path,
        exchange -> {
          String cookie = exchange.getRequestHeaders().getFirst("Cookie");
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (body.isEmpty() ? "" : " " + body)
                  + (cookie == null ? "" : " cookie " + cookie));
          byte[] bytes = reply.to(exchange).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static URI uri(HttpServer of, String path) {
    return URI.create("http://127.0.0.1:" + of.getAddress().getPort() + path);
  }

  private static FileDialect dialect(String text, Map<String, String> environment) {
    return DeclaredDialect.parse(POLL + text, "t.conf", environment).file();
  }

  private PublishOrder prepare(FileDialect dialect, List<String> channels) {
    return PublishOrder.prepare(dialect, uri(server, "/base/"), channels, TLS, BODY, 7, "r1");
  }

  private static JsonNode json(PublishOrder order) throws IOException {
    return new ObjectMapper().readTree(order.json());
  }

  @Test
  void withoutHandshakeOneTemplateServesAllChannels() throws Exception {
    FileDialect dialect =
        dialect(
            """
            publish {
              method = POST, path = "/pub/${channel}", query.token = "${env.TOKEN}"
              headers.X-Seq = "${seq}"
              body.json { p = "${payload}", at = "${plannedAt | ms}" }
              expect { status = [200, 202], equals { "/*/ok" = true }, lacks = "header X-Error" }
            }
            """,
            Map.of("TOKEN", "a secret/token"));

    PublishOrder order = prepare(dialect, List.of("c0", "c1"));

    JsonNode json = json(order);
    assertThat(order.json()).doesNotContain("\n");
    assertThat(json.get("target").textValue()).isEqualTo(uri(server, "/base/").toString());
    assertThat(json.get("templates")).hasSize(1);
    JsonNode template = json.get("templates").get(0);
    assertThat(template.get("channels").toString()).isEqualTo("[\"c0\",\"c1\"]");
    assertThat(template.at("/path/1/value").textValue()).isEqualTo("channel");
    assertThat(template.at("/path/1/percent").booleanValue()).isTrue();
    assertThat(template.at("/query/0/text").textValue()).isEqualTo("token=a%20secret%2Ftoken");
    assertThat(template.at("/headers/0/name").textValue()).isEqualTo("X-Seq");
    assertThat(template.at("/body/1/jsonStrings").intValue()).isEqualTo(1);
    assertThat(template.at("/body/3/filters/0").textValue()).isEqualTo("ms");
    assertThat(json.at("/expect/statuses").toString())
        .isEqualTo("[{\"first\":200,\"last\":200},{\"first\":202,\"last\":202}]");
    assertThat(json.at("/expect/conditions/0/header").textValue()).isEqualTo("X-Error");
    assertThat(json.at("/expect/conditions/0/negated").booleanValue()).isTrue();
    assertThat(json.at("/expect/conditions/1/hops/0/pointer").toString())
        .isEqualTo("[\"*\",\"ok\"]");
    assertThat(json.at("/expect/conditions/1/test").textValue()).isEqualTo("equals");
    assertThat(json.at("/expect/conditions/1/text").textValue()).isEqualTo("true");
    assertThat(json.get("secrets").toString())
        .contains("\"a secret/token\"", "\"a%20secret%2Ftoken\"");
    assertThat(order.toString() + dialect.publishTemplate(dialect.start("t", "", 0, "r")))
        .doesNotContain("secret");
  }

  @Test
  void handshakeThatNamesNoChannelIsMadeOnceAndItsCookieHandedOn() throws Exception {
    answer(
        server,
        "/base/login",
        200,
        exchange -> {
          exchange.getResponseHeaders().add("Set-Cookie", "session=abc123; Path=/; HttpOnly");
          return "{\"token\":\"tok-1\"}";
        });
    answer(server, "/base/join", 200, exchange -> "{}");
    FileDialect dialect =
        dialect(
            """
            session.handshake = [
              { name = login, method = POST, path = "/login", body.form.user = "${user}"
                take.token = "/token" }
              { name = join, path = "/join", query.t = "${token}" }
            ]
            publish {
              handshake = [login, join], method = POST, path = "/pub"
              headers { Authorization = "Bearer ${token}", Cookie = "own=1" }
              body.text = "${channel} ${payload}"
            }
            """,
            Map.of());

    JsonNode json = json(prepare(dialect, List.of("c0", "c1")));

    assertThat(requests)
        .containsExactly("POST /base/login user=7", "GET /base/join?t=tok-1 cookie session=abc123");
    assertThat(json.get("templates")).hasSize(1);
    assertThat(json.at("/templates/0/headers").toString())
        .contains("Bearer tok-1")
        .contains(
            "{\"name\":\"Cookie\",\"value\":[{\"text\":\"own=1\"", "\"text\":\"session=abc123\"");
    assertThat(json.get("secrets").toString()).contains("\"tok-1\"", "\"abc123\"");
  }

  @Test
  void handshakeThatNamesTheChannelIsMadeForEach() throws Exception {
    answer(
        server,
        "/base/open/",
        200,
        exchange -> "key-of-" + exchange.getRequestURI().getPath().replaceAll(".*/", ""));
    FileDialect dialect =
        dialect(
            """
            session.handshake = [{ name = open, path = "/open/${channel}", take.key = "body" }]
            publish { handshake = [open], method = POST, path = "/k/${key}", body.text = "${seq}" }
            """,
            Map.of());

    JsonNode json = json(prepare(dialect, List.of("c0", "c1")));

    assertThat(requests).containsExactly("GET /base/open/c0", "GET /base/open/c1");
    assertThat(json.at("/templates/0/channels").toString()).isEqualTo("[\"c0\"]");
    assertThat(json.at("/templates/0/path/0/text").textValue()).isEqualTo("/k/key-of-c0");
    assertThat(json.at("/templates/1/path/0/text").textValue()).isEqualTo("/k/key-of-c1");
  }

  @Test
  void handshakeAndPublishingMayGoToAnotherHost() throws Exception {
    answer(other, "/token", 200, exchange -> "{\"t\":\"tok-2\"}");
    String origin = uri(other, "").toString();
    FileDialect dialect =
        dialect(
            """
            session.handshake = [{ name = token, url = "ORIGIN/token", take.t = "/t" }]
            publish { handshake = [token], method = POST, url = "ORIGIN/in/${channel}"
              headers.Authorization = "${t}", body.text = "${seq}" }
            """
                .replace("ORIGIN", origin),
            Map.of());

    JsonNode json = json(prepare(dialect, List.of("c0")));

    assertThat(requests).containsExactly("GET /token");
    assertThat(json.at("/templates/0/origin").textValue()).isEqualTo(origin);
    assertThat(json.at("/templates/0/path/0/text").textValue()).isEqualTo("/in/");
  }

  @Test
  void handshakeThatIsRefusedIsOneMessageWithoutSecrets() {
    answer(server, "/base/login", 401, exchange -> "{\"sent\":\"p4ssw0rd\",\"why\":\"no\"}");
    FileDialect dialect =
        dialect(
            """
            session.handshake = [
              { name = login, method = POST, path = "/login", body.form.p = "${env.PASSWORD}" }
            ]
            publish { handshake = [login], method = POST, path = "/pub", body.text = "${seq}" }
            """,
            Map.of("PASSWORD", "p4ssw0rd"));

    assertThatThrownBy(() -> prepare(dialect, List.of("c0")))
        .isInstanceOf(TargetException.class)
        .hasMessageStartingWith("Nothing can be published at http://127.0.0.1:")
        .hasMessageContaining("the request 'login' (POST) failed: HTTP status 401")
        .hasMessageContaining("credentials were sent in body")
        .hasMessageContaining("longpoll dialect try")
        .hasMessageNotContaining("p4ssw0rd");
  }

  @Test
  void handshakeThatIsRedirectedIsNotFollowed() {
    answer(
        server,
        "/base/login",
        302,
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/base/login");
          return "";
        });
    FileDialect dialect =
        dialect(
            """
            session.handshake = [{ name = login, path = "/login" }]
            publish { handshake = [login], method = POST, path = "/pub", body.text = "${seq}" }
            """,
            Map.of());

    assertThatThrownBy(() -> prepare(dialect, List.of("c0")))
        .hasMessageContaining("HTTP status 302");
    assertThat(requests).hasSize(1);
  }

  @Test
  void nobodyListensThere() {
    FileDialect dialect =
        dialect(
            """
            session.handshake = [{ name = login, path = "/login" }]
            publish { handshake = [login], method = POST, path = "/pub", body.text = "${seq}" }
            """,
            Map.of());
    URI gone = uri(other, "/");
    other.stop(0);

    assertThatThrownBy(() -> PublishOrder.prepare(dialect, gone, List.of("c0"), TLS, BODY, 7, "r1"))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("nothing accepts connections at 127.0.0.1:");
  }

  @Test
  void dialectThatCannotPublishSaysWhatToDo() {
    assertThatThrownBy(() -> prepare(dialect("", Map.of()), List.of("c0")))
        .hasMessageContaining("write a publish block");
  }

  @Test
  void expectationThatAnotherProcessCannotLookAtIsNamed() {
    FileDialect dialect =
        dialect(
            """
            publish { method = POST, path = "/pub", body.text = "${seq}"
              expect.equals { "/n | plus 1" = 2 } }
            """,
            Map.of());

    assertThatThrownBy(() -> prepare(dialect, List.of("c0")))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("publish.expect wants that /n | plus 1 equals '2'");
  }
}
