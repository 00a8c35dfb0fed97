package longpoll.export;

/** Every measure of runs as {@link OpenMetrics}. */
final class RunsOpenMetrics implements RunFormat {
  @Override
  public String name() {
    return "openmetrics";
  }

  @Override
  public String text(RunExport export) {
    OpenMetrics metrics = new OpenMetrics();
    export.runs().forEach(run -> RunSamples.add(run, "", metrics));
    return metrics.text();
  }
}
