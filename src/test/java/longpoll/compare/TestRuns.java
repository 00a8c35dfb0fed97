package longpoll.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import longpoll.record.MetricSummary;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;

/** Runs for comparisons, alike but for what a test sets. */
final class TestRuns {
  private static final RunRecord MODEL = SampleRecords.full();

  String id;
  RunStatus status = RunStatus.COMPLETE;
  List<String> reasons = List.of();
  final Map<String, Object> settings = new LinkedHashMap<>();
  final Map<String, MetricSummary> metrics = new LinkedHashMap<>(MODEL.metrics());
  RunRecord.Environment environment = MODEL.environment();
  RunRecord.Events events =
      new RunRecord.Events("broadcast", 300L, 3000L, 3000L, 0L, 0L, 0L, 0L, 50.0, 1.0);
  Double emptyRate = 0.37;
  Map<String, Long> failed = Map.of();
  Double serverCpu = 0.3;

  private TestRuns(String id) {
    this.id = id;
    settings.put("users", 5000);
    settings.put("hold", "10s");
    settings.put("label", "main");
  }

  /** Runs with a parked lag of these medians, in ms; p90 is twice, p99 five times as much. */
  static List<ComparedRun> withLag(String name, double... medians) {
    return with(name, run -> {}, medians);
  }

  static List<ComparedRun> with(String name, Consumer<TestRuns> change, double... medians) {
    List<ComparedRun> runs = new ArrayList<>();
    for (int i = 0; i < medians.length; i++) {
      TestRuns run = new TestRuns(name + "-" + i);
      run.lag(medians[i], 100_000);
      change.accept(run);
      runs.add(run.build());
    }
    return runs;
  }

  void lag(double median, long count) {
    metrics.put(
        "lag.parked",
        new MetricSummary(
            "ms",
            count,
            median / 10,
            median * 1.2,
            median,
            median * 2,
            median * 5,
            median * 8,
            median * 20));
  }

  void fingerprint(String fingerprint) {
    RunRecord.Environment was = environment;
    environment =
        new RunRecord.Environment(
            was.cpu(),
            was.cores(),
            was.memoryBytes(),
            was.os(),
            was.kernel(),
            was.jdk(),
            was.jvmArgs(),
            was.gatling(),
            was.harness(),
            was.commit(),
            was.dirty(),
            was.ci(),
            fingerprint);
  }

  private ComparedRun build() {
    RunRecord record =
        new RunRecord(
            MODEL.schemaVersion(),
            id,
            "main",
            status,
            reasons,
            MODEL.startedAt(),
            MODEL.durationMs(),
            MODEL.simulation(),
            settings,
            MODEL.window(),
            MODEL.target(),
            environment,
            new RunRecord.Totals(60_000, 37_500, 17_400, 0, failed, 5_000),
            new RunRecord.Polls(
                41_000, 25_900, 15_060, 0, failed, 683.3, emptyRate, 0.37, 0L, null, Map.of()),
            MODEL.held(),
            events,
            metrics,
            new RunRecord.Health(
                MODEL.health().injector(),
                new RunRecord.Server(serverCpu, 180_000_000L, 4.5, 11_000.0, 0.8),
                MODEL.health().clock(),
                MODEL.health().connections(),
                0L),
            MODEL.probes(),
            MODEL.objectives(),
            MODEL.failures(),
            null,
            null,
            null,
            null,
            null);
    return new ComparedRun(new RunFolder(Path.of("runs", id)), record);
  }
}
