package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleRequestsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void requestsGoOneAfterAnotherOverOneConnection() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.ok("hello"));
        SingleRequests requests = SingleRequests.plain(server.poll())) {
      for (int i = 0; i < 3; i++) {
        assertThat(requests.get(server.poll(), LIMIT).answer().body())
            .asString()
            .isEqualTo("hello");
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void anUnfinishedAnswerTellsItsHead() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send("HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 5\r\n\r\nhell");
                  client.seesEnd();
                });
        SingleRequests requests = SingleRequests.plain(server.poll())) {
      SingleRequests.Reply reply = requests.get(server.poll(), Duration.ofMillis(300));

      assertThat(reply.answer()).isNull();
      assertThat(reply.failure()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().get("X")).isEqualTo("y");
    }
  }

  @Test
  void aFailureTellsNothingOfTheAnswerBefore() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(RawServer.ok("hello"));
                  client.readPoll();
                });
        SingleRequests requests = SingleRequests.plain(server.poll())) {
      assertThat(requests.get(server.poll(), LIMIT).status()).isEqualTo(200);
      SingleRequests.Reply reply = requests.get(server.poll(), LIMIT);

      assertThat(reply.failure()).isEqualTo(FailureKind.CLOSED);
      assertThat(reply.status()).isZero();
      assertThat(reply.headers().entries()).isEmpty();
    }
  }

  @Test
  void cookiesAreSentBack() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(
                      "HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n");
                  client.send(
                      RawServer.ok(
                          client.readPoll().contains("\r\nCookie: a=1; b=2\r\n") ? "yes" : "no"));
                  client.seesEnd();
                });
        SingleRequests requests = SingleRequests.plain(server.poll())) {
      requests.get(server.poll(), LIMIT);

      assertThat(requests.get(server.poll(), LIMIT).answer().body()).asString().isEqualTo("yes");
    }
  }

  @Test
  void bodiesAreBounded() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.ok("x".repeat(1_001)));
        SingleRequests requests =
            new SingleRequests(
                server.poll(), TestClient.JDK_TRUST, new Settings.Body(1_000, 0.25))) {
      SingleRequests.Reply reply = requests.get(server.poll(), LIMIT);

      assertThat(reply.failure()).isEqualTo(FailureKind.MALFORMED);
      assertThat(reply.detail()).contains("(body.max)");
    }
  }

  @Test
  void oneWhoIsInterruptedKeepsNoOtherWaiting() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (number == 1) {
                    held.countDown();
                    client.readPoll();
                  }
                  client.send(RawServer.ok("hello"));
                  client.readPoll();
                });
        SingleRequests requests = SingleRequests.plain(server.poll())) {
      Future<?> interrupted =
          thread.submit(
              () ->
                  assertThatThrownBy(() -> requests.get(server.poll(), LIMIT))
                      .isInstanceOf(InterruptedException.class));
      assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
      thread.shutdownNow();

      assertThat(requests.get(server.poll(), LIMIT).answer().body()).asString().isEqualTo("hello");
      interrupted.get(20, TimeUnit.SECONDS);
    }
  }
}
