package longpoll.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How far answers that turn out other than predicted may move the empty rate, to one side. Answers
 * that are due in the same moment turn together, or not at all: users of a channel see the same
 * events, and what makes an answer late makes those beside it late as well, so a hundred of them
 * are not a hundred chances. Moments do not hang together. Not safe for threads.
 */
final class Swing {
  /** More turns than {@link #most} says in one of so many runs. */
  static final double ONE_RUN_IN = 1_000;

  private static final int BINS = 2_048;
  private static final double NEGLIGIBLE = 1e-9;

  private static final long MOMENT_MICROS = 10_000;

  /** How many answers turn with each other. */
  private final Map<Due, Long> together = new HashMap<>();

  private long allEmpty;
  private long allDelivered;

  private record Due(boolean empty, long moment, int level) {}

  /** So many answers that turn with each other; how many of these there are is counted. */
  private record Entry(boolean empty, long answers, int level) {}

  /**
   * @param empty whether there is a 204 more or less; otherwise an answer with events
   * @param dueMicros when the answers were to come
   * @param level of the {@link Chance} that they turn; what never turns is not kept
   */
  void add(boolean empty, long dueMicros, long answers, int level) {
    if (level < Chance.NEVER) {
      long moment = Math.floorDiv(dueMicros, MOMENT_MICROS);
      together.merge(new Due(empty, moment, level), answers, Long::sum);
      allEmpty += empty ? answers : 0;
      allDelivered += empty ? 0 : answers;
    }
  }

  /** All 204s that may be there more or less. */
  long allEmpty() {
    return allEmpty;
  }

  long allDelivered() {
    return allDelivered;
  }

  /**
   * How much turns at most, but for one of {@link #ONE_RUN_IN} runs.
   *
   * @param rate the empty rate predicted: a 204 more moves it by 1 - rate of an answer, an answer
   *     with events less by rate
   * @return a share of all that may turn
   */
  double most(double rate) {
    double all = allEmpty * (1 - rate) + allDelivered * rate;
    if (all == 0) {
      return allEmpty + allDelivered == 0 ? 0 : 1;
    }
    Map<Entry, Long> entries = new HashMap<>();
    together.forEach(
        (due, answers) ->
            entries.merge(new Entry(due.empty(), answers, due.level()), 1L, Long::sum));
    double width = Math.min(all, bound(entries, rate)) / BINS;
    double[] chances = new double[BINS + 2];
    chances[0] = 1;
    for (Map.Entry<Entry, Long> one : entries.entrySet()) {
      Entry entry = one.getKey();
      double bins = weight(entry, rate) / width;
      chances = turned(chances, one.getValue(), Chance.of(entry.level()), bins);
    }
    double above = 0;
    int bin = BINS + 1;
    while (bin > 0 && above + chances[bin] <= 1 / ONE_RUN_IN) {
      above += chances[bin];
      bin--;
    }
    return Math.min(1, bin * width / all);
  }

  /** What is certainly not exceeded in more runs than that, by Bernstein's inequality. */
  private static double bound(Map<Entry, Long> entries, double rate) {
    double mean = 0;
    double variance = 0;
    double largest = 0;
    for (Map.Entry<Entry, Long> one : entries.entrySet()) {
      double chance = Chance.of(one.getKey().level());
      double weight = weight(one.getKey(), rate);
      mean += one.getValue() * chance * weight;
      variance += one.getValue() * chance * (1 - chance) * weight * weight;
      largest = Math.max(largest, weight);
    }
    double exponent = Math.log(ONE_RUN_IN);
    return mean + 2 * exponent / 3 * largest + Math.sqrt(2 * exponent * variance);
  }

  private static double weight(Entry entry, double rate) {
    return entry.answers() * (entry.empty() ? 1 - rate : rate);
  }

  /**
   * The chances after some more entries of a kind.
   *
   * @param bins how far one of them moves the sum; what lies between two bins is shared by them,
   *     what lies beyond the last stays there
   */
  private static double[] turned(double[] before, long count, double chance, double bins) {
    double[] after = new double[before.length];
    int mode = (int) Math.min(count, Math.floor((count + 1) * chance));
    double likelihood = 1;
    double sum = 0;
    // From the mode to both sides, for as long as it matters, and then all in proportion.
    for (long turned = mode; turned <= count && likelihood > NEGLIGIBLE; turned++) {
      move(before, after, likelihood, turned * bins);
      sum += likelihood;
      likelihood *= (count - turned) / (turned + 1.0) * chance / (1 - chance);
    }
    likelihood = mode * (1 - chance) / ((count - mode + 1.0) * chance);
    for (long turned = mode - 1; turned >= 0 && likelihood > NEGLIGIBLE; turned--) {
      move(before, after, likelihood, turned * bins);
      sum += likelihood;
      likelihood *= turned * (1 - chance) / ((count - turned + 1.0) * chance);
    }
    double all = sum;
    Arrays.setAll(after, bin -> after[bin] / all);
    return after;
  }

  private static void move(double[] from, double[] to, double likelihood, double bins) {
    int last = to.length - 1;
    int whole = (int) Math.min(last, bins);
    double rest = bins - Math.floor(bins);
    for (int bin = 0; bin <= last; bin++) {
      double moved = from[bin] * likelihood;
      if (moved > 0) {
        to[Math.min(last, bin + whole)] += moved * (1 - rest);
        to[Math.min(last, bin + whole + 1)] += moved * rest;
      }
    }
  }
}
