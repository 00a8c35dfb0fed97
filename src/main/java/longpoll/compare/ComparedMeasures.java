package longpoll.compare;

import static longpoll.compare.Direction.HIGHER_IS_BETTER;
import static longpoll.compare.Direction.LOWER_IS_BETTER;
import static longpoll.compare.Direction.TWO_SIDED;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.NearestWord;

/** All numbers of a run record that can be compared, in the order in which they are shown. */
public final class ComparedMeasures {
  private static final ToLongFunction<RunRecord> NO_TAIL = run -> Long.MAX_VALUE;
  private static final Map<String, ComparedMeasure> ALL = new LinkedHashMap<>();

  static {
    latency(Measure.LAG_PARKED, LOWER_IS_BETTER);
    latency(Measure.LAG, LOWER_IS_BETTER);
    latency(Measure.LAG_PROBE, LOWER_IS_BETTER);
    latency(Measure.LAG_REPLAYED, LOWER_IS_BETTER);
    latency(Measure.BROADCAST, LOWER_IS_BETTER);
    latency(Measure.LATENESS, LOWER_IS_BETTER);
    latency(Measure.REARM, LOWER_IS_BETTER);
    // The schedule decides how long a poll is held.
    latency(Measure.HOLD_DELIVERED, TWO_SIDED);
    latency(Measure.HOLD_EMPTY, TWO_SIDED);
    for (Measure measure : Measure.values()) {
      if (!ALL.containsKey(measure.tag() + ".p50")) {
        latency(measure, LOWER_IS_BETTER);
      }
    }

    ofPolls("emptyRate", Unit.SHARE, TWO_SIDED, RunRecord.Polls::emptyRate);
    ofPolls("perSecond", Unit.PER_SECOND, HIGHER_IS_BETTER, RunRecord.Polls::perSecond);
    ofPolls("gap", Unit.COUNT, LOWER_IS_BETTER, polls -> (double) polls.gap());
    ofPolls("failed", Unit.COUNT, LOWER_IS_BETTER, polls -> sum(polls.failed()));
    add(
        "totals.failed",
        Unit.COUNT,
        LOWER_IS_BETTER,
        run -> run.totals() == null ? null : sum(run.totals().failed()));

    ofEvents("missed", Unit.COUNT, LOWER_IS_BETTER, RunRecord.Events::missed);
    ofEvents("duplicated", Unit.COUNT, LOWER_IS_BETTER, RunRecord.Events::duplicated);
    ofEvents("outOfOrder", Unit.COUNT, LOWER_IS_BETTER, RunRecord.Events::outOfOrder);
    ofEvents("unseen", Unit.COUNT, LOWER_IS_BETTER, RunRecord.Events::unseen);
    ofEvents("perSecond", Unit.PER_SECOND, HIGHER_IS_BETTER, RunRecord.Events::perSecond);
    ofEvents("perPoll", Unit.RATIO, TWO_SIDED, RunRecord.Events::perPoll);

    ofHeld("mean", RunRecord.Held::mean);
    ofHeld("serverMean", RunRecord.Held::serverMean);

    ofServer("cpu", Unit.CORES, RunRecord.Server::cpu);
    ofServer("rssBytes", Unit.BYTES, RunRecord.Server::rssBytes);
    ofServer("bytesPerHeldPoll", Unit.BYTES, RunRecord.Server::bytesPerHeldPoll);
    ofServer("gcPauseMaxMs", Unit.MILLIS, RunRecord.Server::gcPauseMaxMs);
    ofServer("publishSlipP99Ms", Unit.MILLIS, RunRecord.Server::publishSlipP99Ms);
    ofInjector("cpu", Unit.CORES, RunRecord.Injector::cpu);
    ofInjector("rssBytes", Unit.BYTES, RunRecord.Injector::rssBytes);
    ofInjector("gcPauseMaxMs", Unit.MILLIS, RunRecord.Injector::gcPauseMaxMs);
    ofInjector("loopLagP99Ms", Unit.MILLIS, RunRecord.Injector::loopLagP99Ms);

    ofConnections("reopened", RunRecord.Connections::reopened);
    ofConnections("replayed", RunRecord.Connections::replayed);
    add(
        "health.broadcastsIncomplete",
        Unit.COUNT,
        LOWER_IS_BETTER,
        run -> run.health() == null ? null : number(run.health().broadcastsIncomplete()));
  }

