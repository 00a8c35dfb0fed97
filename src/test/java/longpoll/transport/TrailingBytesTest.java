package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that come after an answer was over are told, and never taken for the next answer. */
@Timeout(60)
class TrailingBytesTest {
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {EMPTY, "HTTP/1.0 204 No Content\r\n\r\n"})
  void inTheSameReadAsTheAnswer(String answer) throws Exception {
    try (RawServer server = sending(answer + "Event occurred");
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
      assertThat(told(client)).isEqualTo("204: Event occurred");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.trailing).isEmpty();
    }
  }

  @Test
  void betweenTwoPolls() throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(number == 1 ? EMPTY : RawServer.ok("hello"));
                  idle.await();
                  client.send(number == 1 ? "late" : "");
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
      idle.countDown();
      assertThat(told(client)).isEqualTo("204: late");
      assertThat(client.poll().body()).isEqualTo("hello");
    }
  }

  /** As the article's server does it. */
  @Test
  void afterTheLastAnswerOfAConnectionWhileTheNextPollIsHeld() throws Exception {
    CountDownLatch polledAgain = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (number == 1) {
                    client.send("HTTP/1.0 204 No Content\r\n\r\n");
                    polledAgain.await();
                    client.send("Event occurred");
                  } else {
                    polledAgain.countDown();
                    written.await();
                    client.send(RawServer.ok("hello"));
                  }
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
      client.send();
      assertThat(told(client)).isEqualTo("204: Event occurred");
      written.countDown();
      assertThat(client.end().body()).isEqualTo("hello");
    }
  }

  @Test
  void emptyLinesMeanNothing() throws Exception {
    try (RawServer server = sending(EMPTY + "\r\n\n");
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.trailing).isEmpty();
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void theirBeginningIsShownAndCannotBeMoreThanALine() throws Exception {
    try (RawServer server = sending(EMPTY + "a\n\u001b[2Jb" + "x".repeat(10_000));
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
      assertThat(told(client))
          .startsWith("204: a")
          .doesNotContain("\n", "\u001b")
          .hasSizeLessThan(120);
    }
  }

  private static RawServer sending(String first) throws Exception {
    return new RawServer(
        (client, number) -> {
          boolean sent = number > 1;
          while (client.readPoll() != null) {
            client.send(sent ? RawServer.ok("hello") : first);
            sent = true;
          }
        });
  }

  private static String told(TestClient client) throws InterruptedException {
    return client.trailing.poll(20, TimeUnit.SECONDS);
  }
}
