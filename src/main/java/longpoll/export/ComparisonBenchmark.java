package longpoll.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Direction;
import longpoll.compare.MeasureComparison;

/**
 * The candidate's medians of the {@link Headline} measures of one direction, each a {@link
 * BenchmarkEntry}. The range is that of the runs. None when a run is not complete.
 */
final class ComparisonBenchmark implements ComparisonFormat {
  private final String fileName;
  private final Direction direction;

  ComparisonBenchmark(String fileName, Direction direction) {
    this.fileName = fileName;
    this.direction = direction;
  }

  @Override
  public String fileName() {
    return fileName;
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    List<ComparedMeasure> headline = Headline.of(comparison.policy());
    String name = Names.of(comparison.candidate());
    List<BenchmarkEntry> entries = new ArrayList<>();
    for (MeasureComparison compared : comparison.measures()) {
      ComparedMeasure measure = compared.measure();
      if (measure.direction() == direction
          && headline.contains(measure)
          && compared.candidateMedian() != null
          && ComparedRun.allComplete(comparison.candidate())) {
        entries.add(
            new BenchmarkEntry(
                name + "/" + measure.name(),
                measure.unit().symbol(),
                compared.candidateMedian(),
                range(compared),
                extra(compared, comparison)));
      }
    }
    return Json.text(entries);
  }

  private static String range(MeasureComparison compared) {
    return Spread.of(compared.candidate())
        .filter(spread -> spread.count() > 1)
        .map(spread -> spread.inWords(compared.measure().unit()))
        .orElse(null);
  }

  private static String extra(MeasureComparison compared, Comparison comparison) {
    return "median of "
        + comparison.candidate().size()
        + (comparison.candidate().size() == 1 ? " run" : " runs")
        + "\nbase: "
        + compared.measure().unit().formatOrNone(compared.baseMedian())
        + "\nverdict: "
        + comparison.verdictOn(compared).word();
  }
}
