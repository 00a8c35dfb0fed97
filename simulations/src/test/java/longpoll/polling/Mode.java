package longpoll.polling;

import java.time.Duration;
import longpoll.gatling.GatlingRun;
import longpoll.simulations.PollingSimulation;
import longpoll.simulations.SteadySimulation;

/**
 * How users ask for events.
 *
 * @param period seconds from an answer to the next poll; 0 for long polling
 */
record Mode(int period) {
  /** The article's hold limit. */
  static final Duration HOLD = Duration.ofSeconds(30);

  static final Mode LONG_POLLING = new Mode(0);

  boolean held() {
    return period == 0;
  }

  String words() {
    return held() ? "long polling" : "every " + period + " s";
  }

  /** Whether long polls often end with a 204, so that the hold limit matters. */
  static boolean isRare(double everySeconds) {
    return everySeconds * 4 > HOLD.toSeconds();
  }

  /**
   * Adds what is the mode's own. A run settles before its window: users that wait for 204s must
   * have come at moments that are spread over the hold limit, users that poll must have polled
   * once.
   *
   * @param everySeconds mean distance of a user's events
   */
  GatlingRun.Builder on(GatlingRun.Builder run, double everySeconds) {
    if (held()) {
      boolean rare = isRare(everySeconds);
      return run.simulation(SteadySimulation.class.getName())
          .set("hold", HOLD.toSeconds() + "s")
          .set("ramp", rare ? HOLD.toSeconds() + "s" : "2s")
          .set("warmup", rare ? "1s" : "6s");
    }
    return run.simulation(PollingSimulation.class.getName())
        .set("rearm", "fixed " + period + "s")
        .set("ramp", "2s")
        .set("warmup", Math.max(1, 6 - period) + "s");
  }
}
