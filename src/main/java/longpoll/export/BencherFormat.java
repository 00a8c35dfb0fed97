package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;

/**
 * Bencher Metric Format: an object for each benchmark, in it one for each measure, by the measure's
 * slug. Format: https://bencher.dev/docs/reference/bencher-metric-format, read by {@code bencher
 * run --adapter json}. It has no units, so slugs name them: {@code lag-parked-p99-ms}.
 *
 * <p>It has the {@link ChartedMeasures}: the candidate's medians between the smallest and the
 * largest of its runs, or a benchmark for each run. Runs that are not complete are left out, and
 * with them the whole candidate: Bencher keeps a history.
 */
final class BencherFormat extends TextFormat {
  @Override
  public String name() {
    return "bencher";
  }

  @Override
  public String description() {
    return "Bencher Metric Format";
  }

  @Override
  public String comparisonFile() {
    return "bencher.json";
  }

  @Override
  String text(Comparison comparison, Path place) {
    List<ComparedMeasure> charted = ChartedMeasures.of(comparison.policy());
    String name = Names.of(comparison.candidate());
    Benchmarks metrics = new Benchmarks();
    for (MeasureComparison compared : comparison.measures()) {
      if (charted.contains(compared.measure())
          && compared.candidateMedian() != null
          && ComparedRun.allComplete(comparison.candidate())) {
        Spread spread = Spread.of(compared.candidate()).orElseThrow();
        metrics.add(
            name,
            compared.measure(),
            new Metric(compared.candidateMedian(), spread.low(), spread.high()));
      }
    }
    return metrics.text();
  }

  @Override
  public String text(RunExport export) {
    Benchmarks metrics = new Benchmarks();
    for (ComparedRun run : export.complete()) {
      for (ComparedMeasure measure : ChartedMeasures.of(export.policy())) {
        measure
            .of(run.record())
            .ifPresent(
                value -> metrics.add(export.nameOf(run), measure, new Metric(value, null, null)));
      }
    }
    return metrics.text();
  }

  static String slug(ComparedMeasure measure) {
    List<String> words = new ArrayList<>(Names.words(measure));
    String unit =
        switch (measure.unit()) {
          case MILLIS -> "ms";
          case SHARE -> "share";
          case CORES -> "cores";
          // The name says it, or there is none.
          case BYTES, COUNT, PER_SECOND, RATIO -> "";
        };
    if (!unit.isEmpty() && !words.get(words.size() - 1).equals(unit)) {
      words.add(unit);
    }
    return String.join("-", words);
  }

  /**
   * @param lower null to leave it out
   * @param upper null to leave it out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Metric(
      double value,
      @JsonProperty("lower_value") Double lower,
      @JsonProperty("upper_value") Double upper) {}

  /** An object for each benchmark, in it one for each measure. */
  private static final class Benchmarks {
    private final Map<String, Map<String, Metric>> all = new LinkedHashMap<>();

    void add(String benchmark, ComparedMeasure measure, Metric metric) {
      all.computeIfAbsent(benchmark, absent -> new LinkedHashMap<>()).put(slug(measure), metric);
    }

    String text() {
      return Json.text(all);
    }
  }
}
