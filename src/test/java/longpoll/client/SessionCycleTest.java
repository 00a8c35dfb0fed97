package longpoll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import longpoll.dialect.Answer;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client sends besides polls, in virtual time. */
class SessionCycleTest {
  private static final long SECOND = 1_000_000_000L;

  private static final String WITH_ALL =
      """
      delivery = queue
      hold = server
      session {
        handshake = [
          { name = login, path = "/login", take { token = "/token" } }
          { name = join, path = "/join/${token}" }
        ]
        goodbye { path = "/bye/${token}" }
      }
      poll {
        path = "/poll/${token}"
        answers = [
          { status = 200, equals { "/then" = news }, then = events }
          { status = 200, equals { "/then" = changed }, then = follow-up }
          { status = 200, equals { "/then" = nothing }, then = empty }
          { status = 200, equals { "/then" = over }, then = closed }
          { status = 200, equals { "/then" = typing }, then = other }
          { status = 401, then = rehandshake }
          { status = 410, then = gap }
          { status = 429, then = throttle }
        ]
        events { at = "/events/*", id = "/id", keep { handle = "/id" } }
      }
      follow-up {
        path = "/fetch/${token}"
        answers = [ { status = 200, then = events } ]
        events { at = "/events/*", id = "/id", keep { handle = "/id" } }
      }
      ack { path = "/ack/${handle}" }
      """;

  private long now = 7 * SECOND;
  private long end = 1_000 * SECOND;

  /**
   * A script: each answer, and what the client sends then. Answers: {@code token}, {@code ok},
   * {@code news:N} with N events, {@code changed}, {@code nothing}, {@code over}, a status, {@code
   * closed} for a connection that ends, {@code cut} after the run's end. {@code Ns} stands for a
   * wait of so many seconds, {@code left} for a client that has gone.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                     | login",
        "token                                | login join/t1",
        "token ok                             | login join/t1 poll/t1",
        "token ok nothing                     | login join/t1 poll/t1 poll/t1",
        "token ok news:2 ok ok                | login join/t1 poll/t1 ack/1 ack/2 poll/t1",
        "token ok changed news:1 ok           | login join/t1 poll/t1 fetch/t1 ack/1 poll/t1",
        "token ok changed 500                 | login join/t1 poll/t1 fetch/t1 1s poll/t1",
        "token ok changed 500 changed 500     | login join/t1 poll/t1 fetch/t1 1s poll/t1 fetch/t1 2s poll/t1",
        "token ok changed closed              | login join/t1 poll/t1 fetch/t1 1s poll/t1",
        "token ok news:2 500 ok               | login join/t1 poll/t1 ack/1 ack/2 poll/t1",
        "token ok news:2 closed               | login join/t1 poll/t1 ack/1 1s poll/t1",
        "token ok nothing 401 token ok        | login join/t1 poll/t1 poll/t1 login join/t2 poll/t2",
        "token ok 401 token ok 401            | login join/t1 poll/t1 1s login join/t2 poll/t2 2s login",
        "500 500 token                        | login 1s login 2s login join/t1",
        "token 500                            | login join/t1 1s login",
        "closed                               | login 1s login",
        "token ok typing                      | login join/t1 poll/t1 poll/t1",
        "token ok nothing 410                 | login join/t1 poll/t1 poll/t1 poll/t1",
        "token ok nothing 410 410             | login join/t1 poll/t1 poll/t1 poll/t1 1s poll/t1",
        "token ok 429                         | login join/t1 poll/t1 1s poll/t1",
        "token ok over                        | login join/t1 poll/t1 1s login",
        "token ok closed                      | login join/t1 poll/t1 1s poll/t1",
        "token ok cut ok                      | login join/t1 poll/t1 bye/t1 left",
        "token ok cut closed                  | login join/t1 poll/t1 bye/t1 left",
        "token cut                            | login join/t1 left",
        "cut                                  | login left",
      })
  void whatAClientSends(String answers, String sends) {
    assertThat(play(WITH_ALL, answers)).isEqualTo(sends);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"over | poll/ left", "news:1 | poll/ poll/", "cut | poll/ left"})
  void withoutASession(String answers, String sends) {
    String plain =
        """
        delivery = broadcast
        hold = none
        poll {
          path = "/poll/"
          answers = [
            { status = 200, equals { "/then" = over }, then = closed }
            { status = 200, then = events }
          ]
          events { at = "/events/*", id = "/id" }
        }
        """;

    assertThat(play(plain, answers)).isEqualTo(sends);
  }

  private String play(String file, String answers) {
    Dialect dialect = DeclaredDialect.parse(file, "test", Map.of());
    Settings.Backoff backoff = new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    PollPolicy policy =
        new PollPolicy(
            dialect,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            new Rearm.Immediate(),
            backoff);
    Client client = Client.ofRun(URI.create("http://host"), "run", null).numbered(0, "");
    PollCycle cycle =
        new PollCycle(policy, "", dialect.start(client), () -> end, new SplittableRandom(1));
    List<String> seen = new ArrayList<>();
    Step step = toSend(cycle, cycle.next(now), seen);
    int tokens = 0;
    for (String answer : answers == null ? new String[0] : answers.split(" +")) {
      now += SECOND / 100;
      if (answer.equals("token")) {
        tokens++;
      }
      step = toSend(cycle, told(cycle, answer, tokens), seen);
    }
    assertThat(cycle.isPolling()).isEqualTo(step instanceof Step.Send);
    return String.join(" ", seen);
  }

  /** Waits as told, and notes what is sent. */
  private Step toSend(PollCycle cycle, Step first, List<String> seen) {
    Step step = first;
    while (step instanceof Step.Wait wait) {
      if (wait.nanos() > 0) {
        seen.add(wait.nanos() / SECOND + "s");
      }
      now += wait.nanos();
      step = cycle.next(now);
    }
    seen.add(step instanceof Step.Send send ? send.request().path().substring(1) : "left");
    return step;
  }

  private Step told(PollCycle cycle, String answer, int tokens) {
    if (answer.equals("closed")) {
      return cycle.failed(now);
    } else if (answer.equals("cut")) {
      now = end + SECOND;
      return cycle.cut(now);
    }
    boolean isStatus = answer.matches("[0-9]{3}");
    String body =
        isStatus
            ? ""
            : answer.equals("token")
                ? "{\"token\":\"t" + tokens + "\"}"
                : "{\"then\":\"" + answer.split(":")[0] + "\",\"events\":" + events(answer) + "}";
    Answer read =
        cycle.read(
            isStatus ? Integer.parseInt(answer) : 200,
            name -> null,
            body.getBytes(StandardCharsets.UTF_8));
    return cycle.answered(read, now);
  }

  private static String events(String answer) {
    List<String> events = new ArrayList<>();
    int count = answer.contains(":") ? Integer.parseInt(answer.split(":")[1]) : 0;
    for (int i = 1; i <= count; i++) {
      events.add("{\"id\":" + i + "}");
    }
    return events.toString();
  }
}
