package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.transport.PollListener.ConnectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why another connection is made, and who ends the one before it. */
@Timeout(60)
class ClosingConnectionTest {
  private static final String TIMED_OUT =
      "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  @Test
  void onlyTheAnswerThatAnnouncesTheCloseEndsItsConnection() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(RawServer.ok("hello"));
                  client.readPoll();
                  client.send(TIMED_OUT);
                });
        TestClient client = new TestClient(server)) {
      for (int connection = 1; connection <= 2; connection++) {
        assertThat(client.poll().status()).isEqualTo(200);
        assertThat(client.poll().status()).isEqualTo(408);
      }
      assertThat(server.connections).hasValue(2);
      assertThat(client.connects).containsExactly(ConnectCause.FIRST, ConnectCause.ANNOUNCED_CLOSE);
    }
  }

  @Test
  void aCloseThatTheServerAnnouncedIsLeftToIt() throws Exception {
    CountDownLatch polledAgain = new CountDownLatch(1);
    CompletableFuture<Boolean> endedBefore = new CompletableFuture<>();
    CompletableFuture<Boolean> endedAfter = new CompletableFuture<>();
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(number == 1 ? TIMED_OUT : RawServer.ok("hello"));
                  if (number == 1) {
                    polledAgain.await();
                    endedBefore.complete(client.hasEnded());
                    client.socket().shutdownOutput();
                    endedAfter.complete(client.seesEnd());
                  }
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(408);
      assertThat(client.poll().status()).as("without waiting for the end").isEqualTo(200);
      polledAgain.countDown();

      assertThat(endedBefore.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(endedAfter.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aConnectionThatTheServerDoesNotEndIsEndedByThisSide() throws Exception {
    CountDownLatch ended = new CountDownLatch(3);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(TIMED_OUT);
                  if (client.seesEnd()) {
                    ended.countDown();
                  }
                });
        TestClient client = new TestClient(server)) {
      for (int poll = 1; poll <= 3; poll++) {
        assertThat(client.poll().status()).isEqualTo(408);
      }
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.polls).hasSize(3);
    }
  }

  @Test
  void aConnectionThatEndedWithItsPollWasBrokenOff() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (number == 1) {
                    client.send(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n");
                  } else if (number == 2) {
                    client.send("no HTTP\r\n\r\n");
                  } else {
                    client.send(RawServer.ok("hello"));
                  }
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.TRUNCATED);
      assertThat(client.poll().how()).isEqualTo(FailureKind.MALFORMED);
      assertThat(client.poll().status()).isEqualTo(200);
      assertThat(client.connects)
          .containsExactly(ConnectCause.FIRST, ConnectCause.BROKEN_OFF, ConnectCause.BROKEN_OFF);
    }
  }

  @Test
  void whyAConnectionWasLostIsNotForgottenWhileNoneCanBeMade() throws Exception {
    int deadPort;
    try (RawServer closed = RawServer.answering(TIMED_OUT)) {
      deadPort = closed.poll().getPort();
    }
    try (RawServer server = RawServer.answering(TIMED_OUT);
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(408);
      client.route(new DirectRoute("127.0.0.1", deadPort, false, null));
      assertThat(client.poll().how()).isEqualTo(FailureKind.REFUSED);
      client.route(DirectRoute.to(server.poll(), null));
      assertThat(client.poll().status()).isEqualTo(408);
      assertThat(client.connects).containsExactly(ConnectCause.FIRST, ConnectCause.ANNOUNCED_CLOSE);
    }
  }

  @Test
  void aConnectionThatLeadsElsewhereIsClosedByThisSide() throws Exception {
    try (RawServer one = RawServer.answering(RawServer.ok("one"));
        RawServer other = RawServer.answering(RawServer.ok("other"));
        TestClient client = new TestClient(one)) {
      assertThat(client.poll().body()).isEqualTo("one");
      client.route(DirectRoute.to(other.poll(), null));
      assertThat(client.poll().body()).isEqualTo("other");
      assertThat(client.connects).containsExactly(ConnectCause.FIRST, ConnectCause.BROKEN_OFF);
    }
  }
}
