package longpoll.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import longpoll.server.RawClient;
import longpoll.server.Waiting;
import longpoll.server.hub.ByteBudget;
import longpoll.server.hub.Hub;
import longpoll.server.hub.Outcome;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.MicroClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which polls Undertow reads, and that all are answered alike. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KnownRequestsTest {
  private static final String POLL = "/poll?timeout=0";
  private static final String HOST = "Host: localhost\r\n";

  private final ServerOptions options = ServerOptions.builder().host("127.0.0.1").port(0).build();
  private final Counters counters = new Counters();
  private final AtomicInteger readByUndertow = new AtomicInteger();
  private HttpFront front;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    Hub hub =
        new Hub(
            options,
            "epoch",
            MicroClock.SYSTEM,
            System::nanoTime,
            new SplittableRandom(1),
            new ByteBudget(1 << 20));
    PollGateway gateway = new PollGateway(hub, counters, options.ioThreads());
    front =
        new HttpFront(
            options,
            exchange -> {
              readByUndertow.incrementAndGet();
              if (exchange.getRequestPath().equals("/poll")) {
                gateway.handleRequest(exchange);
              } else {
                Replies.json(exchange, 200, "other");
              }
            },
            1_000);
    front.start();
    client = new RawClient(front.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    front.stop();
  }

  private static String head(String target, String headers) {
    return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
  }

  private int status(String request) throws IOException {
    return client.send(request).read().status();
  }

  /** Two of them: the first is not seen, the second is learned. */
  private void learn(String headers) throws IOException {
    assertThat(status(head(POLL, headers))).isEqualTo(204);
    assertThat(status(head(POLL, headers))).isEqualTo(204);
    assertThat(readByUndertow).hasValue(2);
  }

  @Test
  void undertowReadsTheFirstTwoPollsOfAKindOfClient() throws Exception {
    learn(HOST);
    for (int i = 0; i < 10; i++) {
      assertThat(status(head(POLL + "&limit=" + (i + 1), HOST))).isEqualTo(204);
    }
    try (RawClient second = new RawClient(front.port())) {
      assertThat(second.send(head(POLL, HOST)).read().status()).isEqualTo(204);
      assertThat(second.send(head(POLL, HOST)).read().status()).isEqualTo(204);
    }
    assertThat(readByUndertow).hasValue(3);
    assertThat(counters.polls()).isEqualTo(14);
    assertThat(counters.count(Outcome.EMPTY)).isEqualTo(14);
  }

  @Test
  void theQueryOfEachPollCounts() throws Exception {
    learn(HOST);
    assertThat(status(head("/poll?timeout=0&cursor=1", HOST))).isEqualTo(204);
    assertThat(status(head("/poll?timeout=0&cursor=5", HOST))).isEqualTo(410);
    assertThat(status(head("/poll?timeout=0&cursor=1", HOST))).isEqualTo(204);
    assertThat(readByUndertow).hasValue(2);
  }

  @Test
  void kindsOfClientsAreToldApart() throws Exception {
    String other = HOST + "User-Agent: other\r\n";
    learn(HOST);
    for (int i = 0; i < 5; i++) {
      assertThat(status(head(POLL, other))).isEqualTo(204);
      assertThat(status(head(POLL, HOST))).isEqualTo(204);
    }
    assertThat(readByUndertow).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/poll?timeout=%30",
        "/poll?timeout=0&channel=a;b",
        "/other",
        "/pollster?timeout=0",
        "/poll?timeout=x"
      })
  void whatIsNoSimplePollIsReadByUndertow(String target) throws Exception {
    learn(HOST);
    client.send(head(target, HOST)).read();
    assertThat(readByUndertow).hasValue(3);
    assertThat(status(head(POLL, HOST))).isEqualTo(204);
  }

  @Test
  void tooManyParametersAreRefusedAsEver() throws Exception {
    learn(HOST);
    client.send(head(POLL + "&a=1".repeat(900), HOST)).read();
    assertThat(readByUndertow).hasValue(3);
  }

  @Test
  void aRequestInTwoPiecesIsOne() throws Exception {
    learn(HOST);
    String request = head(POLL, HOST);
    client.send(request.substring(0, 20));
    // The first piece has been read when another connection is served after it.
    try (RawClient second = new RawClient(front.port())) {
      second.send(head("/other", HOST)).read();
    }
    assertThat(status(request.substring(20))).isEqualTo(204);
    assertThat(status(request)).isEqualTo(204);
    assertThat(counters.polls()).isEqualTo(4);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    learn(HOST);
    client.send(head(POLL, HOST) + head("/other", HOST) + head(POLL, HOST));
    assertThat(client.read().status()).isEqualTo(204);
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.read().status()).isEqualTo(204);
    assertThat(status(head(POLL, HOST))).isEqualTo(204);
  }

  @Test
  void requestsInOneBlockAreNotLearnedAsOne() throws Exception {
    assertThat(status(head(POLL, HOST))).isEqualTo(204);
    for (int i = 0; i < 3; i++) {
      client.send(head(POLL, HOST) + head("/other", HOST));
      assertThat(client.read().status()).isEqualTo(204);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(status(head(POLL, HOST))).isEqualTo(204);
    }
  }

  @Test
  void aPollWithABodyIsRefusedEachTime() throws Exception {
    learn(HOST);
    for (int i = 0; i < 3; i++) {
      try (RawClient second = new RawClient(front.port())) {
        assertThat(second.send(head(POLL, HOST)).read().status()).isEqualTo(204);
        assertThat(second.send(head(POLL, HOST + "Content-Length: 1\r\n")).read().status())
            .isEqualTo(400);
      }
    }
  }

  @Test
  void aClientThatAsksForItIsClosedEachTime() throws Exception {
    String closing = HOST + "Connection: close\r\n";
    for (int i = 0; i < 3; i++) {
      try (RawClient second = new RawClient(front.port())) {
        assertThat(second.send(head(POLL, HOST)).read().status()).isEqualTo(204);
        assertThat(second.send(head(POLL, closing)).read().header("Connection")).isEqualTo("close");
        assertThat(second.isAtEnd()).isTrue();
      }
    }
  }

  @Test
  void aClientThatLeavesBetweenTwoPollsIsNoAbort() throws Exception {
    learn(HOST);
    client.close();
    Waiting.until("closed", () -> front.connectionsOpen() == 0);
    assertThat(counters.count(Outcome.ABORTED)).isZero();
  }
}
