package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatTest extends ServerTest {
  private static final String LINE_FEED = "1\r\n\n\r\n";

  @Test
  void theHeadAndLineFeedsComeWhileThePollIsHeld() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll?heartbeat=0.1");
    assertThat(client.readHead())
        .contains("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Cache-Control: no-store")
        .noneMatch(line -> line.startsWith("Connection:"));
    for (int i = 0; i < 3; i++) {
      assertThat(client.readBody(LINE_FEED.length())).isEqualTo(LINE_FEED);
    }
    assertThat(server.state().parked()).isEqualTo(1);

    server.publish("default", "7");
    assertThat(json(chunks(client)).at("/events/0/data").asInt()).isEqualTo(7);
    assertThat(client.get("/poll?cursor=1").status()).as("over the same connection").isEqualTo(200);
    assertThat(server.stats().delivered()).isEqualTo(2);
    assertThat(server.stats().connectionsOpened()).isEqualTo(1);
  }

  @Test
  void atTheHoldLimitTheAnswerHasNoEvents() throws Exception {
    start(options().hold(Duration.ofMillis(250)));
    RawClient client = client();
    for (int i = 0; i < 2; i++) {
      client.sendGet("/poll?heartbeat=10").readHead();
      assertThat(json(chunks(client)))
          .isEqualTo(
              json("{\"epoch\":\"" + server.stats().epoch() + "\",\"next\":1,\"events\":[]}"));
    }
    assertThat(server.stats().empty()).isEqualTo(2);
  }

  @Test
  void aClientOfAnOldVersionGetsItsBodyUpToTheEndOfTheConnection() throws Exception {
    start(options());
    RawClient client = client().send("GET /poll?heartbeat=0.1 HTTP/1.0\r\n\r\n");
    assertThat(client.readHead()).contains("Connection: close").noneMatch(HeartbeatTest::chunked);
    assertThat(client.readBody(2)).isEqualTo("\n\n");
    server.publish("default", "7");
    assertThat(json(client.readToEnd()).at("/events/0/data").asInt()).isEqualTo(7);
  }

  @Test
  void anAnswerThatIsThereAtOnceIsAsWithoutHeartbeats() throws Exception {
    start(options());
    server.publish("default", "7");
    RawClient.Response response = client().get("/poll?cursor=1&heartbeat=0.1");
    assertThat(response.header("Content-Length")).isEqualTo("" + response.body().length());
  }

  @Test
  void aClientThatLeavesIsAborted() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll?heartbeat=0.1");
    client.readHead();
    client.reset();
    Waiting.until("the abort", () -> server.stats().aborted() == 1);
    assertThat(addsUp(server.stats())).isTrue();
  }

  @Test
  void aDrainEndsTheAnswerAndTheConnection() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll?heartbeat=10");
    client.readHead();
    awaitParked(1);
    server.close();
    assertThat(client.readToEnd()).contains("\"events\":[]").endsWith("\r\n0\r\n\r\n");
  }

  private static boolean chunked(String line) {
    return line.startsWith("Transfer-Encoding");
  }

  /** The rest of a chunked body. */
  private static String chunks(RawClient client) throws Exception {
    StringBuilder body = new StringBuilder();
    for (int size = size(client); size > 0; size = size(client)) {
      body.append(client.readBody(size));
      client.readBody(2);
    }
    client.readBody(2);
    return body.toString();
  }

  private static int size(RawClient client) throws Exception {
    StringBuilder size = new StringBuilder();
    while (size.indexOf("\r\n") < 0) {
      String next = client.readBody(1);
      assertThat(next).as("after " + List.of(size)).isNotEmpty();
      size.append(next);
    }
    return Integer.parseInt(size.toString().strip(), 16);
  }
}
