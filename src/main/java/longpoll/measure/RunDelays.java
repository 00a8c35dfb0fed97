package longpoll.measure;

import java.time.Duration;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import longpoll.settings.Rearm;

/**
 * How late a run's answers, polls and events were, as it measured itself: what the empty rate may
 * differ by from that of ideal clients hangs on it. Instants and durations in microseconds.
 * Immutable.
 *
 * <p>A client that is answered late polls late, and its next hold limit lies later by as much, so
 * delays add up until an event answers it: the lag of the event that it was answered by last, then
 * a re-arm gap and a lateness for each poll. How delays that follow each other hang together is not
 * known. So the chance that their sum is large is taken once as if they rose and fell together and
 * once as if they were independent of each other, and the larger one counts.
 */
public final class RunDelays {
  /** No delays but the {@link #BLUR_MICROS blur}. */
  public static final RunDelays NONE =
      new RunDelays(Users.NEVER_LATE, Users.NEVER_LATE, Delay.NONE, 0);

  /** Two instants so near each other may fall in either order. */
  static final long BLUR_MICROS = 1_000;

  /**
   * Delays may be so many times as long as measured: a 204 that a delay has turned into a delivery
   * has left no lateness behind.
   */
  static final double MARGIN = 1.25;

  /** Of fewer delays than these nothing is known about the longest. */
  private static final int ENOUGH = 100;

  private final Users before;
  private final Users within;
  private final Delay slip;
  private final long blurMicros;

  /**
   * Delays of a part of the run.
   *
   * @param lateness hold time of 204s beyond the hold limit
   * @param rearm answer to next poll, beyond what is intended
   * @param lag planned instant to answer, where the poll was waiting
   */
  private record Users(Delay lateness, Delay rearm, Delay lag) {
    static final Users NEVER_LATE = new Users(Delay.NONE, Delay.NONE, Delay.NONE);
  }

  private RunDelays(Users before, Users within, Delay slip, long clockBoundMicros) {
    this.before = before;
    this.within = within;
    this.slip = slip;
    blurMicros = BLUR_MICROS + clockBoundMicros;
  }

  /**
   * @param before lateness, re-arm gap and parked lag before the window: the first polls of a young
   *     process are often later than those that are measured. Where a part of the run has next to
   *     none of a measure, all of the run stands for it.
   * @param within the same in the window
   * @param slip planned instant to publishing, in nanoseconds; empty where events do not tell: then
   *     it may be all of the lag
   * @param clockBoundMicros how far client and server may be apart
   */
  static RunDelays of(
      Map<Measure, SignedHistogram> before,
      Map<Measure, SignedHistogram> within,
      SignedHistogram slip,
      Rearm rearm,
      long clockBoundMicros) {
    Users inWindow = users(within, before, rearm);
    return new RunDelays(
        users(before, within, rearm),
        inWindow,
        slip.isEmpty() ? inWindow.lag : Delay.of(slip),
        clockBoundMicros);
  }

  private static Users users(
      Map<Measure, SignedHistogram> part, Map<Measure, SignedHistogram> rest, Rearm rearm) {
    return new Users(
        Delay.of(enough(Measure.LATENESS, part, rest)),
        Delay.of(enough(Measure.REARM, part, rest), quantile -> intendedMicros(rearm, quantile)),
        Delay.of(enough(Measure.LAG_PARKED, part, rest)));
  }

  private static SignedHistogram enough(
      Measure measure, Map<Measure, SignedHistogram> part, Map<Measure, SignedHistogram> rest) {
    SignedHistogram values = part.get(measure);
    if (values.count() >= ENOUGH) {
      return values;
    }
    SignedHistogram all = new SignedHistogram();
    all.add(values);
    all.add(rest.get(measure));
    return all;
  }

  private static double intendedMicros(Rearm rearm, double quantile) {
    if (rearm instanceof Rearm.Uniform uniform) {
      double min = micros(uniform.min());
      return min + quantile * (micros(uniform.max()) - min);
    }
    return rearm instanceof Rearm.Fixed fixed ? micros(fixed.delay()) : 0;
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }

  /** The {@link Chance} that an event is published later than so much after its planned instant. */
  int publishedLater(long micros) {
    return level(figure -> figure.applyAsDouble(slip), micros);
  }

  /**
   * The chance that an answer to waiting clients comes later than so much after its event.
   *
   * @param inWindow whether the event is planned in the window
   */
  int deliveredLater(boolean inWindow, long micros) {
    return level(figure -> figure.applyAsDouble(inWindow ? within.lag : before.lag), micros);
  }

  /**
   * The chance that a poll's 204, or its reading by the server, is late by more than so much
   * against a client that was never delayed.
   *
   * @param steps what came before this poll
   */
  int pollLater(Steps steps, long micros) {
    return level(
        figure ->
            steps.emptiesBefore() * figure.applyAsDouble(before.lateness)
                + (steps.empties() + 1) * figure.applyAsDouble(within.lateness)
                + (steps.emptiesBefore() + steps.deliveriesBefore())
                    * figure.applyAsDouble(before.rearm)
                + (steps.empties() + steps.deliveries()) * figure.applyAsDouble(within.rearm)
                + steps.deliveriesBefore() * figure.applyAsDouble(before.lag)
                + steps.deliveries() * figure.applyAsDouble(within.lag),
        micros);
  }

  /** Delays on top of each other: adds up a figure of each. */
  private interface Sum {
    double of(ToDoubleFunction<Delay> figure);
  }

  private int level(Sum delays, long micros) {
    double reached = (micros - blurMicros) / MARGIN;
    if (reached < 0) {
      return Chance.CERTAIN;
    }
    int together = together(delays, reached);
    // What not even the longest delays add up to has no chance, though a normal distribution has.
    return together == Chance.NEVER
        ? Chance.NEVER
        : Math.min(together, independent(delays, reached));
  }

  /** The highest level whose quantile is not beyond. */
  private static int together(Sum delays, double reached) {
    int low = 0;
    int high = Chance.LEVELS - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (delays.of(delay -> delay.quantile(middle)) <= reached) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low == Chance.LEVELS - 1 ? Chance.NEVER : low;
  }

  private static int independent(Sum delays, double reached) {
    double mean = delays.of(Delay::mean);
    double variance = delays.of(Delay::variance);
    if (variance == 0) {
      return mean > reached ? Chance.CERTAIN : Chance.NEVER;
    }
    double deviations = (reached - mean) / Math.sqrt(variance);
    // The normal distribution's upper tail, right within 0.0002.
    double exponent = 1.5976 * deviations + 0.070566 * Math.pow(deviations, 3);
    return Chance.level(1 / (1 + Math.exp(exponent)));
  }
}
