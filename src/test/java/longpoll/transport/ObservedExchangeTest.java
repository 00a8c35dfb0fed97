package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import longpoll.settings.Settings;
import longpoll.transport.ExchangePlan.Leaving;
import longpoll.transport.ExchangePlan.Version;
import longpoll.transport.ObservedExchange.ConnectionEnd;
import longpoll.transport.ObservedExchange.Framing;
import longpoll.transport.ObservedExchange.Read;
import longpoll.transport.ObservedExchange.Surplus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ObservedExchangeTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ExchangePlan POLL = ExchangePlan.of(PollRequest.PLAIN, LIMIT);
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

  private static final Settings.Tls JDK_TRUST = new Settings.Tls(false, "");
  private static final Settings.Body BOUNDS = new Settings.Body(1_000_000, 0.25);

  private static ExchangeObserver observer(URI target) {
    return new ExchangeObserver(target, JDK_TRUST, BOUNDS);
  }

  /** One that lets the server know of its reads, since each of them is stamped. */
  private static ExchangeObserver observer(RawServer server) {
    StampClock telling =
        new StampClock() {
          @Override
          public long nanoTime() {
            server.clientReads.release();
            return SYSTEM.nanoTime();
          }

          @Override
          public long epochMicros() {
            return SYSTEM.epochMicros();
          }
        };
    PollTemplate template = PollTemplate.get(server.poll(), List.of());
    return new ExchangeObserver(server.poll(), template, JDK_TRUST, BOUNDS, telling);
  }

  private static ObservedExchange observe(RawServer server, ExchangePlan plan) throws Exception {
    try (ExchangeObserver observer = observer(server)) {
      return of(observer.client(true).send(plan));
    }
  }

  private static ObservedExchange of(CompletableFuture<ObservedExchange> exchange)
      throws Exception {
    return exchange.get(30, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerIsNotedFromConnectToEnd() throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 200 Fine\r\nX: y\r\nContent-Length: 5\r\n\r\nhello")) {
      ObservedExchange seen = observe(server, POLL);

      assertThat(seen.head().version()).isEqualTo("HTTP/1.1");
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.head().reason()).isEqualTo("Fine");
      assertThat(seen.header("x")).isEqualTo("y");
      assertThat(seen.body()).asString().isEqualTo("hello");
      assertThat(seen.framing()).isEqualTo(Framing.CONTENT_LENGTH);
      assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.STANDS);
      assertThat(seen.failure()).isNull();
      assertThat(seen.surplus()).isNull();
      assertThat(seen.reads()).extracting(Read::bytes).containsExactly(51);
      assertThat(seen.startMicros()).isLessThanOrEqualTo(seen.connectedMicros());
      assertThat(seen.connectedMicros()).isLessThanOrEqualTo(seen.sentMicros());
      assertThat(seen.sentMicros()).isLessThanOrEqualTo(seen.head().micros());
      assertThat(seen.head().micros()).isLessThanOrEqualTo(seen.endMicros());
      assertThat(seen.happenings().get(1).text()).startsWith("sent GET in HTTP/1.1 (");
      assertThat(seen.happenings().get(2).text()).isEqualTo("HTTP/1.1 200 Fine, content-length: 5");
    }
  }

  @Test
  void piecesOfAChunkedBodyAreTold() throws Exception {
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              client.send("HTTP/1.1 100 Continue\r\n\r\n");
              client.sendApart(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                  "2\r\nde\r\n0\r\n\r\n");
              client.seesEnd();
            })) {
      ObservedExchange seen = observe(server, POLL);

      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.framing()).isEqualTo(Framing.CHUNKED);
      assertThat(seen.pieces()).extracting(Read::bytes).containsExactly(3, 2);
      assertThat(seen.pieces().get(1).micros()).isGreaterThan(seen.pieces().get(0).micros());
      assertThat(seen.body()).asString().isEqualTo("abcde");
      assertThat(seen.happenings()).anyMatch(h -> h.text().equals("interim answer 100"));
    }
  }

  @Test
  void bytesThatComeLongAfterA204AreSeenAndMadePrintable() throws Exception {
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              client.sendApart("HTTP/1.0 204 No Content\r\n\r\n", "Event\u001b[31m occurred");
            })) {
      ObservedExchange seen = observe(server, POLL.listeningUntil(LIMIT));

      assertThat(seen.status()).isEqualTo(204);
      assertThat(seen.framing()).isEqualTo(Framing.NO_BODY);
      assertThat(seen.surplus().bytes()).isEqualTo(19);
      assertThat(seen.surplus().excerpt()).isEqualTo("Event\ufffd[31m occurred");
      assertThat(seen.surplus().micros()).isGreaterThan(seen.endMicros());
      assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.CLOSED);
      assertThat(seen.connectionEndMicros()).isGreaterThanOrEqualTo(seen.surplus().micros());
      assertThat(seen.failure()).isNull();
    }
  }

  @Test
  void bytesInTheSamePacketAsA204AreSeen() throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi")) {
      Surplus surplus = observe(server, POLL).surplus();

      assertThat(surplus.bytes()).isEqualTo(2);
      assertThat(surplus.excerpt()).isEqualTo("hi");
    }
  }

  @Test
  void aBodyCanEndWithItsConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              client.send("HTTP/1.0 200 OK\r\n\r\nhello");
            })) {
      ObservedExchange seen = observe(server, POLL);

      assertThat(seen.framing()).isEqualTo(Framing.CLOSE);
      assertThat(seen.body()).asString().isEqualTo("hello");
      assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.CLOSED);
      assertThat(seen.failure()).isNull();
    }
  }

  @Test
  void aKeptConnectionServesTheNextRequestWithItsCookies() throws Exception {
    try (RawServer server =
            RawServer.answering("HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\n\r\n");
        ExchangeObserver observer = observer(server.poll())) {
      ObservedClient client = observer.client(true);
      ObservedExchange first = of(client.send(POLL.keepingTheConnection()));
      ObservedExchange second = of(client.send(POLL));
      ObservedExchange third = of(client.send(POLL));

      assertThat(first.reused()).isFalse();
      assertThat(second.reused()).isTrue();
      assertThat(second.connectedMicros()).isNull();
      assertThat(second.sentBytes()).isEqualTo(first.sentBytes() + "Cookie: a=1\r\n".length());
      assertThat(third.reused()).isFalse();
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void aConnectionWithUnaskedBytesIsNotUsedAgain() throws Exception {
    try (RawServer server = RawServer.answering(EMPTY + "oops");
        ExchangeObserver observer = observer(server.poll())) {
      ObservedClient client = observer.client(true);
      of(client.send(POLL.keepingTheConnection()));

      assertThat(of(client.send(POLL)).reused()).isFalse();
    }
  }

  @Test
  void versionAndHeadersAreAsPlanned() throws Exception {
    try (RawServer server =
        new RawServer(
            (client, number) ->
                client.send(RawServer.ok(client.readPoll().replace("\r\n", "|"))))) {
      PollRequest request =
          new PollRequest(null, "PUT", null, "a=b", Map.of("accept", "text/plain"), null);
      ObservedExchange seen =
          observe(
              server,
              ExchangePlan.of(request, LIMIT)
                  .in(Version.HTTP_1_0)
                  .withHeader("Connection", "keep-alive"));

      assertThat(seen.body())
          .asString()
          .startsWith("PUT /poll?a=b HTTP/1.0|Host: 127.0.0.1:")
          .contains("|accept: text/plain|Connection: keep-alive|")
          .doesNotContain("application/json");
    }
  }

  @Test
  void aClientCanLeaveInTheMiddleOfAHold() throws Exception {
    for (Leaving leaving : Leaving.values()) {
      CompletableFuture<Boolean> sawEnd = new CompletableFuture<>();
      try (RawServer server =
          new RawServer(
              (client, number) -> {
                client.readPoll();
                try {
                  sawEnd.complete(client.seesEnd());
                } catch (java.net.SocketException e) {
                  sawEnd.complete(false);
                }
              })) {
        ObservedExchange seen = observe(server, POLL.leaving(leaving, Duration.ofMillis(50)));

        assertThat(sawEnd.get(20, TimeUnit.SECONDS)).isEqualTo(leaving == Leaving.CLOSE);
        assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.LEFT);
        assertThat(seen.answered()).isFalse();
        assertThat(seen.failure()).isNull();
      }
    }
  }

  @Test
  void endsInTheMiddleHaveTheirKinds() throws Exception {
    try (RawServer closing = new RawServer((client, number) -> client.readPoll());
        RawServer resetting =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.reset();
                });
        RawServer cutting =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
                });
        RawServer babbling =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send("hello there\r\n\r\n");
                  client.seesEnd();
                });
        RawServer silent =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.seesEnd();
                })) {
      assertThat(observe(closing, POLL).failure()).isEqualTo(FailureKind.CLOSED);
      assertThat(observe(resetting, POLL).failure()).isEqualTo(FailureKind.RESET);
      assertThat(observe(resetting, POLL).connectionEnd()).isEqualTo(ConnectionEnd.RESET);
      ObservedExchange cut = observe(cutting, POLL);
      assertThat(cut.failure()).isEqualTo(FailureKind.TRUNCATED);
      assertThat(cut.answered()).isFalse();
      assertThat(cut.bodyBytes()).isEqualTo(5);
      assertThat(observe(babbling, POLL).failure()).isEqualTo(FailureKind.MALFORMED);
      ObservedExchange none =
          observe(silent, ExchangePlan.of(PollRequest.PLAIN, Duration.ofMillis(100)));
      assertThat(none.failure()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(none.detail()).isEqualTo("no whole answer after 100 ms");
    }
  }

  @Test
  void nothingListeningIsRefused() throws Exception {
    URI gone;
    try (RawServer server = RawServer.answering(EMPTY)) {
      gone = server.poll();
    }
    try (ExchangeObserver observer = observer(gone)) {
      ObservedExchange seen = of(observer.client(true).send(POLL));

      assertThat(seen.failure()).isEqualTo(FailureKind.REFUSED);
      assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.NONE);
      assertThat(seen.sentMicros()).isNull();
    }
  }

  @Test
  void aBodyIsBounded() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.ok("x".repeat(2_000_000)))) {
      ObservedExchange seen = observe(server, POLL);

      assertThat(seen.failure()).isEqualTo(FailureKind.MALFORMED);
      assertThat(seen.detail()).contains("body.max");
      assertThat(seen.body()).isNull();
      // The rest is not even read.
      assertThat(seen.bodyBytes()).isLessThan(1_100_000);
      assertThat(seen.connectionEnd()).isEqualTo(ConnectionEnd.STANDS);
    }
  }

  @Test
  void whatTheServerRepeatsOfASecretIsMaskedBeforeItIsCut() throws Exception {
    String secret = "s3cr3t-" + "x".repeat(300);
    try (RawServer server =
            RawServer.answering(
                "HTTP/1.1 503 no "
                    + secret
                    + "\r\nRetry-After: "
                    + secret
                    + "\r\n"
                    + "Content-Length: 0\r\n\r\n"
                    + secret);
        ExchangeObserver observer = observer(server)) {
      observer.masking(text -> text.replace(secret, "***"));
      ObservedExchange seen = of(observer.client(true).send(POLL));

      assertThat(seen.happenings()).noneMatch(one -> one.text().contains("s3cr3t"));
      assertThat(seen.happenings()).anyMatch(one -> one.text().contains("retry-after: ***"));
      assertThat(seen.surplus().excerpt()).isEqualTo("***");
    }
  }

  @Test
  void aServerWithoutTrustIsNotPolled(@TempDir Path folder) throws Exception {
    TestCertificate ours = new TestCertificate(folder, "ours", "ip:127.0.0.1");
    try (RawServer server =
        new RawServer(
            ours.server(),
            (client, number) -> {
              client.readPoll();
              client.send(RawServer.ok("hello"));
              client.seesEnd();
            })) {
      assertThat(observe(server, POLL).failure()).isEqualTo(FailureKind.TLS);
      assertThat(server.polls).isEmpty();
      try (ExchangeObserver trusting =
          new ExchangeObserver(
              server.poll(), new Settings.Tls(false, ours.pem().toString()), BOUNDS)) {
        assertThat(of(trusting.client(true).send(POLL)).body()).asString().isEqualTo("hello");
      }
    }
  }
}
