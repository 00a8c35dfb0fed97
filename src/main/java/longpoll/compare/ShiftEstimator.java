package longpoll.compare;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * Estimates a shift from one value a run. Makes no assumption on how the values spread, only that
 * runs are independent of each other, or pairs of them.
 *
 * <p>Paired: the median of the Walsh averages of the differences, with the interval that belongs to
 * the signed-rank test. Unpaired: the median of all differences between a candidate and a base run,
 * with the interval that belongs to the Mann-Whitney test.
 */
final class ShiftEstimator {
  /** With fewer the tests cannot reach 95 %, whatever the values. */
  static final int FEWEST_PAIRS = 6;

  static final int FEWEST_A_SIDE = 4;

  private ShiftEstimator() {}

  /**
   * @param wanted the confidence that an interval should have
   * @param least the confidence that it must have; between the two, the highest that so few runs
   *     allow is taken
   * @return nothing where the number of runs does not allow even the least
   */
  static Optional<Shift> paired(double[] base, double[] candidate, double wanted, double least) {
    if (base.length != candidate.length) {
      throw new IllegalArgumentException(
          "pairs need as many candidate runs as base runs, but there are "
              + candidate.length
              + " and "
              + base.length);
    }
    int pairs = base.length;
    if (pairs < FEWEST_PAIRS) {
      return Optional.empty();
    }
    double[] differences = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      differences[i] = candidate[i] - base[i];
    }
    double[] averages = new double[pairs * (pairs + 1) / 2];
    int next = 0;
    for (int i = 0; i < pairs; i++) {
      for (int j = i; j < pairs; j++) {
        averages[next++] = (differences[i] + differences[j]) / 2;
      }
    }
    return shift(
        averages, RankDistribution.signedRank(pairs), wanted, least, signedRankP(differences));
  }

  /** As {@link #paired}, of runs that do not belong together. */
  static Optional<Shift> unpaired(double[] base, double[] candidate, double wanted, double least) {
    if (base.length < FEWEST_A_SIDE || candidate.length < FEWEST_A_SIDE) {
      return Optional.empty();
    }
    double[] differences = new double[base.length * candidate.length];
    int next = 0;
    for (double after : candidate) {
      for (double before : base) {
        differences[next++] = after - before;
      }
    }
    return shift(
        differences,
        RankDistribution.mannWhitney(base.length, candidate.length),
        wanted,
        least,
        mannWhitneyP(base, candidate));
  }

  private static Optional<Shift> shift(
      double[] differences,
      RankDistribution distribution,
      double wanted,
      double least,
      double pValue) {
    int rank = distribution.rank(wanted);
    if (rank == 0) {
      rank = 1;
      if (distribution.confidence(rank) < least) {
        return Optional.empty();
      }
    }
    Arrays.sort(differences);
    return Optional.of(
        new Shift(
            median(differences),
            differences[rank - 1],
            differences[differences.length - rank],
            distribution.confidence(rank),
            pValue));
  }

  private static double mannWhitneyP(double[] base, double[] candidate) {
    double p = MannWhitneyUTest.withDefaults().test(base, candidate).getPValue();
    // Not a number where all values are equal.
    return Double.isNaN(p) ? 1 : p;
  }

  private static double signedRankP(double[] differences) {
    boolean none = Arrays.stream(differences).allMatch(difference -> difference == 0);
    return none ? 1 : WilcoxonSignedRankTest.withDefaults().test(differences).getPValue();
  }

  /** Of sorted values. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
