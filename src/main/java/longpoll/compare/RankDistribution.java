package longpoll.compare;

/**
 * Exact distributions of rank statistics under the hypothesis of no shift, and the order statistics
 * that bound an interval with them. M. Hollander, D. A. Wolfe, E. Chicken: Nonparametric
 * Statistical Methods, 3rd edition, sections 3.1 to 3.3 and 4.1 to 4.3.
 */
final class RankDistribution {
  /** Probability that the statistic is at most its index. */
  private final double[] cumulative;

  private RankDistribution(double[] ways) {
    double all = 0;
    for (double way : ways) {
      all += way;
    }
    cumulative = new double[ways.length];
    double sum = 0;
    for (int i = 0; i < ways.length; i++) {
      sum += ways[i];
      cumulative[i] = sum / all;
    }
  }

  /**
   * The sum of the ranks of positive differences among {@code pairs}: 0 to pairs (pairs + 1) / 2.
   */
  static RankDistribution signedRank(int pairs) {
    double[] ways = new double[pairs * (pairs + 1) / 2 + 1];
    ways[0] = 1;
    for (int rank = 1; rank <= pairs; rank++) {
      for (int sum = ways.length - 1; sum >= rank; sum--) {
        ways[sum] += ways[sum - rank];
      }
    }
    return new RankDistribution(ways);
  }

  /** How many of all pairs of one value of each side have the second larger: 0 to first second. */
  static RankDistribution mannWhitney(int first, int second) {
    // N(u; k, n) = N(u - n; k - 1, n) + N(u; k, n - 1): the largest of all values is one of the
    // first side, with all n of the second below it, or one of the second.
    double[][] ways = new double[first + 1][first * second + 1];
    for (double[] row : ways) {
      row[0] = 1;
    }
    for (int n = 1; n <= second; n++) {
      for (int k = 1; k <= first; k++) {
        for (int u = n; u <= k * n; u++) {
          ways[k][u] += ways[k - 1][u - n];
        }
      }
    }
    return new RankDistribution(ways[first]);
  }

  /**
   * How many of the ordered differences to leave out at either end of an interval that holds the
   * shift with at least a confidence; 0 when even all of them do not.
   *
   * @return the largest r such that the r-th smallest to the r-th largest difference will do
   */
  int rank(double confidence) {
    int rank = 0;
    while (rank < cumulative.length / 2 && 2 * cumulative[rank] <= 1 - confidence + 1e-12) {
      rank++;
    }
    return rank;
  }

  /** The confidence of the interval from the {@code rank}-th smallest to the same largest. */
  double confidence(int rank) {
    return 1 - 2 * cumulative[rank - 1];
  }
}
