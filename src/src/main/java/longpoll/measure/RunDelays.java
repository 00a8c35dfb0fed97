package longpoll.measure;

import java.time.Duration;
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
      new RunDelays(Delay.NONE, Delay.NONE, Delay.NONE, Delay.NONE, 0);

  /** Two instants so near each other may fall in either order. */
  static final long BLUR_MICROS = 1_000;

  /**
   * Delays may be so many times as long as measured: a 204 that a delay has turned into a delivery
   * has left no lateness behind.
   */
  static final double MARGIN = 1.25;

  private final Delay lateness;
  private final Delay rearm;
  private final Delay lag;
  private final Delay slip;
  private final long blurMicros;

  private RunDelays(Delay lateness, Delay rearm, Delay lag, Delay slip, long clockBoundMicros) {
    this.lateness = lateness;
    this.rearm = rearm;
    this.lag = lag;
    this.slip = slip;
    blurMicros = BLUR_MICROS + clockBoundMicros;
  }

  /**
   * The delays of a run that is over.
   *
   * @param clockBoundMicros how far the clocks of client and server may be apart, or null
   */
  public static RunDelays of(
      RunBooks run, RunSampler.Sampled sampled, Rearm rearm, Long clockBoundMicros) {
    return of(
        sampled.delays().get(Measure.LATENESS),
        sampled.delays().get(Measure.REARM),
        sampled.delays().get(Measure.LAG_PARKED),
        run.broadcasts.slips(),
        rearm,
        clockBoundMicros == null ? 0 : clockBoundMicros);
  }

  /**
   * @param lateness hold time of 204s beyond the hold limit, as are the next three in nanoseconds
   * @param rearmGaps answer to next poll, with the delay that {@code rearm} intends
   * @param lag planned instant to answer, where the poll was waiting
   * @param slip planned instant to publishing; empty where events do not tell: then it may be all
   *     of the lag
   * @param clockBoundMicros how far client and server may be apart
   */
  static RunDelays of(
      SignedHistogram lateness,
      SignedHistogram rearmGaps,
      SignedHistogram lag,
      SignedHistogram slip,
      Rearm rearm,
      long clockBoundMicros) {
    return new RunDelays(
        Delay.of(lateness),
        Delay.of(rearmGaps, quantile -> intendedMicros(rearm, quantile)),
        Delay.of(lag),
        Delay.of(slip.isEmpty() ? lag : slip),
        clockBoundMicros);
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
    return level(0, 0, 1, slip, micros);
  }

  /** The chance that an answer to waiting clients comes later than so much after its event. */
  int deliveredLater(long micros) {
    return level(0, 0, 1, lag, micros);
  }

  /**
   * The chance that a poll's 204, or its reading by the server, is late by more than so much
   * against a client that was never delayed.
   *
   * @param empties 204s before this poll since the client was in step with the plan
   * @param deliveries answers with events since then
   */
  int pollLater(int empties, int deliveries, long micros) {
    return level(empties + 1, empties + deliveries, deliveries, lag, micros);
  }

  private int level(int latenesses, int rearms, int others, Delay other, long micros) {
    double reached = (micros - blurMicros) / MARGIN;
    if (reached < 0) {
      return Chance.CERTAIN;
    }
    int together = together(latenesses, rearms, others, other, reached);
    // What not even the longest delays add up to has no chance, though a normal distribution has.
    return together == Chance.NEVER
        ? Chance.NEVER
        : Math.min(together, independent(latenesses, rearms, others, other, reached));
  }

  /** The highest level whose quantile is not beyond. */
  private int together(int latenesses, int rearms, int others, Delay other, double reached) {
    int low = 0;
    int high = Chance.LEVELS - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      double sum =
          latenesses * lateness.quantile(middle)
              + rearms * rearm.quantile(middle)
              + others * other.quantile(middle);
      if (sum <= reached) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low == Chance.LEVELS - 1 ? Chance.NEVER : low;
  }

  private int independent(int latenesses, int rearms, int others, Delay other, double reached) {
    double mean = latenesses * lateness.mean() + rearms * rearm.mean() + others * other.mean();
    double variance =
        latenesses * lateness.variance() + rearms * rearm.variance() + others * other.variance();
    if (variance == 0) {
      return mean > reached ? Chance.CERTAIN : Chance.NEVER;
    }
    double deviations = (reached - mean) / Math.sqrt(variance);
    // The normal distribution's upper tail, right within 0.0002.
    double exponent = 1.5976 * deviations + 0.070566 * Math.pow(deviations, 3);
    return Chance.level(1 / (1 + Math.exp(exponent)));
  }
}
