package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainTest extends ServerTest {
  @Test
  void everyHeldPollIsAnsweredAndThenThePortIsClosed() throws Exception {
    start(options());
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      clients.add(client().sendGet(i % 2 == 0 ? "/poll" : "/poll?channel=c" + i));
    }
    awaitParked(500);
    int port = server.port();
    server.close();
    for (RawClient client : clients) {
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Poll-Next")).isEqualTo("1");
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
    assertThat(server.stats().empty()).isEqualTo(500);
    assertThat(server.stats().aborted()).isZero();
  }

  @Test
  void newPollOnAnOpenConnectionIsAnsweredAtOnce() throws Exception {
    start(options());
    RawClient idle = client();
    assertThat(idle.get("/health").status()).isEqualTo(200);
    RawClient held = client().sendGet("/poll");
    awaitParked(1);
    Thread closing = new Thread(server::close);
    closing.start();
    assertThat(held.read().status()).isEqualTo(204);
    RawClient.Response response = idle.get("/poll");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("Connection")).isEqualTo("close");
    closing.join();
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    start(options());
    server.close();
    server.close();
    assertThat(server.stats().connections()).isZero();
  }
}
