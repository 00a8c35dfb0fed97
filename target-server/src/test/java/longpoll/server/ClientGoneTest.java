package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ClientGoneTest extends ServerTest {
  @Test
  void closedHalfClosedAndResetClientsAreAborted() throws Exception {
    start(options());
    for (int round = 0; round < 200; round++) {
      RawClient closing = client().sendGet("/poll");
      RawClient half = client().sendGet("/poll?channel=a,b");
      RawClient resetting = client().sendGet("/poll?cursor=1");
      awaitParked(3);
      closing.close();
      half.halfClose();
      resetting.reset();
      assertThat(half.isAtEnd()).isTrue();
      awaitParked(0);
    }
    Waiting.until("closed", () -> server.stats().connections() == 0);
    ServerStats stats = server.stats();
    assertThat(stats.aborted()).isEqualTo(600);
    server.publish("a", "1");
    assertThat(server.stats().delivered()).isZero();
    assertThat(addsUp(stats)).isTrue();
  }

  @Test
  void halfCloseAfterPipelinedBytesIsNoticedToo() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll");
    awaitParked(1);
    client.sendGet("/poll");
    client.halfClose();
    assertThat(client.isAtEnd()).isTrue();
    Waiting.until("aborted", () -> server.stats().aborted() == 1);
    assertThat(server.stats().polls()).isEqualTo(1);
  }

  @Test
  void clientThatFloodsWhileItsPollIsHeldIsNotReadWithoutBound() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll?channel=a");
    awaitParked(1);
    String request = "GET /poll?timeout=0 HTTP/1.1\r\nHost: x\r\n\r\n";
    int requests = 4_000;
    Thread flood = new Thread(() -> sendQuietly(client, request.repeat(requests)));
    flood.start();
    RawClient other = client();
    assertThat(other.get("/health").status()).isEqualTo(200);
    server.publish("a", "1");
    assertThat(client.read().status()).isEqualTo(200);
    for (int i = 0; i < requests; i++) {
      assertThat(client.read().status()).isEqualTo(204);
    }
    flood.join();
  }

  private static void sendQuietly(RawClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
