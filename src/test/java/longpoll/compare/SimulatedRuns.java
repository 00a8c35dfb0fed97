package longpoll.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import longpoll.record.MetricSummary;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;

/**
 * Runs that never were, with the noise of runs that were. A simulated run takes a recorded one and
 * moves it from the level of its session to that of another: each gated measure is multiplied by
 * the ratio of the two sessions' medians. So the noise within a session is resampled, all measures
 * of a run together, and what differs between sessions is a shift.
 *
 * <p>The two runs of a pair are recorded runs that followed each other. A comparison lies in one
 * session or, every other time, goes over into another at a random point, in the middle of a pair
 * if it falls there.
 */
final class SimulatedRuns {
  private final RecordedRuns recorded;
  private final List<ComparedMeasure> measures;
  private final RandomGenerator random;
  private final Map<String, Double> levels = new HashMap<>();
  private int made;

  SimulatedRuns(RecordedRuns recorded, List<ComparedMeasure> measures, RandomGenerator random) {
    this.recorded = recorded;
    this.measures = measures;
    this.random = random;
  }

  /** Base and candidate of an {@code ab}: pairs in ABBA order. */
  record Sides(List<ComparedRun> base, List<ComparedRun> candidate) {}

  /**
   * @param slowdown factor on the candidate's latencies, 1 for none
   */
  Sides pairs(int pairs, double slowdown) {
    String first = anySession();
    String second = random.nextBoolean() ? anySession() : first;
    int change = random.nextInt(2 * pairs);
    List<ComparedRun> base = new ArrayList<>();
    List<ComparedRun> candidate = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      String from = anySession();
      List<ComparedRun> runs = recorded.of(from);
      int at = random.nextInt(runs.size() - 1);
      for (int half = 0; half < 2; half++) {
        String to = 2 * pair + half < change ? first : second;
        boolean isBase = (pair + half) % 2 == 0;
        ComparedRun run = moved(runs.get(at + half), from, to, isBase ? 1 : slowdown);
        (isBase ? base : candidate).add(run);
      }
    }
    return new Sides(base, candidate);
  }

  /** Runs of two sessions, not paired: what comparing with a stored baseline amounts to. */
  Sides apart(int runs, double slowdown) {
    String first = anySession();
    String second = anySession();
    List<ComparedRun> base = new ArrayList<>();
    List<ComparedRun> candidate = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      base.add(oneOf(first, 1));
      candidate.add(oneOf(second, slowdown));
    }
    return new Sides(base, candidate);
  }

  private ComparedRun oneOf(String session, double slowdown) {
    String from = anySession();
    List<ComparedRun> runs = recorded.of(from);
    return moved(runs.get(random.nextInt(runs.size())), from, session, slowdown);
  }

  private String anySession() {
    return recorded.names().get(random.nextInt(recorded.names().size()));
  }

  private ComparedRun moved(ComparedRun run, String from, String to, double slowdown) {
    Map<String, Double> values = new HashMap<>();
    for (ComparedMeasure measure : measures) {
      double was = measure.of(run.record()).orElseThrow();
      double factor = measure.unit() == Unit.MILLIS ? slowdown : 1;
      values.put(measure.name(), was * level(to, measure) / level(from, measure) * factor);
    }
    made++;
    return new ComparedRun(
        new RunFolder(Path.of("simulated-" + made)),
        with(run.record(), "simulated-" + made, values));
  }

  private double level(String session, ComparedMeasure measure) {
    return levels.computeIfAbsent(
        session + " " + measure.name(), key -> recorded.level(session, measure));
  }

  private static RunRecord with(RunRecord run, String id, Map<String, Double> values) {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>(run.metrics());
    metrics.replaceAll((tag, was) -> summary(tag, was, values));
    RunRecord.Polls polls = run.polls();
    RunRecord.Server server = run.health().server();
    return new RunRecord(
        run.schemaVersion(),
        id,
        run.label(),
        run.status(),
        run.reasons(),
        run.startedAt(),
        run.durationMs(),
        run.simulation(),
        run.settings(),
        run.window(),
        run.target(),
        run.environment(),
        run.totals(),
        new RunRecord.Polls(
            polls.total(),
            polls.delivered(),
            polls.empty(),
            polls.gap(),
            polls.failed(),
            polls.perSecond(),
            values.getOrDefault("polls.emptyRate", polls.emptyRate()),
            polls.emptyRatePredicted(),
            polls.early(),
            polls.earlyP50Ms(),
            polls.unheld()),
        run.held(),
        run.events(),
        metrics,
        new RunRecord.Health(
            run.health().injector(),
            new RunRecord.Server(
                values.getOrDefault("health.server.cpu", server.cpu()),
                server.rssBytes(),
                server.gcPauseMaxMs(),
                server.bytesPerHeldPoll(),
                server.publishSlipP99Ms()),
            run.health().clock(),
            run.health().connections(),
            run.health().broadcastsIncomplete()),
        run.probes(),
        run.objectives(),
        run.failures(),
        null,
        null,
        null,
        null,
        null);
  }

  private static MetricSummary summary(String tag, MetricSummary was, Map<String, Double> values) {
    return new MetricSummary(
        was.unit(),
        was.count(),
        was.min(),
        was.mean(),
        values.getOrDefault(tag + ".p50", was.p50()),
        values.getOrDefault(tag + ".p90", was.p90()),
        values.getOrDefault(tag + ".p99", was.p99()),
        was.p999(),
        was.max());
  }
}
