package longpoll.compare;

/**
 * How far the candidate's values lie from the baseline's, in the measure's unit.
 *
 * @param estimate the Hodges-Lehmann estimate: positive where the candidate's are larger
 * @param low the interval's lower end
 * @param high the interval's upper end
 * @param confidence how often such an interval holds the true shift; never less than was asked for
 *     where the number of runs allows it
 * @param pValue of the two-sided test for no shift
 */
public record Shift(double estimate, double low, double high, double confidence, double pValue) {
  public Shift {
    if (!(low <= estimate && estimate <= high)) {
      throw new IllegalArgumentException(
          "the estimate must lie in its interval, but "
              + estimate
              + " is not in "
              + low
              + " to "
              + high);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and below 1, but is " + confidence);
    }
  }

  public boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