  private ComparedMeasures() {}

  public static Collection<ComparedMeasure> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  public static Optional<ComparedMeasure> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** The name that was probably meant. */
  public static String nearest(String name) {
    return ALL.keySet().stream()
        .min(Comparator.comparingInt(known -> NearestWord.distance(known, name)))
        .orElseThrow();
  }

  private static void latency(Measure measure, Direction direction) {
    percentile(measure, direction, "p50", 0.5, MetricSummary::p50);
    percentile(measure, direction, "p90", 0.1, MetricSummary::p90);
    percentile(measure, direction, "p99", 0.01, MetricSummary::p99);
    percentile(measure, direction, "p999", 0.001, MetricSummary::p999);
    metric(measure, direction, "mean", MetricSummary::mean, NO_TAIL);
    metric(measure, direction, "max", MetricSummary::max, NO_TAIL);
  }

  private static void percentile(
      Measure measure,
      Direction direction,
      String name,
      double share,
      Function<MetricSummary, Double> value) {
    metric(
        measure, direction, name, value, run -> Math.round(metricOf(run, measure).count() * share));
  }

  private static void metric(
      Measure measure,
      Direction direction,
      String name,
      Function<MetricSummary, Double> value,
      ToLongFunction<RunRecord> beyond) {
    String path = measure.tag() + "." + name;
    Function<RunRecord, Double> ofRun = run -> value.apply(metricOf(run, measure));
    ALL.put(path, new ComparedMeasure(path, Unit.MILLIS, direction, ofRun, beyond));
  }

  /** A measure that the run's release did not have yet has no samples. */
  private static MetricSummary metricOf(RunRecord run, Measure measure) {
    MetricSummary summary = run.metrics() == null ? null : run.metrics().get(measure.tag());
    return summary == null ? MetricSummary.NONE : summary;
  }

  private static void ofPolls(
      String name, Unit unit, Direction direction, Function<RunRecord.Polls, Double> value) {
    add(
        "polls." + name,
        unit,
        direction,
        run -> run.polls() == null ? null : value.apply(run.polls()));
  }

  private static void ofEvents(
      String name, Unit unit, Direction direction, Function<RunRecord.Events, Number> value) {
    add(
        "events." + name,
        unit,
        direction,
        run -> run.events() == null ? null : number(value.apply(run.events())));
  }

  private static void ofHeld(String name, Function<RunRecord.Held, Double> value) {
    add(
        "held." + name,
        Unit.COUNT,
        HIGHER_IS_BETTER,
        run -> run.held() == null ? null : value.apply(run.held()));
  }

  private static void ofServer(String name, Unit unit, Function<RunRecord.Server, Number> value) {
    add(
        "health.server." + name,
        unit,
        LOWER_IS_BETTER,
        run ->
            run.health() == null || run.health().server() == null
                ? null
                : number(value.apply(run.health().server())));
  }

  private static void ofInjector(
      String name, Unit unit, Function<RunRecord.Injector, Number> value) {
    add(
        "health.injector." + name,
        unit,
        LOWER_IS_BETTER,
        run ->
            run.health() == null || run.health().injector() == null
                ? null
                : number(value.apply(run.health().injector())));
  }

  private static void ofConnections(String name, ToLongFunction<RunRecord.Connections> value) {
    add(
        "health.connections." + name,
        Unit.COUNT,
        LOWER_IS_BETTER,
        run ->
            run.health() == null || run.health().connections() == null
                ? null
                : (Double) (double) value.applyAsLong(run.health().connections()));
  }

  private static void add(
      String name, Unit unit, Direction direction, Function<RunRecord, Double> value) {
    ALL.put(name, new ComparedMeasure(name, unit, direction, value, NO_TAIL));
  }

  private static Double number(Number value) {
    return value == null ? null : (Double) value.doubleValue();
  }

  private static Double sum(Map<String, Long> kinds) {
    return kinds == null || kinds.values().stream().anyMatch(Objects::isNull)
        ? null
        : (Double) (double) kinds.values().stream().mapToLong(Long::longValue).sum();
  }
}
