package longpoll.export;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.record.RunStatus;

/** The samples of a run in OpenMetrics text: every measure, its start and its status. */
final class RunSamples {
  private RunSamples() {}

  /**
   * @param labels that tell the run from the others
   */
  static void add(ComparedRun run, Map<String, String> labels, OpenMetrics metrics) {
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

  static Map<String, String> with(Map<String, String> labels, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return more;
  }

  /** What stays the same from one run of a job to the next. */
  static Map<String, String> labels(ComparedRun run) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("simulation", Names.simulation(run.record().simulation()));
    labels.put("label", Names.label(run));
    return labels;
  }
}
