package longpoll.export;

import java.nio.file.Path;
import java.util.List;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;

/**
 * The candidate's medians of the {@link Headline} measures as {@link BencherMetrics}; the lower and
 * upper values are the smallest and the largest of its runs. None when a run is not complete.
 */
final class ComparisonBencher implements ComparisonFormat {
  @Override
  public String fileName() {
    return "bencher.json";
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    List<ComparedMeasure> headline = Headline.of(comparison.policy());
    String name = Names.of(comparison.candidate());
    BencherMetrics metrics = new BencherMetrics();
    for (MeasureComparison compared : comparison.measures()) {
      if (headline.contains(compared.measure())
          && compared.candidateMedian() != null
          && ComparedRun.allComplete(comparison.candidate())) {
        Spread spread = Spread.of(compared.candidate()).orElseThrow();
        metrics.add(
            name,
            compared.measure(),
            new BencherMetrics.Metric(compared.candidateMedian(), spread.low(), spread.high()));
      }
    }
    return metrics.text();
  }
}
