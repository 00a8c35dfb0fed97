package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
  void closingWhileClientsConnectIsNoErrorInTheLog() throws Exception {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Handler listening = handler(logged);
    Logger log = Logger.getLogger("org.xnio.listener");
    log.addHandler(listening);
    try {
      for (int round = 0; round < 20; round++) {
        start(options());
        int port = server.port();
        ExecutorService threads = Executors.newCachedThreadPool();
        for (int i = 0; i < 4; i++) {
          threads.submit(() -> connectUntilRefused(port));
        }
        Waiting.until("connections", () -> server.stats().connectionsOpened() > 100);
        server.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      log.removeHandler(listening);
    }
    assertThat(logged).isEmpty();
  }

  private static Void connectUntilRefused(int port) throws IOException {
    while (true) {
      try (RawClient client = new RawClient(port)) {
        client.sendGet("/poll").reset();
      } catch (ConnectException e) {
        return null;
      } catch (SocketException e) {
        // The server was faster.
      }
    }
  }

  private static Handler handler(Queue<String> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        logged.add(entry.getLevel() + " " + entry.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    start(options());
    server.close();
    server.close();
    assertThat(server.stats().connections()).isZero();
  }
}
