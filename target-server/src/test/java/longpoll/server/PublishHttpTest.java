package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.server.schedule.ScheduleKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishHttpTest extends ServerTest {
  @Test
  void publishedEventGetsItsNumbersAndKeepsItsData() throws Exception {
    start(options());
    RawClient client = client();
    client.publish("{\"data\":1}");
    RawClient.Response response =
        client.publish("{\"channel\":\"a\",\"plannedAt\":5,\"data\":{\"x\":[1e400,null,\"\\n\"]}}");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body()).isEqualTo("{\"id\":2,\"seq\":1}");
    JsonNode event = json(client.get("/poll?cursor=2").body()).at("/events/0");
    assertThat(event.get("plannedAt").asLong()).isEqualTo(5);
    assertThat(event.get("data").toString()).isEqualTo("{\"x\":[1E+400,null,\"\\n\"]}");
    assertThat(server.stats().channels()).containsExactly("default", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|body",
        "[]|body",
        "{\"data\":1|body",
        "{\"data\":1} x|body",
        "{}|data",
        "{\"data\":1,\"channel\":5}|channel",
        "{\"data\":1,\"channel\":\"a b\"}|channel",
        "{\"data\":1,\"channel\":\"\"}|channel",
        "{\"data\":1,\"plannedAt\":1.5}|plannedAt",
        "{\"data\":1,\"plannedAt\":\"now\"}|plannedAt",
        "{\"data\":1,\"plannedAt\":99999999999999999999}|plannedAt",
      })
  void malformedBodyIsAProblemThatNamesTheMember(String body, String member) throws Exception {
    start(options());
    RawClient client = client();
    RawClient.Response response = client.publish(body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response.body()).get("parameter").asText()).isEqualTo(member);
    assertThat(server.stats().published()).isZero();
    assertThat(client.get("/health").status()).isEqualTo(200);
  }

  @Test
  void deeplyNestedBodyIsRefused() throws Exception {
    start(options());
    RawClient.Response response =
        client().publish("{\"data\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}");
    assertThat(response.status()).isEqualTo(400);
  }

  @Test
  void bodyBeyondTheLimitIsRefusedWithAndWithoutItsLength() throws Exception {
    start(options().maxBody(100));
    String body = "{\"data\":\"" + "x".repeat(200) + "\"}";
    assertThat(client().publish(body).status()).isEqualTo(413);
    RawClient chunked = client();
    chunked.send(
        "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(body.length())
            + "\r\n"
            + body
            + "\r\n0\r\n\r\n");
    RawClient.Response response = chunked.read();
    assertThat(response.status()).isEqualTo(413);
    assertThat(json(response.body()).get("detail").asText()).contains("100");
    assertThat(server.stats().published()).isZero();
  }

  @Test
  void tokenIsRequiredWhenOneIsSet() throws Exception {
    start(options().publishToken("secret"));
    RawClient client = client();
    RawClient.Response without = client.publish("{\"data\":1}");
    assertThat(without.status()).isEqualTo(401);
    assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(client.post("/publish", "Authorization: Bearer wrong\r\n", "{\"data\":1}").status())
        .isEqualTo(401);
    assertThat(client.post("/publish", "Authorization: Bearer secret\r\n", "{\"data\":1}").status())
        .isEqualTo(201);
  }

  @Test
  void aTokenLetsOthersPublish() throws Exception {
    start(options().publishToken("secret"));
    RawClient.Response response =
        client()
            .send(
                "POST /publish HTTP/1.1\r\nHost: events.example\r\nOrigin: https://app.example\r\n"
                    + "Authorization: Bearer secret\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 10\r\n\r\n{\"data\":1}")
            .read();
    assertThat(response.status()).isEqualTo(201);
  }

  private RawClient.Response publishAs(String headers) throws Exception {
    return client()
        .send(
            "POST /publish HTTP/1.1\r\n"
                + headers.replace("|", "\r\n")
                + "\r\nContent-Length: 10\r\n\r\n{\"data\":1}")
        .read();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "Host: LOCALHOST:8000",
        "Host: localhost.",
        "Host: app.localhost:1",
        "Host: 127.0.0.1:8000",
        "Host: 127.8.9.10",
        "Host: [::1]:8000",
        "Host: [0:0:0:0:0:0:0:1]",
        "Host: localhost|Origin: http://localhost:3000",
        "Host: localhost|Origin: https://127.0.0.1",
        "Host: localhost|Origin: http://[::1]:8000",
        "Host: localhost|Origin: http://[::ffff:127.0.0.1]",
      })
  void programsAndPagesOfThisMachineMayPublish(String headers) throws Exception {
    start(options());
    assertThat(publishAs(headers + "|Content-Type: application/json").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:8000",
        "Host: localhost.evil.example",
        "Host: notlocalhost",
        "Host: 127.0.0.1.evil.example",
        "Host: 192.0.2.7",
        "Host: 999.0.0.1",
        "Host: [2001:db8::1]",
        "Host: 0.0.0.0",
        "Host: localhost|Origin: https://evil.example",
        "Host: localhost|Origin: http://localhost.evil.example",
        "Host: localhost|Origin: http://localhost@evil.example",
        "Host: localhost|Origin: http://evil.example/localhost",
        "Host: localhost|Origin: null",
        "Host: localhost|Origin: file://",
        "Host: localhost|Origin: chrome-extension://localhost",
        "Host: localhost|Origin: http://localhost|Origin: https://evil.example",
        "Host: localhost|Origin:",
      })
  void pagesFromElsewhereMayNotPublish(String headers) throws Exception {
    start(options());
    RawClient.Response response = publishAs(headers + "|Content-Type: application/json");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(response.body()).get("detail").asText())
        .contains(headers.contains("Origin") ? "Origin must be" : "Host must be")
        .contains("--publish-token");
    assertThat(server.stats().published()).isZero();
  }

  @Test
  void theAddressThatTheServerListensOnIsItsOwn() throws Exception {
    start(options().host("0.0.0.0"));
    assertThat(publishAs("Host: 0.0.0.0|Content-Type: application/json").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "Application/JSON ;charset=\"UTF-8\"",
        "application/json;"
      })
  void jsonMayHaveParameters(String type) throws Exception {
    start(options());
    assertThat(publishAs("Host: localhost|Content-Type: " + type).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "Host: localhost|Content-Type: text/plain",
        "Host: localhost|Content-Type: application/x-www-form-urlencoded",
        "Host: localhost|Content-Type: multipart/form-data; boundary=x",
        "Host: localhost|Content-Type: text/plain; application/json",
        "Host: localhost|Content-Type: application/jsonp",
        "Host: localhost|Content-Type: application/json|Content-Type: text/plain",
      })
  void whatAPageMaySendWithoutAskingIsNotPublished(String headers) throws Exception {
    start(options());
    RawClient.Response response = publishAs(headers);
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header("Accept")).isEqualTo("application/json");
    assertThat(json(response.body()).get("detail").asText())
        .contains("send the header Content-Type: application/json");
    assertThat(server.stats().published()).isZero();
  }

  @Test
  void aPageThatAsksFirstIsNotGrantedAnything() throws Exception {
    start(options());
    RawClient.Response response =
        client()
            .send(
                "OPTIONS /publish HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                    + "Access-Control-Request-Method: POST\r\n"
                    + "Access-Control-Request-Headers: content-type\r\n\r\n")
            .read();
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo("POST");
    assertThat(response.headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void planTimeAndStatsAreTold() throws Exception {
    start(options().schedule(ScheduleKind.POISSON).channels(2));
    RawClient client = client();
    JsonNode stats = json(client.get("/stats").body());
    long origin = stats.get("origin").asLong();
    assertThat(stats.get("channels").toString()).isEqualTo("[\"c0\",\"c1\"]");
    assertThat(json(client.get("/time").body()).get("now").asLong()).isGreaterThan(origin);
    long to = origin + 3_600_000_000L;
    JsonNode all = json(client.get("/plan?from=" + origin + "&to=" + to).body());
    JsonNode one = json(client.get("/plan?from=" + origin + "&to=" + to + "&channel=c0").body());
    assertThat(all.get("channel").isNull()).isTrue();
    assertThat(one.get("channel").asText()).isEqualTo("c0");
    assertThat(all.get("planned").size()).isGreaterThan(one.get("planned").size());
    assertThat(client.get("/plan?from=0").status()).isEqualTo(400);
    assertThat(client.get("/plan?from=5&to=4").status()).isEqualTo(400);
    RawClient.Response huge = client.get("/plan?from=0&to=9223372036854775807");
    assertThat(huge.status()).isEqualTo(400);
    assertThat(json(huge.body()).get("detail").asText()).contains("1000000 instants");
  }

  @Test
  void eventsFollowThePlan() throws Exception {
    start(options().schedule(ScheduleKind.FIXED).every(Duration.ofMillis(20)).channels(4));
    RawClient client = client();
    long origin = server.stats().origin();
    String next = "1";
    List<Long> planned = new ArrayList<>();
    while (planned.size() < 40) {
      JsonNode body = json(client.get("/poll?cursor=" + next).body());
      body.get("events").forEach(event -> planned.add(event.get("plannedAt").asLong()));
      next = body.get("next").asText();
    }
    JsonNode plan =
        json(client.get("/plan?from=" + origin + "&to=" + (planned.get(39) + 1)).body());
    for (int i = 0; i < 40; i++) {
      assertThat(planned.get(i)).isEqualTo(plan.get("planned").get(i).asLong());
    }
  }
}
