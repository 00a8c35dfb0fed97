package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankDistributionTest {

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 12})
  void aSignedRankIntervalHasTheConfidenceThatCountingAllSignsGives(int pairs) {
    RankDistribution distribution = RankDistribution.signedRank(pairs);
    for (int rank = 1; rank <= pairs; rank++) {
      int most = rank - 1;
      long atMost = 0;
      for (int signs = 0; signs < 1 << pairs; signs++) {
        int sum = 0;
        for (int i = 0; i < pairs; i++) {
          sum += (signs >> i & 1) * (i + 1);
        }
        atMost += sum <= most ? 1 : 0;
      }
      assertThat(distribution.confidence(rank))
          .isCloseTo(1 - 2.0 * atMost / (1 << pairs), within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"4,4", "3,5", "5,4", "6,6"})
  void aMannWhitneyIntervalHasTheConfidenceThatCountingAllOrdersGives(int first, int second) {
    RankDistribution distribution = RankDistribution.mannWhitney(first, second);
    int all = first + second;
    for (int rank = 1; rank <= first * second / 2; rank++) {
      long orders = 0;
      long atMost = 0;
      for (int order = 0; order < 1 << all; order++) {
        if (Integer.bitCount(order) != first) {
          continue;
        }
        int larger = 0;
        int seconds = 0;
        for (int i = 0; i < all; i++) {
          if ((order >> i & 1) == 1) {
            larger += seconds;
          } else {
            seconds++;
          }
        }
        orders++;
        atMost += larger <= rank - 1 ? 1 : 0;
      }
      assertThat(distribution.confidence(rank)).isCloseTo(1 - 2.0 * atMost / orders, within(1e-12));
    }
  }

  @Test
  void theRankIsTheNarrowestThatStillReachesTheConfidence() {
    RankDistribution eight = RankDistribution.signedRank(8);
    assertThat(eight.rank(0.95)).isEqualTo(4);
    assertThat(eight.confidence(4)).isGreaterThanOrEqualTo(0.95);
    assertThat(eight.confidence(5)).isLessThan(0.95);
    assertThat(eight.rank(0.99)).isEqualTo(1);
  }

  @Test
  void tooFewValuesReachNoRank() {
    assertThat(RankDistribution.signedRank(6).rank(0.99)).isZero();
    assertThat(RankDistribution.signedRank(5).rank(0.95)).isZero();
    assertThat(RankDistribution.mannWhitney(3, 3).rank(0.95)).isZero();
  }
}
