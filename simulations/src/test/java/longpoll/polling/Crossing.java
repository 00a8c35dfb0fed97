package longpoll.polling;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * At which distance of events polling begins to cost less than long polling, as events get more
 * frequent. Seconds between two events of a user. Pure.
 */
final class Crossing {
  private Crossing() {}

  /**
   * Between two rates that were measured, the ratio of the two costs is taken for a power of the
   * rate.
   *
   * @return empty where one of them costs less at all rates that were measured
   */
  static OptionalDouble of(
      List<PollingFigures> all, Mode polling, ToDoubleFunction<PollingFigures> cost) {
    double[] every =
        all.stream().mapToDouble(PollingFigures::everySeconds).distinct().sorted().toArray();
    for (int i = every.length - 1; i > 0; i--) {
      double rarer = advantage(all, polling, cost, every[i]);
      double denser = advantage(all, polling, cost, every[i - 1]);
      if (rarer > 0 && denser <= 0) {
        double share = rarer / (rarer - denser);
        return OptionalDouble.of(every[i] * Math.pow(every[i - 1] / every[i], share));
      }
    }
    return OptionalDouble.empty();
  }

  /** Whether long polling costs less at every rate that was measured. */
  static boolean longPollingAlwaysLess(
      List<PollingFigures> all, Mode polling, ToDoubleFunction<PollingFigures> cost) {
    return all.stream()
        .mapToDouble(PollingFigures::everySeconds)
        .allMatch(every -> advantage(all, polling, cost, every) > 0);
  }

  /**
   * Whether the advantage changes sides twice or more, so that the difference is no larger than
   * what differs from run to run.
   */
  static boolean isUnclear(
      List<PollingFigures> all, Mode polling, ToDoubleFunction<PollingFigures> cost) {
    double[] sides =
        all.stream()
            .mapToDouble(PollingFigures::everySeconds)
            .distinct()
            .sorted()
            .map(every -> advantage(all, polling, cost, every) > 0 ? 1 : 0)
            .toArray();
    int changes = 0;
    for (int i = 1; i < sides.length; i++) {
      changes += sides[i] == sides[i - 1] ? 0 : 1;
    }
    return changes > 1;
  }

  /** Above 0 where long polling costs less: the logarithm of how many times. */
  static double advantage(
      List<PollingFigures> all,
      Mode polling,
      ToDoubleFunction<PollingFigures> cost,
      double everySeconds) {
    return Math.log(
        cost.applyAsDouble(at(all, polling, everySeconds))
            / cost.applyAsDouble(at(all, Mode.LONG_POLLING, everySeconds)));
  }

  static PollingFigures at(List<PollingFigures> all, Mode mode, double everySeconds) {
    return all.stream()
        .filter(one -> one.mode().equals(mode) && one.everySeconds() == everySeconds)
        .min(Comparator.comparing(PollingFigures::everySeconds))
        .orElseThrow();
  }

  /**
   * The same for requests, by arithmetic. With Poisson events of rate r and a hold limit H a long
   * poll takes (1 - exp(-rH)) / r on average, and polling asks once in N seconds.
   *
   * @return empty where polling asks no more often than 204s alone make long polling ask
   */
  static OptionalDouble ofRequests(double holdSeconds, double period) {
    if (period >= holdSeconds) {
      return OptionalDouble.empty();
    }
    double low = 1e-6;
    double high = 1e6;
    for (int i = 0; i < 200; i++) {
      double every = Math.sqrt(low * high);
      boolean pollingAsksLess = every * -Math.expm1(-holdSeconds / every) < period;
      low = pollingAsksLess ? every : low;
      high = pollingAsksLess ? high : every;
    }
    return OptionalDouble.of(low);
  }
}
