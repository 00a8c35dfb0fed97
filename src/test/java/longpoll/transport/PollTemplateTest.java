package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import longpoll.dialect.PollRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollTemplateTest {
  private static final byte[] NO_BODY = {};

  @Test
  void aPollIsALineHeadersAndABlankLine() {
    PollTemplate template =
        PollTemplate.get(
            URI.create("http://example.org:8000/poll"),
            List.of(new Header("Accept", "application/json"), new Header("X-Empty", "")));

    assertThat(text(template, "cursor=7&timeout=10", "a=1; b=2"))
        .isEqualTo(
            "GET /poll?cursor=7&timeout=10 HTTP/1.1\r\n"
                + "Host: example.org:8000\r\n"
                + "Accept: application/json\r\n"
                + "X-Empty: \r\n"
                + "Cookie: a=1; b=2\r\n"
                + "\r\n");
    assertThat(text(template, "", null))
        .startsWith("GET /poll HTTP/1.1\r\n")
        .endsWith("\r\n\r\n")
        .doesNotContain("Cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, h, /?q",
    "http://h/, h, /?q",
    "https://h:8443/poll, h:8443, /poll?q",
    "http://[::1]:8000/poll, [::1]:8000, /poll?q",
    "http://h/poll?, h, /poll?q",
    "http://h/poll?a=1, h, /poll?a=1&q",
    "http://h/poll?a=1&, h, /poll?a=1&q",
    "http://h/a%20b/%C3%A9?c=%26, h, /a%20b/%C3%A9?c=%26&q",
  })
  void theQueryIsAddedToTheUrls(String url, String host, String target) {
    String poll = text(PollTemplate.get(URI.create(url), List.of()), "q", null);

    assertThat(poll).isEqualTo("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  @Test
  void aBodyComesAfterTheHeadWithItsLength() {
    byte[] body = {'{', 0, (byte) 0xff, '}'};
    PollTemplate template = new PollTemplate("POST", "/poll", List.of(), body);

    assertThat(template.encoder().encode(PollRequest.PLAIN, null))
        .startsWith(latin("POST /poll HTTP/1.1\r\nContent-Length: 4\r\n\r\n"))
        .endsWith(body);
  }

  @ParameterizedTest
  @CsvSource({"POST, true", "PUT, true", "PATCH, true", "GET, false", "DELETE, false"})
  void aMethodThatUsuallyHasABodyTellsThatThereIsNone(String method, boolean tells) {
    String poll = text(new PollTemplate(method, "/", List.of(), NO_BODY), "", null);

    assertThat(poll.contains("\r\nContent-Length: 0\r\n")).isEqualTo(tells);
  }

  @Test
  void aLengthThatIsGivenIsKept() {
    PollTemplate template =
        new PollTemplate("POST", "/", List.of(new Header("content-length", "0")), NO_BODY);

    assertThat(text(template, "", null).toLowerCase(Locale.ROOT))
        .containsOnlyOnce("content-length");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GE T", "GET\r\n", "GÉT", "GET/", "GET:"})
  void whatIsNoMethodIsRefused(String method) {
    assertThatThrownBy(() -> new PollTemplate(method, "/", List.of(), NO_BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + method + "' is not a method");
  }

  @Test
  void aMethodOfOnesOwnIsAMethod() {
    assertThat(text(new PollTemplate("M-SEARCH", "/", List.of(), NO_BODY), "", null))
        .startsWith("M-SEARCH / ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "CONNECT"})
  void aMethodWhoseAnswersHaveNoBodyIsRefused(String method) {
    assertThatThrownBy(() -> new PollTemplate(method, "/", List.of(), NO_BODY))
        .hasMessage(
            "the answer to " + method + " has no body, and so no event: poll with another method");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a b", "/a\r\nX: y", "/é", "/a\tb", "/a\0b"})
  void whatNoRequestLineMayHoldIsRefused(String target) {
    assertThatThrownBy(() -> new PollTemplate("GET", target, List.of(), NO_BODY))
        .hasMessageContaining("must be percent-encoded");
  }

  @Test
  void aHeaderIsSentInTheBytesThatItCameIn() {
    PollTemplate template =
        PollTemplate.get(URI.create("http://h/"), List.of(new Header("X", "caf\u00e9")));

    assertThat(template.encoder().encode(PollRequest.PLAIN, "a=\u00ff"))
        .isEqualTo(latin("GET / HTTP/1.1\r\nHost: h\r\nX: caf\u00e9\r\nCookie: a=\u00ff\r\n\r\n"));
  }

  @Test
  void whatTheDialectSaysTakesThePlaceOfTheClients() {
    PollTemplate template =
        new PollTemplate(
            "GET",
            "/poll?a=1",
            List.of(new Header("Host", "h"), new Header("accept", "text/html")),
            NO_BODY);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", "text/plain");
    PollRequest request =
        new PollRequest(null, "POST", "/events", "since=7", headers, new byte[] {'x', 'y'});

    assertThat(template.encoder().encode(request, "c=1"))
        .isEqualTo(
            latin(
                "POST /events?a=1&since=7 HTTP/1.1\r\nHost: h\r\nAccept: application/json\r\n"
                    + "Content-Type: text/plain\r\nContent-Length: 2\r\nCookie: c=1\r\n\r\nxy"));
  }

  @Test
  void theLengthIsThatOfTheDialectsBody() {
    PollTemplate template =
        new PollTemplate("POST", "/", List.of(), new byte[] {'l', 'o', 'n', 'g'});

    assertThat(
            template
                .encoder()
                .encode(new PollRequest(null, null, null, "", Map.of(), new byte[] {'s'}), null))
        .isEqualTo(latin("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\ns"));
  }

  @Test
  void thePollsOfOneThreadThatHaveAllInCommonShareAnEncoder() {
    URI poll = URI.create("http://h/poll");
    Header accept = new Header("Accept", "text/plain");
    PollTemplate.Encoder encoder = PollTemplate.get(poll, List.of()).encoderOfThisThread();

    assertThat(PollTemplate.get(poll, List.of()).encoderOfThisThread()).isSameAs(encoder);
    for (PollTemplate other :
        List.of(
            PollTemplate.get(poll, List.of(accept)),
            PollTemplate.get(URI.create("http://h/other"), List.of()),
            PollTemplate.of("DELETE", poll, List.of()),
            new PollTemplate("GET", "/poll", List.of(new Header("Host", "h")), new byte[] {1}))) {
      assertThat(other.encoderOfThisThread().encode(PollRequest.PLAIN, null))
          .isEqualTo(other.encoder().encode(PollRequest.PLAIN, null));
    }
  }

  @Test
  void whatWasSentOfOnePollIsNotInTheNext() {
    PollTemplate.Encoder encoder =
        PollTemplate.get(URI.create("http://h/poll"), List.of()).encoder();
    byte[] plain = latin("GET /poll HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(encoder.encode(PollRequest.PLAIN, null)).isEqualTo(plain);
    assertThat(encoder.encode(PollRequest.ofQuery("a=1"), "c=d"))
        .isEqualTo(latin("GET /poll?a=1 HTTP/1.1\r\nHost: h\r\nCookie: c=d\r\n\r\n"));
    assertThat(encoder.encode(PollRequest.PLAIN, "c=d"))
        .isEqualTo(latin("GET /poll HTTP/1.1\r\nHost: h\r\nCookie: c=d\r\n\r\n"));
    assertThat(encoder.encode(PollRequest.ofQuery("a=2"), null))
        .isEqualTo(latin("GET /poll?a=2 HTTP/1.1\r\nHost: h\r\n\r\n"));
    assertThat(encoder.encode(PollRequest.PLAIN, null)).isEqualTo(plain);
  }

  @Test
  void aHeaderOfADialectCannotEndItsLine() {
    PollTemplate.Encoder encoder =
        PollTemplate.get(URI.create("http://h/poll"), List.of()).encoder();

    assertThatThrownBy(
            () ->
                encoder.encode(
                    new PollRequest(null, null, null, "", Map.of("X", "a\r\nY: b"), null), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(PollTemplate template, String query, String cookies) {
    return new String(
        template.encoder().encode(PollRequest.ofQuery(query), cookies),
        StandardCharsets.ISO_8859_1);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
