package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value stays one value wherever it goes. */
class TemplateTest {
  private static final String NASTY = "a/b?c=d&e \"'\\\u00e4\u20ac{}%";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("KEY", "k/e\"y", "PAIR", "user:pass", "EMPTY", "");

  private static FileRequest request(String poll, String channel, Duration hold) {
    FileDialect dialect =
        DialectFiles.parse(
            "delivery = broadcast\nhold { min = 1s, max = 60s }\npoll {\nquery.w = \"${hold | s}\"\n"
                + poll
                + "\nanswers = [{ status = 200, then = events }, { status = 204, then = empty }]\n}",
            "t.conf",
            ENVIRONMENT);
    return dialect.request(Purpose.POLL, dialect.start("http://h", channel, 7, "run-1"), hold);
  }

  private static FileRequest request(String poll) {
    return request(poll, NASTY, Duration.ofMillis(1_500));
  }

  private static String body(String poll) {
    return new String(request("method = POST\n" + poll).body(), StandardCharsets.UTF_8);
  }

  @Test
  void pathIsEscapedWithItsSlashes() {
    assertThat(request("path = \"/x/${channel}\"").path())
        .isEqualTo("/x/a%2Fb%3Fc%3Dd%26e%20%22%27%5C%C3%A4%E2%82%AC%7B%7D%25");
    assertThat(request("path = \"/x/${channel | path}\"").path()).startsWith("/x/a/b%3Fc");
    assertThat(request("path = \"/${env.KEY}\"").path()).isEqualTo("/k%2Fe%22y");
  }

  @Test
  void queryIsEscapedAndItsOwnTextToo() {
    assertThat(request("query.\"a b\" = \"x y ${channel}\"").query())
        .contains("a%20b=x%20y%20a%2Fb%3Fc%3Dd%26e%20%22");
  }

  @Test
  void jsonInTheQueryIsEscapedTwice() {
    assertThat(request("query.n.json = [{ c = \"${channel}\" }]").query())
        .contains("n=%5B%7B%22c%22%3A%22a%2Fb%3Fc%3Dd%26e%20%5C%22%27%5C%5C");
  }

  @Test
  void formIsEscaped() {
    assertThat(body("body.form { c = \"${channel}\", u = \"${user}\" }"))
        .contains("c=a%2Fb%3Fc%3Dd%26e%20%22", "u=7");
  }

  @Test
  void jsonStringsAreEscapedAndNumbersOfTheHarnessAreNumbers() {
    assertThat(
            body(
                """
                body.json {
                  c = "${channel}"
                  u = "${user}"
                  t = "${hold | ms}"
                  s = "u${user}"
                  k = "${env.KEY}"
                  n = [null, true, 1.5, "x", {}]
                }
                """))
        .isEqualTo(
            "{\"c\":\"a/b?c=d&e \\\"'\\\\\u00e4\u20ac{}%\",\"u\":7,\"t\":1500,\"s\":\"u7\","
                + "\"k\":\"k/e\\\"y\",\"n\":[null,true,1.5,\"x\",{}]}");
  }

  @Test
  void jsonInAString() {
    assertThat(body("body.json { m.json-text { c = \"${channel | base64}\" } }"))
        .isEqualTo("{\"m\":\"{\\\"c\\\":\\\"YS9iP2M9ZCZlICInXMOk4oKse30l\\\"}\"}");
  }

  @Test
  void textIsAsItIs() {
    assertThat(body("body.text = \"<${channel}>$${x}\\u0002\""))
        .isEqualTo("<" + NASTY + ">${x}\u0002");
  }

  @ParameterizedTest
  @CsvSource({
    "1500,s,2",
    "30000,s,30",
    "1500,ms,1500",
    "1500,go,1500ms",
    "30000,go,30s",
    "1500,decimal-s,1.500",
    "1005,decimal-s,1.005",
    "2000,decimal-s,2"
  })
  void holdIsWrittenInItsUnit(long millis, String unit, String written) {
    FileRequest request =
        request("headers.X-Hold = \"${hold | " + unit + "}\"", "c", Duration.ofMillis(millis));

    assertThat(request.headers()).containsExactly(Map.entry("X-Hold", written));
  }

