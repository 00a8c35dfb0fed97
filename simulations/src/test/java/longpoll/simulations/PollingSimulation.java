package longpoll.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static longpoll.gatling.LongPollDsl.longPoll;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.Map;
import longpoll.gatling.LongPollRun;

/**
 * Traditional polling: users ask, are answered at once, and ask again some seconds after the
 * answer. The same as {@link SteadySimulation} but for these two settings, so that both can be laid
 * side by side.
 */
public class PollingSimulation extends Simulation {
  private final LongPollRun run = LongPollRun.open(this, Map.of("hold", "0s", "rearm", "fixed 5s"));

  private final ScenarioBuilder users =
      scenario("users").exec(longPoll("poll", run).untilTheRunEnds());

  {
    setUp(run.inject(users)).protocols(run.protocol()).assertions(run.assertions());
  }
}
