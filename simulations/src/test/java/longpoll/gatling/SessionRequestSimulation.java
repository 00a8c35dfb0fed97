package longpoll.gatling;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static longpoll.gatling.LongPollDsl.longPoll;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpDsl;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Polls with a request that depends on the session in each of the ways that Gatling's DSL has. Run
 * by {@link SessionRequestTest}, which sees what arrives.
 */
public class SessionRequestSimulation extends Simulation {
  private final LongPollRun run = LongPollRun.open(this);
  private final AtomicInteger calls = new AtomicInteger();

  private final ScenarioBuilder users =
      scenario("users")
          .exec(session -> session.set("room", "r" + session.userId()).set("n", 0))
          // A request beside the polls, whose cookie goes with them.
          .exec(HttpDsl.http("login").get(run.pollUrl().replace("/poll", "/login")))
          .repeat(2)
          .on(
              exec(longPoll(
                      "first",
                      run,
                      request ->
                          request
                              .header("X-Count", "#{n}")
                              .queryParam("room", "#{room}")
                              .header("X-Static", "same")))
                  .exec(session -> session.set("n", session.getInt("n") + 1)))
          .exec(
              longPoll(
                      "poll",
                      run,
                      request ->
                          request
                              .header("X-Call", session -> "" + calls.incrementAndGet())
                              .header("X-Random", "#{randomInt(0,1000000)}"))
                  .untilTheRunEnds());

  {
    setUp(run.inject(users))
        .protocols(run.protocol().header("X-Protocol", "for all"))
        .assertions(run.assertions());
  }
}
