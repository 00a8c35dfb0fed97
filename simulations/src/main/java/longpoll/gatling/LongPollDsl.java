package longpoll.gatling;

import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.function.UnaryOperator;

/**
 * The way in to long polls in a Gatling simulation:
 *
 * <pre>{@code
 * private final LongPollRun run = LongPollRun.open(this);
 *
 * private final ScenarioBuilder users =
 *     scenario("users").exec(longPoll("poll", run).untilTheRunEnds());
 *
 * {
 *   setUp(run.inject(users)).protocols(run.protocol()).assertions(run.assertions());
 * }
 * }</pre>
 */
public final class LongPollDsl {
  private LongPollDsl() {}

  /**
   * A long poll against the run's target. What the run's protocol sets (headers, cookies, proxies)
   * holds here as for any Gatling request.
   *
   * @param requestName the name of its rows in Gatling's report: with the outcome behind it
   */
  public static PollActionBuilder longPoll(String requestName, LongPollRun run) {
    return longPoll(requestName, run, UnaryOperator.identity());
  }

  /**
   * A long poll that sends more than the protocol has it send:
   *
   * <pre>{@code
   * longPoll("poll", run, request -> request.header("Authorization", "Bearer #{token}"))
   * }</pre>
   *
   * <p>What depends on a user's session is resolved for each poll. Probes have no session: they
   * send what is the same for all users.
   *
   * @param request what to add to the GET of the run's target
   */
  public static PollActionBuilder longPoll(
      String requestName, LongPollRun run, UnaryOperator<HttpRequestActionBuilder> request) {
    return new PollActionBuilder(
        requestName, request.apply(http(requestName).get(run.pollUrl())), run, false);
  }
}
