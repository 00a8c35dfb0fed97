package longpoll.prediction;

import java.time.Duration;
import java.util.SplittableRandom;
import longpoll.settings.Rearm;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The distributions from which the delays of a replicate are drawn. Immutable. */
final class DelayModel {
  /** Users whose answers are due in the same moment have the same delay. */
  static final long MOMENT_MICROS = 10_000;

  /**
   * Delays may be so many times as long as measured: a 204 that a delay has turned into a delivery
   * has left no lateness behind.
   */
  private static final double MARGIN = 1.25;

  /** Two instants so near each other may fall in either order. */
  private static final long BLUR_MICROS = 1_000;

  /** With fewer values than these a part of the run has the distribution of all of it. */
  private static final int ENOUGH = 100;

  /** An early 204 is one by more than these, and so is the sleep after it. */
  private static final int EARLY_SHARE = 20;

  private static final long EARLY_NANOS = 50_000_000;

  private final Users before;
  private final Users within;
  private final EmpiricalDistribution slip;
  private final long windowStartMicros;
  private final long blurMicros;

  private record Users(
      EmpiricalDistribution lateness, EmpiricalDistribution rearmGap, EmpiricalDistribution lag) {}

  /**
   * @param hold the hold limit
   */
  DelayModel(MeasuredDelays measured, Rearm rearm, Duration hold, long windowStartMicros) {
    before = users(measured.beforeWindow(), measured.inWindow(), rearm, hold);
    within = users(measured.inWindow(), measured.beforeWindow(), rearm, hold);
    slip =
        measured.slip().getTotalCount() == 0
            ? within.lag
            : new EmpiricalDistribution(measured.slip());
    this.windowStartMicros = windowStartMicros;
    blurMicros = BLUR_MICROS + measured.clockBoundMicros();
  }

  private static Users users(
      MeasuredDelays.Users part, MeasuredDelays.Users rest, Rearm rearm, Duration hold) {
    Histogram gaps = enough(part.rearmGap(), rest.rearmGap());
    if (rearm instanceof Rearm.Article) {
      gaps = withoutSleeps(gaps, hold);
    }
    return new Users(
        new EmpiricalDistribution(enough(part.lateness(), rest.lateness())),
        new EmpiricalDistribution(gaps, probability -> intendedMicros(rearm, probability)),
        new EmpiricalDistribution(enough(part.lag(), rest.lag())));
  }

  private static Histogram enough(Histogram part, Histogram rest) {
    if (part.getTotalCount() >= ENOUGH) {
      return part;
    }
    Histogram all = part.copy();
    all.add(rest);
    return all;
  }

  /**
   * The article's client sleeps after an early 204, which its server is to blame for: it is no
   * delay. What is shorter than an early 204 is early is none of these sleeps.
   */
  private static Histogram withoutSleeps(Histogram gaps, Duration hold) {
    long shortest = Math.max(EARLY_NANOS, hold.toNanos() / EARLY_SHARE);
    Histogram awake = new Histogram(gaps.getNumberOfSignificantValueDigits());
    for (HistogramIterationValue gap : gaps.recordedValues()) {
      long nanos = gap.getValueIteratedTo();
      awake.recordValueWithCount(nanos > shortest ? 0 : nanos, gap.getCountAtValueIteratedTo());
    }
    return awake;
  }

  private static double intendedMicros(Rearm rearm, double probability) {
    if (rearm instanceof Rearm.Uniform uniform) {
      double min = micros(uniform.min());
      return min + probability * (micros(uniform.max()) - min);
    }
    return rearm instanceof Rearm.Fixed fixed ? micros(fixed.delay()) : 0;
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }

  /** No delays at all: those of ideal clients. */
  Draw ideal() {
    return new Draw(0, 0, 0, 0, 0);
  }

  Draw draw(SplittableRandom random) {
    return new Draw(
        random.nextDouble(0, MARGIN),
        random.nextDouble(0, MARGIN),
        random.nextDouble(),
        random.nextLong(-blurMicros, blurMicros + 1),
        random.nextLong());
  }

  /** The delays of one replicate, in microseconds: functions of the instant. Immutable. */
  final class Draw {
    private final double factor;
    private final double slipFactor;
    private final double shareBeforeDecision;
    private final long blur;
    private final long seed;

    private Draw(
        double factor, double slipFactor, double shareBeforeDecision, long blur, long seed) {
      this.factor = factor;
      this.slipFactor = slipFactor;
      this.shareBeforeDecision = shareBeforeDecision;
      this.blur = blur;
      this.seed = seed;
    }

    long lateness(long sent) {
      return value(users(sent).lateness, factor, moment(sent, 0));
    }

    /** The part of a lateness that passes before the server decides between event and 204. */
    long beforeDecision(long lateness) {
      return (long) (shareBeforeDecision * lateness);
    }

    long rearmGap(long answered) {
      return value(users(answered).rearmGap, factor, moment(answered, 1));
    }

    long lag(long planned) {
      return value(users(planned).lag, factor, moment(planned, 2));
    }

    /** Of each event its own: of two that are close, one may catch up with the other. */
    long slip(long planned) {
      return value(slip, slipFactor, planned);
    }

    /** How much earlier an event, or an edge of the window, is for all. May be negative. */
    long blur() {
      return blur;
    }

    private Users users(long at) {
      return at < windowStartMicros ? before : within;
    }

    private long value(EmpiricalDistribution delay, double times, long key) {
      return (long) (times * delay.quantile(uniform(key)));
    }

    /** Far from any planned instant, so that delays are independent of slips. */
    private static long moment(long at, int kind) {
      return Long.MIN_VALUE / 2 + 3 * Math.floorDiv(at, MOMENT_MICROS) + kind;
    }

    /** The same number from 0 to 1 for the same key: SplitMix64, as in SplittableRandom. */
    private double uniform(long key) {
      long mixed = (seed + key) * 0x9e3779b97f4a7c15L;
      mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
      return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;
    }
  }
}
