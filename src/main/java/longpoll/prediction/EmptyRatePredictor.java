package longpoll.prediction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SplittableRandom;
import longpoll.settings.Rearm;

/**
 * Predicts the empty rate of a run from its plan, with a tolerance from its own delays. All
 * instants are microseconds of one clock, whichever it is. Not safe for threads. The same input
 * gives the same prediction.
 *
 * <pre>{@code
 * EmptyRatePredictor predictor =
 *     new EmptyRatePredictor(hold, rearm, true, windowStart, windowEnd, seed);
 * predictor.addChannel(plannedOfOneChannel, startsOfItsUsers);
 * EmptyRatePrediction prediction = predictor.predict(delays);
 * }</pre>
 */
public final class EmptyRatePredictor {
  /**
   * The shortest re-arm delay of polls that are not held: with less, it depends on how long an
   * answer takes how often a client polls.
   */
  public static final Duration SHORTEST_PERIOD = Duration.ofMillis(100);

  private static final int MOST_REPLICATES = 1_000;
  private static final int LEAST_REPLICATES = 100;

  /** All replicates together play about so many polls: some 0.1 s. */
  private static final long AFFORDABLE = 5_000_000;

  /**
   * And no more events than this, which are played in each replicate: some seconds. A run of more
   * than half a million events gets fewer replicates for it.
   */
  private static final long MOST_EVENTS = 50_000_000;

  private static final int FEWEST_REPLICATES = 20;

  /** Of a normal distribution one in 1,000 is further from the mean, in standard deviations. */
  private static final double DEVIATIONS = 3.3;

  /** A gap is ambiguous if this share of the replicates has another number of 204s in it. */
  private static final double AMBIGUOUS = 0.01;

  /**
   * What none of 1,000 replicates shows is less likely than this, in all but one of 1,000 cases.
   */
  private static final double UNSEEN = 0.007;

  private final PlanReplay.Rules rules;
  private final long seed;
  private final List<Channel> channels = new ArrayList<>();

  private record Channel(long[] planned, long[] starts) {}

  /**
   * @param hold 0 for polls that are answered at once, which need a re-arm delay
   * @param resumes whether clients have a cursor; otherwise they never see what is published
   *     between two polls
   * @param fromMicros answers count from this instant
   * @param toMicros up to this one, which does not count
   */
  public EmptyRatePredictor(
      Duration hold, Rearm rearm, boolean resumes, long fromMicros, long toMicros, long seed) {
    boolean pauses = hold.isZero() && rearm.longestUnheld().compareTo(SHORTEST_PERIOD) >= 0;
    if (hold.toNanos() < 1_000 && !pauses) {
      throw new IllegalArgumentException(
          "hold: at least 1us is needed, or 0 and a re-arm delay of "
              + SHORTEST_PERIOD
              + ", but it is "
              + hold
              + " and "
              + rearm);
    }
    if (fromMicros > toMicros) {
      throw new IllegalArgumentException(
          "window: it must not end before it begins, but it is " + fromMicros + " to " + toMicros);
    }
    rules = new PlanReplay.Rules(hold, rearm, resumes, fromMicros, toMicros);
    this.seed = seed;
  }

  /**
   * Adds all users of one channel. Instants before the window, and before the users start, are
   * welcome: only answers inside the window count.
   */
  public void addChannel(long[] plannedMicros, long[] startMicros) {
    long[] sorted = plannedMicros.clone();
    Arrays.sort(sorted);
    channels.add(new Channel(sorted, startMicros.clone()));
  }

  public EmptyRatePrediction predict(MeasuredDelays measured) {
    DelayModel delays = new DelayModel(measured, rules.rearm(), rules.hold(), rules.fromMicros());
    PlanReplay ideal = new PlanReplay(rules, delays.ideal(), new SplittableRandom(seed));
    List<int[]> idealEmpties = play(ideal, 1);
    long answers = ideal.delivered() + ideal.empty();
    if (answers == 0) {
      return new EmptyRatePrediction(0, 0, 0, 0, 0);
    }

    long affordable = AFFORDABLE / Math.max(1, ideal.polls());
    int replicates = (int) Math.max(leastReplicates(), Math.min(affordable, MOST_REPLICATES));
    int stride = (int) Math.max(1, replicates / Math.max(1, affordable));
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> changes =
        channels.stream().map(channel -> new int[channel.planned.length]).toList();
    double[] rates = new double[replicates + 1];
    rates[replicates] = (double) ideal.empty() / answers;
    for (int replicate = 0; replicate < replicates; replicate++) {
      PlanReplay replay = new PlanReplay(rules, delays.draw(random.split()), random.split());
      countChanges(idealEmpties, play(replay, stride), changes);
      long simulated = replay.delivered() + replay.empty();
      rates[replicate] = simulated == 0 ? rates[replicates] : (double) replay.empty() / simulated;
    }
    return prediction(ideal, rates, ambiguous(changes, replicates));
  }

  private long leastReplicates() {
    long events = channels.stream().mapToLong(channel -> channel.planned.length).sum();
    long bearable = MOST_EVENTS / Math.max(1, events);
    return Math.max(FEWEST_REPLICATES, Math.min(bearable, LEAST_REPLICATES));
  }

  private List<int[]> play(PlanReplay replay, int stride) {
    return channels.stream()
        .map(channel -> replay.play(channel.planned, channel.starts, stride))
        .toList();
  }

  private EmptyRatePrediction prediction(PlanReplay ideal, double[] rates, long ambiguousGaps) {
    DoubleSummaryStatistics all = Arrays.stream(rates).summaryStatistics();
    double mean = all.getAverage();
    double variance =
        Arrays.stream(rates).map(rate -> (rate - mean) * (rate - mean)).sum() / rates.length;
    double reach = rates.length <= MOST_REPLICATES ? DEVIATIONS * Math.sqrt(variance) : 0;
    double single = singleAnswers() / (ideal.delivered() + ideal.empty());
    double lowest = Math.min(all.getMin(), mean - reach);
    double highest = Math.max(all.getMax(), mean + reach);
    return new EmptyRatePrediction(
        ideal.delivered(),
        ideal.empty(),
        ambiguousGaps,
        Math.max(0, lowest - single),
        Math.min(1, highest + single));
  }

  /**
   * How many users may be late alone. In a replicate, users in step are late together; a delay that
   * is too rare to be in any replicate still meets one or the other of many users. The mean of a
   * binomial distribution, three standard deviations, and one.
   */
  private double singleAnswers() {
    int users = channels.stream().mapToInt(channel -> channel.starts.length).max().orElse(0);
    double mean = UNSEEN * users;
    return mean + 3 * Math.sqrt(mean) + 1;
  }

  private static void countChanges(List<int[]> ideal, List<int[]> other, List<int[]> changes) {
    for (int channel = 0; channel < ideal.size(); channel++) {
      for (int event = 0; event < ideal.get(channel).length; event++) {
        int expected = ideal.get(channel)[event];
        int actual = other.get(channel)[event];
        boolean known = expected != PlanReplay.UNKNOWN && actual != PlanReplay.UNKNOWN;
        changes.get(channel)[event] += known && actual != expected ? 1 : 0;
      }
    }
  }

  private static long ambiguous(List<int[]> changes, int replicates) {
    return changes.stream()
        .flatMapToInt(Arrays::stream)
        .filter(count -> count >= AMBIGUOUS * replicates)
        .count();
  }
}
