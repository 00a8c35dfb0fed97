package longpoll.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Verdict;

/**
 * The verdict, the shifts, and every measure of every run as {@link OpenMetrics}. Shifts are
 * relative to the base median; where that is 0 there is none.
 */
final class ComparisonOpenMetrics implements ComparisonFormat {
  @Override
  public String fileName() {
    return "openmetrics.txt";
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    OpenMetrics metrics = new OpenMetrics();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("simulation", Names.simulation(comparison.candidate()));
    labels.put("label", Names.label(comparison.candidate()));
    for (Verdict verdict : Verdict.values()) {
      metrics.add(
          "longpoll_comparison_verdict",
          "",
          "1 for the verdict that the comparison has.",
          RunSamples.with(labels, "verdict", verdict.word()),
          verdict == comparison.verdict() ? 1 : 0);
    }
    if (!comparison.refused()) {
      comparison.measures().forEach(compared -> addShift(compared, labels, metrics));
    }
    comparison.base().forEach(run -> RunSamples.add(run, labels(run, "base"), metrics));
    comparison.candidate().forEach(run -> RunSamples.add(run, labels(run, "candidate"), metrics));
    return metrics.text();
  }

  private static Map<String, String> labels(ComparedRun run, String side) {
    return RunSamples.with(RunSamples.with(RunSamples.labels(run), "side", side), "run", run.id());
  }

  private static void addShift(
      MeasureComparison compared, Map<String, String> labels, OpenMetrics metrics) {
    if (compared.relativeShift() == null) {
      return;
    }
    Map<String, Double> bounds = new LinkedHashMap<>();
    bounds.put("estimate", compared.relativeShift());
    bounds.put("low", compared.relative(compared.shift().low()));
    bounds.put("high", compared.relative(compared.shift().high()));
    Map<String, String> ofMeasure = RunSamples.with(labels, "measure", compared.measure().name());
    bounds.forEach(
        (bound, value) ->
            metrics.add(
                "longpoll_comparison_shift_ratio",
                "ratio",
                "Shift from base to candidate, as a share of the base median, and its interval.",
                RunSamples.with(ofMeasure, "bound", bound),
                value));
  }
}
