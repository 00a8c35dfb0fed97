package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;

/** Clients that do not read what they asked for, and those beside them. */
class AnswerMemoryTest extends ServerTest {
  /** More than what two sockets take in, so that the rest of an answer stays in the server. */
  private static final int EVENT_BYTES = 4_000_000;

  private static final int EVENTS = 8;
  private static final long MOST = 64L << 20;

  private void startWithLargeEvents() throws IOException {
    start(options().answerBytes(MOST).keepBytes(40 << 20));
    String data = "\"" + "x".repeat(EVENT_BYTES) + "\"";
    for (int i = 0; i < EVENTS; i++) {
      server.publish("default", data);
    }
  }

  private List<RawClient> clientsThatDoNotRead(int clients) throws IOException {
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      slow.add(client().sendGet("/poll?limit=" + (1_000 + i) + "&cursor=" + (1 + i % 4)));
      int begun = i + 1;
      Waiting.until(
          "answers begun", () -> server.stats().delivered() + server.stats().rejected() == begun);
    }
    return slow;
  }

  @Test
  void slowReadersMakeAnswersShorterThenRejectedAndLoseNothing() throws Exception {
    startWithLargeEvents();
    List<RawClient> slow = clientsThatDoNotRead(20);
    ServerStats stats = server.stats();
    assertThat(stats.answerBytesMost()).isEqualTo(MOST);
    assertThat(stats.answerBytes()).isBetween(MOST / 2, MOST);
    assertThat(stats.answerBytesPeak()).isLessThanOrEqualTo(MOST);
    assertThat(stats.shortened()).isPositive();
    assertThat(stats.rejected()).isPositive();
    RawClient other = client();
    RawClient.Response rejected = other.get("/poll?cursor=1");
    assertThat(rejected.status()).isEqualTo(503);
    assertThat(Integer.parseInt(rejected.header("Retry-After"))).isBetween(1, 3);
    assertThat(json(rejected.body()).get("detail").asText()).contains("answer-bytes");
    assertThat(other.get("/health").status()).isEqualTo(200);
    assertThat(other.get("/poll?timeout=0").status()).isEqualTo(204);

    for (int i = 0; i < slow.size(); i++) {
      RawClient.Response response = slow.get(i).read();
      if (response.status() == 200) {
        JsonNode body = json(response.body());
        assertThat(body.at("/events/0/id").asInt()).isEqualTo(1 + i % 4);
        assertThat(body.get("next").asInt()).isEqualTo(1 + i % 4 + body.get("events").size());
      } else {
        assertThat(response.status()).isEqualTo(503);
      }
    }
    followEverything(other);
    assertThat(addsUp(server.stats())).isTrue();
  }

  private void followEverything(RawClient client) throws IOException {
    int next = 1;
    while (next <= EVENTS) {
      JsonNode body = json(client.get("/poll?limit=1000&cursor=" + next).body());
      for (JsonNode event : body.get("events")) {
        assertThat(event.get("id").asInt()).isEqualTo(next++);
        assertThat(event.get("data").textValue()).hasSize(EVENT_BYTES);
      }
      assertThat(body.get("next").asInt()).isEqualTo(next);
    }
  }

  @Test
  void clientsThatLeaveInTheMiddleOfTheirAnswersGiveTheMemoryBack() throws Exception {
    startWithLargeEvents();
    List<RawClient> slow = clientsThatDoNotRead(6);
    long held = server.stats().answerBytes();
    assertThat(held).isGreaterThan(MOST / 2);
    for (RawClient client : slow) {
      client.reset();
    }
    Waiting.until("closed", () -> server.stats().connections() == 0);
    Waiting.until("all are counted", () -> server.stats().aborted() == 6);
    // The next event empties the cache of answers.
    server.publish("default", "1");
    Waiting.until("nothing is held", () -> server.stats().answerBytes() == 0);
    assertThat(addsUp(server.stats())).isTrue();
  }

  @Test
  void smallAnswersInEveryFormGiveTheMemoryBack() throws Exception {
    start(options());
    server.publish("default", "1");
    RawClient staying = client();
    for (int i = 0; i < 100; i++) {
      assertThat(staying.get("/poll?cursor=1").status()).isEqualTo(200);
    }
    client().send("GET /poll?cursor=1 HTTP/1.0\r\n\r\n").read();
    client().send("GET /poll?cursor=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").read();
    for (int i = 0; i < 10; i++) {
      client().sendGet("/poll?cursor=2&limit=" + (1 + i % 3));
    }
    awaitParked(10);
    server.publish("default", "2");
    Waiting.until("delivered", () -> server.stats().delivered() == 112);
    server.publish("default", "3");
    Waiting.until("nothing is held", () -> server.stats().answerBytes() == 0);
    assertThat(server.stats().answerBytesPeak()).isPositive();
  }

  @Test
  void aPlanThatNobodyReadsIsHeldAndTheNextOneMustWait() throws Exception {
    start(
        options().schedule(ScheduleKind.FIXED).every(Duration.ofMillis(1)).answerBytes(20_000_000));
    String plan = "/plan?from=0&to=" + (server.stats().origin() + 900_000_000L);
    client().sendGet(plan);
    Waiting.until("a plan is held", () -> server.stats().answerBytes() > 10_000_000);
    RawClient.Response second = client().get(plan);
    assertThat(second.status()).isEqualTo(503);
    assertThat(second.header("Retry-After")).isEqualTo("1");
    assertThat(second.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void bodiesThatAreStillBeingSentAreHeld() throws Exception {
    start(options().answerBytes(100_000).maxBody(60_000));
    String head =
        "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 60000\r\n\r\n{\"data\":1";
    RawClient first = client().send(head);
    Waiting.until("a body is held", () -> server.stats().answerBytes() == 60_000);
    RawClient.Response second = client().send(head + " ".repeat(59_991)).read();
    assertThat(second.status()).isEqualTo(503);
    first.send(" ".repeat(59_990) + "}");
    assertThat(first.read().status()).isEqualTo(201);
    Waiting.until("nothing is held", () -> server.stats().answerBytes() == 0);
  }
}