  @Test
  void aDocumentInAForm() {
    FileRequest request =
        request(
            "method = POST\nbody.form { a = \"1\", m.json { user = \"${user}\", of = [\"&\"] } }");

    assertThat(new String(request.body(), StandardCharsets.UTF_8))
        .isEqualTo("a=1&m=%7B%22of%22%3A%5B%22%26%22%5D,%22user%22%3A7%7D");
  }

  @Test
  void aPathThatAValueBegins() {
    assertThat(request("path = \"${user}/x\"").path()).isEqualTo("/7/x");
    assertThat(request("path = \"/${user}/x\"").path()).isEqualTo("/7/x");
  }

  @Test
  void requestOfAClientWithOneTarget() {
    FileRequest request = request("path = \"/x\"\nheaders { B = \"1\"\n A = \"2\" }");
    FileRequest bare = request("");

    assertThat(request.toPollRequest("/api").path()).isEqualTo("/api/x");
    assertThat(request.toPollRequest("").path()).isEqualTo("/x");
    assertThat(request.toPollRequest("/api").headers().keySet()).containsExactly("B", "A");
    assertThat(bare.toPollRequest("/api").path()).as("the target's own").isNull();
    PollRequest elsewhere = request("url = \"http://elsewhere/y\"").toPollRequest("/api");
    assertThat(elsewhere.origin()).isEqualTo(URI.create("http://elsewhere"));
    assertThat(elsewhere.path()).isEqualTo("/y");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    FileRequest request =
        request(
            "headers { A = \"x${channel}\", B = \"${channel | or none}\", C = \"y ${env.NONE | optional}\","
                + " D = \"${env.EMPTY | or z}\" }\nquery.c = \"${channel}\"\nmethod = POST\n"
                + "body.json { a = \"${channel}\", b = [\"${channel}\", 1] }",
            "",
            Duration.ofSeconds(2));

    assertThat(request.headers())
        .contains(Map.entry("B", "none"), Map.entry("D", "z"))
        .noneMatch(header -> header.getKey().matches("[AC]"));
    assertThat(request.query()).isEqualTo("w=2");
    assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("{\"b\":[1]}");
  }

  @Test
  void secretsAreMaskedInEveryForm() {
    FileRequest request =
        request(
            "path = \"/${env.KEY}\"\nheaders.Authorization = \"Basic ${env.PAIR | base64}\"\n"
                + "method = POST\nbody.json { k = \"${env.KEY}\" }");

    assertThat(request.headers()).contains(Map.entry("Authorization", "Basic dXNlcjpwYXNz"));
    assertThat(request.toString())
        .doesNotContain("k/e", "k%2Fe", "dXNlcjpwYXNz")
        .contains("/${env.KEY}", "Basic ${env.PAIR}", "{\"k\":\"${env.KEY}\"}");
  }

  @Test
  void lineBreakInAChannelFitsNoHeader() {
    assertThatThrownBy(() -> request("headers.X = \"${channel}\"", "a\r\nb", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("channel holds a character that no header may hold");
  }

  @Test
  void serversJsonGoesInBareOnlyWhereItIsJson() {
    FileDialect dialect =
        DialectFiles.parse(
            """
            delivery = broadcast
            hold = server
            cursors.at { from = "/at", first = 0 }
            poll {
              method = POST
              body.json { at = "${at | json}" }
              answers = [{ status = 200, then = events }, { status = 204, then = empty }]
              events.id = "/id"
            }
            """,
            "t.conf",
            Map.of());
    DialectState start = dialect.start("http://h", "", 0, "r");
    for (String[] pair :
        new String[][] {
          {"5", "{\"at\":5}"},
          {"\"5\"", "{\"at\":5}"},
          {"\"[1,2]\"", "{\"at\":[1,2]}"},
          {"\"1,\\\"x\\\":2\"", "{\"at\":\"1,\\\"x\\\":2\"}"},
          {"\"{\"", "{\"at\":\"{\"}"},
        }) {
      byte[] body = ("{\"at\":" + pair[0] + "}").getBytes(StandardCharsets.UTF_8);
      DialectState next = dialect.read(Purpose.POLL, start, 200, h -> null, body).next();
      FileRequest request = dialect.request(Purpose.POLL, next, Duration.ZERO);

      assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo(pair[1]);
    }
  }
}
