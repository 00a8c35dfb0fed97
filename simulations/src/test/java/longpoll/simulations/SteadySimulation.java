package longpoll.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static longpoll.gatling.LongPollDsl.longPoll;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import longpoll.gatling.LongPollRun;

/**
 * The main job: users that arrive over the ramp and stay, each with one poll held at any time. All
 * that can be set is in the harness's {@code reference.conf}.
 */
public class SteadySimulation extends Simulation {
  private final LongPollRun run = LongPollRun.open(this);

  private final ScenarioBuilder users =
      scenario("users").exec(longPoll("poll", run).untilTheRunEnds());

  {
    setUp(run.inject(users)).protocols(run.protocol()).assertions(run.assertions());
  }
}
