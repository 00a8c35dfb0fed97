package longpoll.prediction;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The empty rate of ideal clients on a known plan, and the rates that measured delays explain.
 * Counts are answers of all users inside the window. Immutable.
 *
 * @param delivered answers with events
 * @param empty 204s
 * @param ambiguousGaps gaps between events so near a multiple of the hold limit that delays of this
 *     run may change their number of 204s, each counted once for all its users
 * @param lowest the lowest rate that delays explain, from 0 to 1; 0 when no answer is predicted
 * @param highest the highest
 */
public record EmptyRatePrediction(
    long delivered, long empty, long ambiguousGaps, double lowest, double highest) {
  private static final int MOST_DIGITS = 8;
  private static final double ROUNDING = 1e-9;

  /** Empty / (delivered + empty); nothing when no answer is predicted. */
  public OptionalDouble rate() {
    return delivered + empty == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) empty / (delivered + empty));
  }

  /** Whether delays explain a measured rate; false when no answer is predicted. */
  public boolean agreesWith(double measuredRate) {
    return rate().isPresent()
        && measuredRate >= lowest - ROUNDING
        && measuredRate <= highest + ROUNDING;
  }

  /** What to say of a measured rate that does not agree, with digits enough to see it. */
  public String disagreementInWords(double measuredRate) {
    double bound = measuredRate < lowest ? lowest : highest;
    int digits = 2;
    while (digits < MOST_DIGITS && percent(measuredRate, digits).equals(percent(bound, digits))) {
      digits++;
    }
    return "the empty rate of "
        + percent(measuredRate, digits)
        + " disagrees with the prediction of "
        + percent(rate().orElseThrow(), digits)
        + ": late answers and polls explain "
        + percent(lowest, digits)
        + " to "
        + percent(highest, digits)
        + ", so server, users or ledger is off";
  }

  private static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", share * 100);
  }
}
