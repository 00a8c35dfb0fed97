package longpoll.measure;

import java.util.OptionalDouble;

/**
 * The empty rate of ideal clients on a known plan, to be put beside the measured one. Counts are
 * answers of all users inside the window.
 *
 * @param delivered answers with events
 * @param empty 204s
 * @param ambiguousGaps gaps between events so near a multiple of the hold limit that the last 204
 *     may as well not happen, each counted once for all its users
 * @param ambiguousAnswers the 204s that hang on those gaps, over all users
 * @param edgeDelivered of the answers with events, and of those just outside the window, how many
 *     come so near an edge of it that they may fall on its other side
 * @param edgeEmpty the same of the 204s
 * @param sampled whether the re-arm delay is random, so that another draw gives other counts
 */
public record EmptyRatePrediction(
    long delivered,
    long empty,
    long ambiguousGaps,
    long ambiguousAnswers,
    long edgeDelivered,
    long edgeEmpty,
    boolean sampled) {

  /** How many standard deviations of a random re-arm delay's draw are still no disagreement. */
  private static final double DEVIATIONS = 4;

  /** Empty / (delivered + empty); nothing when no answer is predicted. */
  public OptionalDouble rate() {
    return delivered + empty == 0 ? OptionalDouble.empty() : OptionalDouble.of(share(0, 0));
  }

  /**
   * How far a measured rate may be off without disagreeing. Against the ideal client a real answer
   * is a little late, which changes the counts in two places only: an answer near an edge of the
   * window may fall on its other side, and in an ambiguous gap a user may get one 204 less or more.
   * So the true counts lie within {@code edgeEmpty + ambiguousAnswers} and {@code edgeDelivered} of
   * the predicted ones, and the tolerance is what the rate can change by within these. A random
   * re-arm delay adds four standard deviations of a share of this many answers.
   *
   * @return 0 to 1; 0 when no answer is predicted
   */
  public double tolerance() {
    if (rate().isEmpty()) {
      return 0;
    }
    double rate = share(0, 0);
    long emptySlack = edgeEmpty + ambiguousAnswers;
    double low = share(-emptySlack, edgeDelivered);
    double high = share(emptySlack, -edgeDelivered);
    double draw = sampled ? DEVIATIONS * Math.sqrt(rate * (1 - rate) / (delivered + empty)) : 0;
    return Math.min(1, Math.max(rate - low, high - rate) + draw);
  }

  /** Whether a measured rate is within the tolerance; false when no answer is predicted. */
  public boolean agreesWith(double measuredRate) {
    return rate().isPresent()
        && Math.abs(measuredRate - rate().getAsDouble()) <= tolerance() + 1e-9;
  }

  private double share(long moreEmpty, long moreDelivered) {
    double empties = Math.max(0, empty + moreEmpty);
    double deliveries = Math.max(0, delivered + moreDelivered);
    return empties + deliveries == 0 ? 0 : empties / (empties + deliveries);
  }
}
