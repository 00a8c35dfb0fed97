package longpoll.transport;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import longpoll.dialect.PollRequest;
import org.junit.jupiter.api.Test;

class Http2RequestsTest {
  private static final URI POLL = URI.create("https://example.org:8443/poll?a=b");

  private final Http2Requests requests = new Http2Requests();

  @Test
  void requestLineAndHostBecomePseudoHeaders() {
    PollTemplate.Encoder encoder =
        PollTemplate.get(POLL, List.of(new Header("Accept", "text/*"))).encoder();

    assertThat(fields(encoder.encode(PollRequest.ofQuery("cursor=1"), "k=v")))
        .containsExactly(
            entry(":method", "GET"),
            entry(":path", "/poll?a=b&cursor=1"),
            entry(":scheme", "https"),
            entry(":authority", "example.org:8443"),
            entry("accept", "text/*"),
            entry("cookie", "k=v"));
  }

  @Test
  void theNextPollHasItsOwnTargetAndOtherHeadersAreReadAnew() {
    PollTemplate.Encoder encoder =
        PollTemplate.get(POLL, List.of(new Header("Accept", "text/*"))).encoder();
    fields(encoder.encode(PollRequest.ofQuery("cursor=1"), null));

    assertThat(fields(encoder.encode(PollRequest.ofQuery("cursor=2"), null)))
        .contains(entry(":path", "/poll?a=b&cursor=2"), entry("accept", "text/*"));
    assertThat(fields(encoder.encode(PollRequest.ofQuery("cursor=2"), "k=v")))
        .contains(entry("cookie", "k=v"));
    assertThat(fields(encoder.encode(PollRequest.ofQuery("cursor=3"), null)))
        .doesNotContain(entry("cookie", "k=v"));
  }

  @Test
  void headersOfTheConnectionAreLeftOut() {
    List<Header> headers =
        List.of(
            new Header("Connection", "keep-alive, X-One"),
            new Header("Keep-Alive", "300"),
            new Header("TE", "trailers"),
            new Header("X-One", "1"));
    PollTemplate.Encoder encoder = PollTemplate.get(POLL, headers).encoder();

    assertThat(fields(encoder.encode(PollRequest.PLAIN, null)))
        .extracting(Map.Entry::getKey)
        .doesNotContain("connection", "keep-alive", "te", "host")
        .contains("x-one");
  }

  @Test
  void theBodyStartsAfterTheHead() {
    byte[] body = "a\r\n\r\nb".getBytes(StandardCharsets.US_ASCII);
    byte[] request =
        new PollTemplate("POST", "/poll", List.of(new Header("Host", "x")), body)
            .encoder()
            .encode(PollRequest.PLAIN, null);

    for (int i = 0; i < 2; i++) {
      Http2Requests.Head head = requests.head(request);
      assertThat(head.headers().method()).hasToString("POST");
      assertThat(head.headers().get("content-length")).hasToString("6");
      assertThat(request.length - head.bodyStart()).isEqualTo(body.length);
    }
  }

  private List<Map.Entry<String, String>> fields(byte[] request) {
    Http2Requests.Head head = requests.head(request);
    assertThat(head.bodyStart()).isEqualTo(request.length);
    Http2Headers headers = head.headers();
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    headers.forEach(
        header -> fields.add(entry(header.getKey().toString(), header.getValue().toString())));
    return fields;
  }
}
