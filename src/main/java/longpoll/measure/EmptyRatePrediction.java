package longpoll.measure;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The empty rate of ideal clients on a known plan, to be put beside the measured one, and how far
 * delays may move it. Counts are answers of all users inside the window.
 *
 * @param delivered answers with events
 * @param empty 204s
 * @param ambiguousGaps gaps between events so near a multiple of the hold limit that the last 204
 *     may as well not happen, or another one come, each counted once for all its users
 * @param fewerEmpty how many 204s there may be less
 * @param moreEmpty how many more
 * @param fewerDelivered how many answers with events there may be less
 * @param moreDelivered how many more
 * @param sampled whether the re-arm delay is random, so that another draw gives other counts
 */
public record EmptyRatePrediction(
    long delivered,
    long empty,
    long ambiguousGaps,
    double fewerEmpty,
    double moreEmpty,
    double fewerDelivered,
    double moreDelivered,
    boolean sampled) {

  /** How many standard deviations of a random re-arm delay's draw are still no disagreement. */
  private static final double DEVIATIONS = 4;

  private static final int MOST_DIGITS = 8;

  /** Empty / (delivered + empty); nothing when no answer is predicted. */
  public OptionalDouble rate() {
    return delivered + empty == 0 ? OptionalDouble.empty() : OptionalDouble.of(share(0, 0));
  }

  /**
   * The lowest rate that delays explain: as few 204s and as many deliveries as they may make. A
   * random re-arm delay adds four standard deviations of a share of this many answers.
   *
   * @return 0 to 1; 0 when no answer is predicted
   */
  public double lowest() {
    return Math.max(0, share(-fewerEmpty, moreDelivered) - draw());
  }

  /** The highest rate that delays explain. */
  public double highest() {
    return Math.min(1, share(moreEmpty, -fewerDelivered) + draw());
  }

  /** Whether delays explain a measured rate; false when no answer is predicted. */
  public boolean agreesWith(double measuredRate) {
    return rate().isPresent()
        && measuredRate >= lowest() - 1e-9
        && measuredRate <= highest() + 1e-9;
  }

  /** What to say of a measured rate that does not agree, with digits enough to see it. */
  String disagreementInWords(double measuredRate) {
    double bound = measuredRate < lowest() ? lowest() : highest();
    int digits = 2;
    while (digits < MOST_DIGITS && percent(measuredRate, digits).equals(percent(bound, digits))) {
      digits++;
    }
    return "the empty rate of "
        + percent(measuredRate, digits)
        + " disagrees with the prediction of "
        + percent(share(0, 0), digits)
        + ": late answers and polls explain "
        + percent(lowest(), digits)
        + " to "
        + percent(highest(), digits)
        + ", so server, users or ledger is off";
  }

  private static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", share * 100);
  }

  private double draw() {
    double rate = share(0, 0);
    return sampled && delivered + empty > 0
        ? DEVIATIONS * Math.sqrt(rate * (1 - rate) / (delivered + empty))
        : 0;
  }

  private double share(double moreEmpty, double moreDelivered) {
    double empties = Math.max(0, empty + moreEmpty);
    double deliveries = Math.max(0, delivered + moreDelivered);
    return empties + deliveries == 0 ? 0 : empties / (empties + deliveries);
  }
}
