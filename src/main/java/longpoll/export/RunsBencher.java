package longpoll.export;

import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedRun;

/**
 * Complete runs' {@link Headline} measures as {@link BencherMetrics}: a benchmark a run. The
 * numbers of other runs do not stand.
 */
final class RunsBencher implements RunFormat {
  @Override
  public String name() {
    return "bencher";
  }

  @Override
  public String text(RunExport export) {
    BencherMetrics metrics = new BencherMetrics();
    for (ComparedRun run : export.complete()) {
      for (ComparedMeasure measure : Headline.of(export.policy())) {
        measure
            .of(run.record())
            .ifPresent(
                value ->
                    metrics.add(
                        export.nameOf(run), measure, new BencherMetrics.Metric(value, null, null)));
      }
    }
    return metrics.text();
  }
}
