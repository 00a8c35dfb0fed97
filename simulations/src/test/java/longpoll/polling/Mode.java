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

  /**
   * Adds what is the mode's own. A run settles before its window: users that wait for 204s must
   * have come at moments that are spread over the hold limit, users that poll must have polled
   * once.
   *
   * @param everySeconds mean distance of a user's events
   */
  GatlingRun.Builder on(GatlingRun.Builder run, double everySeconds) {
    if (held()) {
      boolean rare = everySeconds * 4 > HOLD.toSeconds();
      return run.simulation(SteadySimulation.class.getName())
          .set("hold", HOLD.toSeconds() + "s")
          .set("ramp", rare ? HOLD.toSeconds() + "s" : "2s")
          .set("warmup", rare ? "3s" : "8s");
    }
    return run.simulation(PollingSimulation.class.getName())
        .set("rearm", "fixed " + period + "s")
        .set("ramp", "2s")
        .set("warmup", Math.max(2, 9 - period) + "s");
  }
}
