package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollHttpTest extends ServerTest {
  @Test
  void barePollGetsTheNextEvent() throws Exception {
    start(options());
    RawClient client = client().sendGet("/poll");
    awaitParked(1);
    server.publish("default", "{\"n\":1}");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    JsonNode body = json(response.body());
    assertThat(body.get("next").asLong()).isEqualTo(2);
    assertThat(body.at("/events/0/data/n").asInt()).isEqualTo(1);
    assertThat(body.at("/events/0/plannedAt")).isEqualTo(body.at("/events/0/publishedAt"));
    assertThat(response.header("Poll-Next")).isEqualTo("2");
    assertThat(response.header("Poll-Epoch")).isEqualTo(body.get("epoch").asText());
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.header("Content-Length")).isEqualTo("" + response.body().length());
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Date")).endsWith(" GMT");
    assertThat(response.header("Connection")).isNull();
  }

  @Test
  void emptyPollIsAnsweredAtTheHoldLimitWithoutABody() throws Exception {
    start(options().hold(Duration.ofMillis(150)));
    RawClient client = client();
    for (int i = 0; i < 5; i++) {
      long sent = System.nanoTime();
      RawClient.Response response = client.get("/poll?channel=a");
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(150_000_000L);
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Content-Length")).isNull();
      assertThat(response.header("Poll-Next")).isEqualTo("1");
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(server.stats().empty()).isEqualTo(5);
  }

  @Test
  void clientFollowsCursorsThroughAllEvents() throws Exception {
    start(options());
    for (int i = 1; i <= 250; i++) {
      server.publish(i % 2 == 0 ? "even" : "odd", "" + i);
    }
    RawClient client = client();
    String next = "1";
    int seen = 0;
    while (seen < 125) {
      JsonNode body = json(client.get("/poll?channel=even&limit=50&cursor=" + next).body());
      for (JsonNode event : body.get("events")) {
        assertThat(event.get("seq").asInt()).isEqualTo(++seen);
        assertThat(event.get("data").asInt()).isEqualTo(seen * 2);
      }
      next = body.get("next").asText();
    }
    assertThat(next).isEqualTo("251");
    assertThat(server.stats().eventsDelivered()).isEqualTo(125);
  }

  @ParameterizedTest
  @CsvSource({
    "cursor=0,cursor,0",
    "cursor=99999999999999999999,cursor,99999999999999999999",
    "timeout=NaN,timeout,NaN",
    "limit=0,limit,0",
    "channel=,channel,''"
  })
  void malformedValueIsAProblemThatNamesIt(String query, String parameter, String value)
      throws Exception {
    start(options());
    RawClient client = client();
    RawClient.Response response = client.get("/poll?" + query);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = json(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("parameter").asText()).isEqualTo(parameter);
    assertThat(problem.get("value").asText()).isEqualTo(value);
    assertThat(problem.get("detail").asText()).contains(problem.get("limit").asText());
    assertThat(client.get("/poll?timeout=0").status()).isEqualTo(204);
    assertThat(server.stats().malformed()).isEqualTo(1);
  }

  @Test
  void whatIsNoHttpIsRefusedAndTheConnectionClosed() throws Exception {
    start(options());
    for (String garbage :
        List.of(
            "GET /poll?cursor=%zz HTTP/1.1\r\n\r\n",
            "\0\1\2\r\n\r\n", "GET /poll HTTP/9.9\r\n\r\n")) {
      RawClient client = client().send(garbage);
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(server.stats().polls()).isZero();
  }

  @Test
  void gapNamesWhereToResume() throws Exception {
    start(options().keepEvents(2));
    for (int i = 0; i < 4; i++) {
      server.publish("default", "1");
    }
    RawClient client = client();
    RawClient.Response response = client.get("/poll?cursor=1");
    assertThat(response.status()).isEqualTo(410);
    JsonNode problem = json(response.body());
    assertThat(problem.get("oldest").asLong()).isEqualTo(3);
    assertThat(problem.get("next").asLong()).isEqualTo(5);
    String epoch = problem.get("epoch").asText();
    assertThat(client.get("/poll?cursor=3&epoch=" + epoch).status()).isEqualTo(200);
    assertThat(client.get("/poll?cursor=3&epoch=x" + epoch).status()).isEqualTo(410);
    assertThat(server.stats().gap()).isEqualTo(2);
  }

  @Test
  void pollBeyondCapacityIsRejectedAndTheConnectionStays() throws Exception {
    start(options().maxHeld(1));
    client().sendGet("/poll");
    awaitParked(1);
    RawClient client = client();
    RawClient.Response response = client.get("/poll");
    assertThat(response.status()).isEqualTo(503);
    assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(1, 3);
    assertThat(client.get("/poll?timeout=0").status()).isEqualTo(204);
    assertThat(server.stats().rejected()).isEqualTo(1);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    start(options());
    RawClient client = client();
    client.send(
        "GET /poll?timeout=0 HTTP/1.1\r\nHost: x\r\n\r\n"
            + "GET /poll?channel=a HTTP/1.1\r\nHost: x\r\n\r\n"
            + "GET /time HTTP/1.1\r\nHost: x\r\n\r\n"
            + "GET /poll?channel=b HTTP/1.1\r\nHost: x\r\n\r\nGET /hea");
    assertThat(client.read().status()).isEqualTo(204);
    awaitParked(1);
    // More bytes, cut in odd places, arrive while the poll is held.
    client.send("lth HTTP/1.1\r\nHo").send("st: x\r\n\r\nGET /poll?timeout=0 HTTP/1.1\r\n");
    server.publish("b", "0");
    server.publish("a", "1");
    assertThat(client.read().body()).contains("\"channel\":\"a\"");
    assertThat(client.read().body()).contains("\"now\"");
    awaitParked(1);
    server.publish("b", "2");
    assertThat(client.read().body()).contains("\"data\":2");
    assertThat(client.read().body()).contains("ok");
    client.send("Host: x\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(204);
  }

  @Test
  void pollsPipelinedBehindAPlanAreAnsweredInOrder() throws Exception {
    start(options().schedule(ScheduleKind.POISSON).every(Duration.ofSeconds(1)));
    RawClient client = client();
    for (int i = 0; i < 200; i++) {
      long to = System.currentTimeMillis() * 1_000 + i * 1_000_000L;
      client.send(
          "GET /plan?from=0&to="
              + to
              + " HTTP/1.1\r\nHost: x\r\n\r\nGET /poll?channel=none&timeout=0.001 HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET /plan?from=0&to=1 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read().body()).contains("\"to\":" + to);
      assertThat(client.read().status()).isEqualTo(204);
      assertThat(client.read().body()).contains("\"planned\":[]");
    }
  }

  @Test
  void aThousandPipelinedPollsAreAnsweredInOrder() throws Exception {
    start(options());
    for (int i = 0; i < 1_000; i++) {
      server.publish("default", "" + i);
    }
    StringBuilder requests = new StringBuilder();
    for (int i = 1; i <= 1_000; i++) {
      requests.append("GET /poll?limit=1&cursor=").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    RawClient client = client().send(requests.toString());
    for (int i = 2; i <= 1_001; i++) {
      assertThat(client.read().header("Poll-Next")).isEqualTo("" + i);
    }
  }

  @Test
  void oldClientsAreServed() throws Exception {
    start(options());
    RawClient closing = client().send("GET /poll?timeout=0.05 HTTP/1.0\r\n\r\n");
    RawClient.Response response = closing.read();
    assertThat(response.header("Connection")).isEqualTo("close");
    assertThat(closing.isAtEnd()).isTrue();
    RawClient staying = client();
    for (int i = 0; i < 3; i++) {
      staying.send("GET /poll?timeout=0.01 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(staying.read().header("Connection")).isEqualTo("keep-alive");
    }
    RawClient polite = client();
    polite.send("GET /poll?timeout=0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(polite.read().header("Connection")).isEqualTo("close");
    assertThat(polite.isAtEnd()).isTrue();
  }

  @Test
  void pollWithABodyIsRefused() throws Exception {
    start(options());
    RawClient client = client();
    client.send("GET /poll HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isAtEnd()).isTrue();
    Waiting.until("counted", () -> server.stats().malformed() == 1);
  }

  @Test
  void wrongMethodsAndPathsAreProblems() throws Exception {
    start(options());
    RawClient client = client();
    RawClient.Response post = client.post("/poll", "", "");
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.header("Allow")).isEqualTo("GET");
    assertThat(json(post.body()).get("status").asInt()).isEqualTo(405);
    RawClient.Response get = client.get("/publish");
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("Allow")).isEqualTo("POST");
    assertThat(client.post("/stats", "", "").header("Allow")).isEqualTo("GET, HEAD");
    RawClient.Response missing = client.get("/pol");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(server.stats().polls()).isZero();
  }

  @Test
  void headOfAPollIsNotHeldAndHeadOfStatsHasNoBody() throws Exception {
    start(options());
    RawClient client = client();
    client.send("HEAD /poll HTTP/1.1\r\nHost: x\r\n\r\n");
    List<String> lines = client.readHead();
    assertThat(lines.get(0)).contains(" 405 ");
    client.send("HEAD /stats HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.readHead().get(0)).contains(" 200 ");
    assertThat(client.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void answerLargerThanTheSocketsIsWrittenWhole() throws Exception {
    start(options().maxBody(8 << 20));
    String data = "\"" + "é".repeat(2_000_000) + "\"";
    RawClient waiting = client().sendGet("/poll");
    awaitParked(1);
    server.publish("default", data);
    RawClient late = client().sendGet("/poll?cursor=1");
    Waiting.until("both are being written", () -> server.stats().delivered() == 2);
    // A client that has half-closed still gets the whole answer.
    late.halfClose();
    for (RawClient client : List.of(waiting, late)) {
      assertThat(json(client.read().body()).at("/events/0/data").asText()).hasSize(2_000_000);
    }
    assertThat(late.isAtEnd()).isTrue();
    assertThat(waiting.get("/poll?timeout=0").status()).isEqualTo(204);
  }
}
