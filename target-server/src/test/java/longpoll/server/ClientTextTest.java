package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import longpoll.server.text.ClientText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTextTest extends ServerTest {
  @Test
  void whatATerminalMightActUponIsWrittenAsItsCodePoint() {
    assertThat(ClientText.shown("a\u001b[31m\u009b1m\r\n\t\u007f"))
        .isEqualTo("a\\u{1b}[31m\\u{9b}1m\\u{d}\\u{a}\\u{9}\\u{7f}");
    assertThat(ClientText.shown("\u202egnp.exe\u2066\u200b\u2028\u2029"))
        .isEqualTo("\\u{202e}gnp.exe\\u{2066}\\u{200b}\\u{2028}\\u{2029}");
    assertThat(ClientText.shown("\ud800x\udc00")).isEqualTo("\\u{d800}x\\u{dc00}");
    assertThat(ClientText.shown("Grüße 日本 😀")).isEqualTo("Grüße 日本 😀");
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(ClientText.shown("x".repeat(100))).isEqualTo("x".repeat(100));
    assertThat(ClientText.shown("x".repeat(101))).isEqualTo("x".repeat(100) + "...");
    assertThat(ClientText.shown("x".repeat(99) + "😀y")).isEqualTo("x".repeat(99) + "...");
    assertThat(ClientText.shown("\u001b".repeat(5_000))).hasSizeLessThanOrEqualTo(103);
  }

  /** What a client sends comes back short and printable, wherever it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/poll?cursor=~",
        "/poll?timeout=~",
        "/poll?limit=~",
        "/poll?channel=~",
        "/poll?~=%ff",
        "/poll?limit=1&limit=~",
        "/plan?from=~",
        "/plan?from=1&to=~",
        "/plan?from=1&to=2&channel=~",
        "/no~",
      })
  void echoedTextIsBoundedAndPrintable(String target) throws Exception {
    start(options());
    RawClient client = client();
    for (String hostile :
        List.of("\u001b[2J\u009b1m\u202e".repeat(200), "x".repeat(9_000), "x".repeat(99) + "😀")) {
      String encoded = URLEncoder.encode(hostile, StandardCharsets.UTF_8);
      RawClient.Response response = client.get(target.replace("~", encoded));
      assertThat(response.status()).isIn(400, 404);
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      assertPrintable(response.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "plannedAt"})
  void echoedMembersAreBoundedAndPrintable(String member) throws Exception {
    start(options());
    for (String hostile : List.of("\\ud800", "\\u001b\\u009b".repeat(100), "x".repeat(5_000))) {
      RawClient.Response response =
          client().publish("{\"data\":1,\"" + member + "\":\"" + hostile + "\"}");
      assertThat(response.status()).isEqualTo(400);
      assertPrintable(response.body());
    }
  }

  @Test
  void echoedHeadersAndMethodsAreBounded() throws Exception {
    start(options());
    String x = "x".repeat(5_000);
    for (String request :
        List.of(
            "POST /publish HTTP/1.1\r\nHost: " + x + "\r\n",
            "POST /publish HTTP/1.1\r\nHost: localhost\r\nOrigin: " + x + "\r\n",
            "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + x + "\r\n",
            "PROPFIND /stats HTTP/1.1\r\nHost: localhost\r\n")) {
      RawClient.Response response = client().send(request + "Content-Length: 0\r\n\r\n").read();
      assertThat(response.status()).isIn(403, 405, 415);
      assertPrintable(response.body());
    }
  }

  private static void assertPrintable(String body) throws Exception {
    assertThat(body).hasSizeLessThan(1_000);
    assertThat(body.chars()).allMatch(c -> c >= ' ' && c < 0x7f || c == 'é');
    json(body);
  }
}
