package longpoll.gatling;

import static io.gatling.javaapi.http.HttpDsl.http;

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
    return new PollActionBuilder(requestName, http(requestName).get(run.pollUrl()), run, false);
  }
}
