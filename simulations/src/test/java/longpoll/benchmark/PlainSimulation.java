package longpoll.benchmark;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.nio.file.Path;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;

/**
 * What one would write without the harness: a loop of polls with a status check, and nothing more.
 */
public class PlainSimulation extends Simulation {
  private final Settings settings = new SettingsLoader(Path.of("")).load(System.getProperties());

  private final ScenarioBuilder users =
      scenario("users")
          .during(settings.total())
          .on(
              exec(
                  http("poll")
                      .get(settings.target().orElseThrow().toString())
                      .requestTimeout(settings.requestTimeout())
                      .check(status().in(200, 204))));

  {
    setUp(users.injectOpen(rampUsers(settings.users()).during(settings.ramp())))
        .protocols(http.disableWarmUp().disableCaching());
  }
}
