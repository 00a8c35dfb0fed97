package longpoll.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import longpoll.server.Waiting;
import longpoll.server.hub.Event;
import longpoll.server.outbound.OutboundPublisher.Limits;
import longpoll.server.process.MicroClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutboundPublisherTest {
  private static final Limits LIMITS = new Limits(0, Duration.ofSeconds(20), 5_000_000, 8);

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static OutboundPublisher publisher(String line) throws Exception {
    return new OutboundPublisher(PublishInput.read(line), LIMITS, MicroClock.SYSTEM);
  }

  private static Event.Draft event(String channel, String payload) throws Exception {
    return new Event.Draft(channel, MicroClock.SYSTEM.micros(), Inputs.json(payload));
  }

  private static void awaitEnd(OutboundPublisher publisher) {
    Waiting.until(
        "all events have an end",
        () -> {
          Publishing now = publisher.publishing();
          return now.waiting() == 0 && now.underWay() == 0;
        });
  }

  @Test
  void eventsOfAChannelComeInOrder() throws Exception {
    List<String> channels = List.of("c0", "c1", "c2");
    try (Sink sink = Sink.http(request -> Sink.Reply.OK);
        OutboundPublisher publisher =
            publisher(Inputs.line(url(sink.port()), channels, Inputs.SEQ_BODY, Inputs.ANY_2XX))) {
      for (int i = 0; i < 30; i++) {
        publisher.publish(List.of(event("c0", ""), event("c1", ""), event("c2", "")));
      }
      awaitEnd(publisher);

      for (String channel : channels) {
        assertThat(sink.bodies().stream().filter(body -> body.contains(channel)))
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, 30)
                    .mapToObj(n -> "{\"c\":\"" + channel + "\",\"n\":" + n + "}")
                    .toList());
      }
      Publishing counts = publisher.publishing();
      assertThat(counts.planned()).isEqualTo(90);
      assertThat(counts.accepted()).isEqualTo(90);
      assertThat(counts.neverAccepted()).isFalse();
      assertThat(counts.lateP99Ms()).isNotNull();
      assertThat(counts.acceptP50Ms()).isPositive();
    }
  }

  @Test
  void valuesAreEscapedForTheirPlaces() throws Exception {
    String line =
        """
        {"target":"http://127.0.0.1:PORT/base/?k=v","tls":{"trustAll":false,"trustStore":""},
        "templates":[{"channels":["a/b c"],"method":"PUT","origin":null,
        "path":[{"text":"/pub|/"},{"value":"channel","percent":true},{"text":"/"},
        {"value":"channel","percent":true,"slashes":true}],
        "query":[{"text":"s="},{"value":"seq"}],
        "headers":[{"name":"X-Key","value":[{"text":"s3cr3t"}]},
        {"name":"X-B","value":[{"value":"payload","filters":["base64"]}]},
        {"name":"Content-Length","value":[{"text":"7"}]}],
        "body":[{"value":"payload","jsonStrings":1},{"text":" "},{"value":"payload","jsonStrings":2},
        {"text":" "},{"value":"plannedAt","filters":["ms"]},{"text":" "},
        {"value":"publishedAt","filters":["s"]},{"text":" "},
        {"value":"plannedAt","filters":["iso"]},{"text":" "},
        {"value":"channel","filters":["md5"]}]}],
        "expect":{"statuses":[{"first":200,"last":200}],"conditions":[]},"secrets":[]}
        """;
    long plannedAt = 1_700_000_000_123_456L;
    try (Sink sink = Sink.http(request -> Sink.Reply.OK);
        OutboundPublisher publisher =
            new OutboundPublisher(
                PublishInput.read(line.replace("PORT", "" + sink.port())),
                LIMITS,
                () -> plannedAt + 1)) {
      publisher.publish(
          List.of(new Event.Draft("a/b c", plannedAt, Inputs.json("a\"b\\c\u00e4\n/&"))));
      awaitEnd(publisher);

      assertThat(publisher.publishing().accepted()).isEqualTo(1);
      Sink.Got got = sink.got().get(0);
      assertThat(got.method()).isEqualTo("PUT");
      assertThat(got.uri()).isEqualTo("/base/pub%7C/a%2Fb%20c/a/b%20c?k=v&s=1");
      assertThat(got.header("X-Key")).isEqualTo("s3cr3t");
      assertThat(got.header("X-B")).isEqualTo("YSJiXGPDpAovJg==");
      assertThat(got.body())
          .isEqualTo(
              "a\\\"b\\\\c\u00e4\\n/& a\\\\\\\"b\\\\\\\\c\u00e4\\\\n/& 1700000000123"
                  + " 1700000000.123457 2023-11-14T22:13:20.123456Z"
                  + " de8fd7c21390bd5357235d996f7b2409");
    }
  }

  @Test
  void refusalByStatusIsCountedInWordsWithoutSecrets() throws Exception {
    try (Sink sink =
            Sink.http(
                request -> new Sink.Reply(401, "no s3cr3t such key\u001b[31m" + "x".repeat(500)));
        OutboundPublisher publisher =
            publisher(
                Inputs.line(url(sink.port()), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX))) {
      for (int i = 0; i < 5; i++) {
        publisher.publish(List.of(event("c0", "")));
      }
      awaitEnd(publisher);

      Publishing counts = publisher.publishing();
      assertThat(counts.refused()).isEqualTo(5);
      assertThat(counts.neverAccepted()).isTrue();
      assertThat(counts.acceptP50Ms()).isNull();
      assertThat(counts.lastRefusal())
          .startsWith("HTTP status 401, where 200..299 is expected; the answer starts: no (secret)")
          .doesNotContain("s3cr3t", "\u001b")
          .hasSizeLessThan(250);
      // The target surely has none of them: the number stays for the next one.
      assertThat(sink.bodies()).hasSize(5).containsOnly("{\"c\":\"c0\",\"n\":1}");
    }
  }

  @Test
  void refusalByBodyCountsThoughTheStatusIsFine() throws Exception {
    String expect =
        "{'statuses':[{'first':200,'last':299}],'conditions':[{'hops':[{'pointer':['*','successful']}],"
            + "'test':'equals','text':'true','words':'/*/successful equals true'}]}";
    try (Sink sink =
            Sink.http(
                request ->
                    new Sink.Reply(
                        200, "[{\"successful\":" + !request.body().contains("\"n\":2") + "}]"));
        OutboundPublisher publisher =
            publisher(Inputs.line(url(sink.port()), List.of("c0"), Inputs.SEQ_BODY, expect))) {
      for (int i = 0; i < 4; i++) {
        publisher.publish(List.of(event("c0", "")));
      }
      awaitEnd(publisher);

      assertThat(publisher.publishing().accepted()).isEqualTo(1);
      assertThat(publisher.publishing().refused()).isEqualTo(3);
      assertThat(publisher.publishing().neverAccepted()).isFalse();
      assertThat(publisher.publishing().lastRefusal())
          .isEqualTo(
              "HTTP status 200, but it is not so that /*/successful equals true; the answer starts:"
                  + " [{\"successful\":false}]");
    }
  }

  @Test
  void errorOfTheServerUsesTheNumberUpSinceTheEventMayBeThere() throws Exception {
    try (Sink sink =
            Sink.http(
                request ->
                    request.body().contains("\"n\":2") ? new Sink.Reply(500, "") : Sink.Reply.OK);
        OutboundPublisher publisher =
            publisher(
                Inputs.line(url(sink.port()), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX))) {
      for (int i = 0; i < 3; i++) {
        publisher.publish(List.of(event("c0", "")));
      }
      awaitEnd(publisher);

      assertThat(sink.bodies())
          .containsExactly(
              "{\"c\":\"c0\",\"n\":1}", "{\"c\":\"c0\",\"n\":2}", "{\"c\":\"c0\",\"n\":3}");
      assertThat(publisher.publishing().refused()).isEqualTo(1);
    }
  }

  @Test
  void slowTargetCostsEventsAndNotMemory() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    long[] now = {1_700_000_000_000_000L};
    try (Sink sink =
            Sink.http(
                request -> {
                  awaitQuietly(hold);
                  return Sink.Reply.OK;
                });
        OutboundPublisher publisher =
            new OutboundPublisher(
                PublishInput.read(
                    Inputs.line(url(sink.port()), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX)),
                LIMITS,
                () -> now[0])) {
      // A minute of ten events a second, while the target thinks about the first.
      for (int i = 0; i < 600; i++) {
        publisher.publish(List.of(new Event.Draft("c0", now[0], Inputs.json(""))));
        now[0] += 100_000;
      }
      Publishing during = publisher.publishing();
      assertThat(during.underWay()).isEqualTo(1);
      assertThat(during.waiting()).isLessThanOrEqualTo(51);
      assertThat(during.unpublished()).isEqualTo(599 - during.waiting());
      hold.countDown();
      awaitEnd(publisher);

      Publishing after = publisher.publishing();
      assertThat(after.accepted() + after.unpublished()).isEqualTo(600);
      assertThat(after.lateMaxMs()).isBetween(4_500.0, 5_200.0);
      // What was left out used up no number.
      assertThat(sink.bodies())
          .hasSize((int) after.accepted())
          .last()
          .isEqualTo("{\"c\":\"c0\",\"n\":" + after.accepted() + "}");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tooManyEventsAtOnceAreLeftOutBeyondABound() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OutboundPublisher publisher =
            publisher(
                Inputs.line(
                    url(silent.getLocalPort()), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX))) {
      Event.Draft draft = event("c0", "");
      publisher.publish(Collections.nCopies(100_500, draft));

      assertThat(publisher.publishing().waiting()).isEqualTo(99_999);
      assertThat(publisher.publishing().unpublished()).isEqualTo(500);
    }
  }

  @Test
  void nothingListensThere() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (OutboundPublisher publisher =
        publisher(Inputs.line(url(port), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX))) {
      for (int i = 0; i < 5; i++) {
        publisher.publish(List.of(event("c0", "")));
      }
      awaitEnd(publisher);

      assertThat(publisher.publishing().failed()).isEqualTo(5);
      assertThat(publisher.publishing().neverAccepted()).isTrue();
      assertThat(publisher.publishing().lastFailure())
          .isEqualTo("nothing accepts connections there: is the target running?");
    }
  }

  @Test
  void answerThatNeverEndsIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Sink sink =
            Sink.http(
                request -> {
                  awaitQuietly(never);
                  return Sink.Reply.OK;
                });
        OutboundPublisher publisher =
            new OutboundPublisher(
                PublishInput.read(
                    Inputs.line(url(sink.port()), List.of("c0"), Inputs.SEQ_BODY, Inputs.ANY_2XX)),
                new Limits(0, Duration.ofMillis(50), 5_000_000, 8),
                MicroClock.SYSTEM)) {
      publisher.publish(List.of(event("c0", "")));
      awaitEnd(publisher);

      assertThat(publisher.publishing().lastFailure()).isEqualTo("no answer within 50ms");
      never.countDown();
    }
  }

  @Test
  void tlsWithATrustStoreAndWithoutOne(@TempDir Path folder) throws Exception {
    TestCertificate certificate = new TestCertificate(folder);
    try (Sink sink = Sink.https(certificate.server())) {
      String target = "https://127.0.0.1:" + sink.port();
      for (String trust : List.of(certificate.pem().toString(), certificate.store().toString())) {
        assertThat(publishOne(target, "{'trustAll':false,'trustStore':'" + trust + "'}"))
            .extracting(Publishing::accepted)
            .isEqualTo(1L);
      }
      // The certificate is for 127.0.0.1; whoever trusts all does not look at the name.
      String other = "https://localhost:" + sink.port();
      assertThat(publishOne(other, "{'trustAll':true,'trustStore':''}").accepted()).isEqualTo(1);
      assertThat(
              publishOne(other, "{'trustAll':false,'trustStore':'" + certificate.pem() + "'}")
                  .lastFailure())
          .startsWith("no TLS connection (");
      assertThat(publishOne(target, "{'trustAll':false,'trustStore':''}").lastFailure())
          .startsWith("no TLS connection (")
          .contains("tls.trust-store");
    }
    assertThatThrownBy(
            () -> publishOne("https://h", "{'trustAll':false,'trustStore':'/nowhere.pem'}"))
        .hasMessageContaining("/nowhere.pem")
        .hasMessageContaining("name a PEM or PKCS12 file");
  }

  private static Publishing publishOne(String target, String tls) throws Exception {
    String line =
        Inputs.line(target, List.of("c0"), "POST", "[]", Inputs.SEQ_BODY, Inputs.ANY_2XX, tls);
    try (OutboundPublisher publisher = publisher(line)) {
      publisher.publish(List.of(event("c0", "")));
      awaitEnd(publisher);
      return publisher.publishing();
    }
  }

  /** Answers as told, and closes the connection after each answer without saying so. */
  private static final class Closing implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final boolean answers;

    Closing(boolean answers) throws IOException {
      this.answers = answers;
      Thread thread = new Thread(this::run);
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          bodies.add(body(client.getInputStream()));
          if (answers) {
            client
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
          }
        } catch (IOException e) {
          // The test has ended, or the client did.
        }
      }
    }

    private static String body(InputStream in) throws IOException {
      StringBuilder all = new StringBuilder();
      int read;
      while ((read = in.read()) >= 0) {
        all.append((char) read);
        if (all.charAt(all.length() - 1) == '}') {
          return all.substring(all.indexOf("\r\n\r\n") + 4);
        }
      }
      throw new IOException("no request");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void connectionThatIsClosedBetweenEventsCostsNoneTwice() throws Exception {
    try (Closing target = new Closing(true);
        OutboundPublisher publisher =
            publisher(
                Inputs.line(
                    url(target.socket.getLocalPort()),
                    List.of("c0"),
                    Inputs.SEQ_BODY,
                    Inputs.ANY_2XX))) {
      for (int i = 0; i < 20; i++) {
        publisher.publish(List.of(event("c0", "")));
        awaitEnd(publisher);
      }

      Publishing counts = publisher.publishing();
      // Whether the close is seen in time is a matter of luck; an event is never there twice.
      assertThat(counts.accepted() + counts.failed()).isEqualTo(20);
      assertThat(target.bodies).hasSize(new HashSet<>(target.bodies).size());
      assertThat(target.bodies.size()).isGreaterThanOrEqualTo((int) counts.accepted());
    }
  }

  @Test
  void eventThatMayHaveArrivedIsNotSentAgain() throws Exception {
    try (Closing target = new Closing(false);
        OutboundPublisher publisher =
            publisher(
                Inputs.line(
                    url(target.socket.getLocalPort()),
                    List.of("c0"),
                    Inputs.SEQ_BODY,
                    Inputs.ANY_2XX))) {
      publisher.publish(List.of(event("c0", "")));
      publisher.publish(List.of(event("c0", "")));
      awaitEnd(publisher);

      assertThat(publisher.publishing().failed()).isEqualTo(2);
      assertThat(target.bodies).containsExactly("{\"c\":\"c0\",\"n\":1}", "{\"c\":\"c0\",\"n\":2}");
      assertThat(publisher.publishing().lastFailure())
          .isEqualTo("the connection ended before a whole answer came");
    }
  }
}
