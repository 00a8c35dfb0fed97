package longpoll.export;

import java.util.Map;
import longpoll.compare.ComparedRun;

/**
 * Every measure of runs as {@link OpenMetrics}. A single run has no label with its id, so that the
 * next one continues its series.
 */
final class RunsOpenMetrics implements RunFormat {
  @Override
  public String name() {
    return "openmetrics";
  }

  @Override
  public String text(RunExport export) {
    OpenMetrics metrics = new OpenMetrics();
    for (ComparedRun run : export.runs()) {
      Map<String, String> labels = RunSamples.labels(run);
      RunSamples.add(
          run,
          export.runs().size() == 1 ? labels : RunSamples.with(labels, "run", run.id()),
          metrics);
    }
    return metrics.text();
  }
}
