package longpoll.export;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Verdict;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;

/**
 * {@link OpenMetrics} text: every measure of every run, its start and its status; of a comparison
 * also the verdict and the shifts. A shift is relative to the base median; where that is 0 there is
 * none. A single run has no label with its id, so that the next one continues its series.
 */
final class OpenMetricsFormat extends TextFormat {
  @Override
  public String name() {
    return "openmetrics";
  }

  @Override
  public String description() {
    return "OpenMetrics text, base units";
  }

  @Override
  public String comparisonFile() {
    return "openmetrics.txt";
  }

  @Override
  String text(Comparison comparison, Path place) {
    OpenMetrics metrics = new OpenMetrics();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("simulation", Names.simulation(comparison.candidate()));
    labels.put("label", Names.label(comparison.candidate()));
    putApi(labels, Names.api(comparison.candidate()));
    for (Verdict verdict : Verdict.values()) {
      metrics.add(
          "longpoll_comparison_verdict",
          "",
          "1 for the verdict that the comparison has.",
          with(labels, "verdict", verdict.word()),
          verdict == comparison.verdict() ? 1 : 0);
    }
    if (!comparison.refused()) {
      comparison.measures().forEach(compared -> addShift(compared, labels, metrics));
    }
    comparison.base().forEach(run -> addRun(run, labels(run, "base"), metrics));
    comparison.candidate().forEach(run -> addRun(run, labels(run, "candidate"), metrics));
    return metrics.text();
  }

  private static Map<String, String> labels(ComparedRun run, String side) {
    return with(with(labels(run), "side", side), "run", run.id());
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
    Map<String, String> ofMeasure = with(labels, "measure", compared.measure().name());
    bounds.forEach(
        (bound, value) ->
            metrics.add(
                "longpoll_comparison_shift_ratio",
                "ratio",
                "Shift from base to candidate, as a share of the base median, and its interval.",
                with(ofMeasure, "bound", bound),
                value));
  }

  @Override
  public String text(RunExport export) {
    OpenMetrics metrics = new OpenMetrics();
    for (ComparedRun run : export.runs()) {
      Map<String, String> labels = labels(run);
      addRun(run, export.runs().size() == 1 ? labels : with(labels, "run", run.id()), metrics);
    }
    return metrics.text();
  }

  /**
   * @param labels that tell the run from the others
   */
  private static void addRun(ComparedRun run, Map<String, String> labels, OpenMetrics metrics) {
    for (ComparedMeasure measure : ComparedMeasures.all()) {
      measure
          .of(run.record())
          .ifPresent(
              value -> {
                MeasureFamily family = MeasureFamily.of(measure);
                metrics.add(
                    family.name(),
                    family.unit(),
                    family.help(),
                    family.statistic().isEmpty()
                        ? labels
                        : with(labels, "stat", family.statistic()),
                    MeasureFamily.inBaseUnit(value, measure.unit()));
              });
    }
    try {
      metrics.add(
          "longpoll_run_start_time_seconds",
          "seconds",
          "Instant of the first poll, since the Unix epoch.",
          labels,
          Instant.parse(String.valueOf(run.record().startedAt())).toEpochMilli() / 1000.0);
    } catch (DateTimeParseException e) {
      // A record that does not say has no such sample.
    }
    for (RunStatus status : RunStatus.values()) {
      metrics.add(
          "longpoll_run_status",
          "",
          "1 for the status that the run has.",
          with(labels, "status", status.word()),
          status == run.record().status() ? 1 : 0);
    }
  }

  private static Map<String, String> with(Map<String, String> labels, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return more;
  }

  /** What stays the same from one run of a job to the next. */
  private static Map<String, String> labels(ComparedRun run) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("simulation", Names.simulation(run.record().simulation()));
    labels.put("label", Names.label(run));
    putApi(labels, run.record().api());
    return labels;
  }

  private static void putApi(Map<String, String> labels, RunRecord.Api api) {
    if (api != null) {
      labels.put("api", api.name());
      labels.put("method", api.method());
    }
  }
}
