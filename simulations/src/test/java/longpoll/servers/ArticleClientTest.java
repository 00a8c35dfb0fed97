package longpoll.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import longpoll.client.PollCycle;
import longpoll.client.PollPolicy;
import longpoll.client.Step;
import longpoll.dialect.Dialects;
import longpoll.dialect.StreamPosition;
import longpoll.server.PollServer;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The article's client, in Python, at our servers and beside {@code rearm=article}. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ArticleClientTest {
  private static final int EVENT = 0;
  private static final int ERROR = 1;
  private static final int NO_EVENT = 3;

  private static final long MILLI = 1_000_000;

  @Test
  void theClientGetsItsEventFromTheBundledServer() throws IOException {
    ServerOptions options =
        ServerOptions.builder().port(0).every(Duration.ofMillis(200)).payload(5).build();
    try (PollServer server = PollServer.start(options)) {
      Python.Result result = Python.run("client.py", "", poll(server));

      assertThat(result.exitCode()).as(result.errors()).isEqualTo(EVENT);
      JsonNode event = new ObjectMapper().readTree(result.out()).at("/events/0");
      assertThat(event.at("/data").asText()).isEqualTo("xxxxx");
      assertThat(event.at("/channel").asText()).isEqualTo("default");
    }
  }

  /** Seconds: the server's hold, the client's timeout, and how many polls that takes. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.5, 1", "1, 0.5, 1", "0.2, 0.6, 2", "0, 0.5, 2"})
  void withoutAnEventTheClientGivesUpOnceItsTimeoutHasPassed(
      double hold, double timeout, long polls) throws IOException {
    ServerOptions options =
        ServerOptions.builder()
            .port(0)
            .hold(Duration.ofMillis((long) (hold * 1_000)))
            .schedule(ScheduleKind.NONE)
            .build();
    try (PollServer server = PollServer.start(options)) {
      Python.Result result = Python.run("client.py", "", poll(server), timeout);

      assertThat(result).isEqualTo(new Python.Result(NO_EVENT, "", ""));
      assertThat(server.stats().empty()).isEqualTo(polls);
      assertThat(server.stats().polls()).isEqualTo(polls);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "503, '', answered 503",
    "404, '', answered 404",
    "202, '', answered 202",
    "200, not JSON, no event: Expecting value",
  })
  void anythingElseIsAnError(int status, String body, String words) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/poll";
      Python.Result result = Python.run("client.py", "", url, 1);

      assertThat(result.exitCode()).isEqualTo(ERROR);
      assertThat(result.out()).isEmpty();
      assertThat(result.errors()).contains(words);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whereNothingListensTheClientSaysSo() {
    Python.Result result = Python.run("client.py", "", "http://127.0.0.1:1/poll");

    assertThat(result.exitCode()).isEqualTo(ERROR);
    assertThat(result.errors()).containsIgnoringCase("refused");
  }

  /** A thousand polls each, at the same instants to the millisecond. */
  @Test
  void usersThatReArmAsTheArticlePollWhenItsClientDoes() {
    Random random = new Random(13);
    List<String> scripts =
        IntStream.range(0, 50)
            .mapToObj(
                script -> {
                  int limit = 1 + random.nextInt(10_000);
                  return limit
                      + IntStream.range(0, 20)
                          .mapToObj(answer -> " " + anyAnswer(random, limit))
                          .collect(Collectors.joining());
                })
            .toList();

    Python.Result result = Python.run("replay.py", String.join("\n", scripts));

    assertThat(result.errors()).isEmpty();
    List<String> polls = result.out().lines().toList();
    assertThat(polls).isEqualTo(scripts.stream().map(ArticleClientTest::played).toList());
    assertThat(polls).as("some slept").isNotEqualTo(withoutSleep(scripts));
  }

  private static String anyAnswer(Random random, int limit) {
    int status = random.nextInt(4) == 0 ? 200 : 204;
    return status + "@" + (random.nextInt(5) == 0 ? limit : random.nextInt(limit * 3 / 2));
  }

  /** The instants at which a user of ours polls, in milliseconds. */
  private static String played(String script) {
    return played(script, new Rearm.Article());
  }

  private static List<String> withoutSleep(List<String> scripts) {
    return scripts.stream().map(script -> played(script, new Rearm.Immediate())).toList();
  }

  private static String played(String script, Rearm rearm) {
    String[] words = script.split(" ");
    Duration limit = Duration.ofMillis(Long.parseLong(words[0]));
    Settings.Backoff backoff = new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    PollPolicy policy =
        new PollPolicy(Dialects.named("article", Map.of()), limit, limit, rearm, backoff);
    PollCycle cycle =
        new PollCycle(policy, "", StreamPosition.START, () -> Long.MAX_VALUE, new Random(1));
    List<String> polls = new ArrayList<>();
    long now = 0;
    for (String answer : List.of(words).subList(1, words.length)) {
      cycle.next(now);
      polls.add(String.valueOf(now / MILLI));
      String[] parts = answer.split("@");
      now += Long.parseLong(parts[1]) * MILLI;
      byte[] body = (parts[0].equals("200") ? "{}" : "").getBytes(StandardCharsets.UTF_8);
      Step then = cycle.answered(cycle.read(Integer.parseInt(parts[0]), header -> null, body), now);
      now += ((Step.Wait) then).nanos();
    }
    return String.join(" ", polls);
  }

  private static String poll(PollServer server) {
    return "http://127.0.0.1:" + server.port() + "/poll";
  }
}
