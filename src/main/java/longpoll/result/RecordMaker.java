package longpoll.result;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import longpoll.histogram.Measure;
import longpoll.measure.ErrorCollector;
import longpoll.measure.FailureHolds;
import longpoll.measure.HeldGauge;
import longpoll.measure.ProbeAccount;
import longpoll.measure.RunDescription;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Shard;
import longpoll.measure.Timeline;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.settings.Settings;
import longpoll.target.ServerStats;

/**
 * Makes the record out of a snapshot: first the figures, then what speaks against them, then the
 * objectives. The same snapshot always makes the same record. A part that cannot be made is null or
 * empty, and the others stand. For one thread.
 */
public final class RecordMaker {
  private final RunSnapshot run;
  private final RunDescription facts;
  private final ErrorCollector errors;
  private final Timeline timeline;
  private final double measuredSeconds;
  private final boolean aborted;
  private final RunRecord.Clock clock;
  private final RunRecord.Probes probes;
  private final ShardFigures shards;
  private final List<String> reasons = new ArrayList<>();
  private RunRecord figures;

  /**
   * Of what one injector measured.
   *
   * @param errors where a part that cannot be made is told
   */
  public RecordMaker(RunSnapshot run, ErrorCollector errors) {
    this(run, run.first().description(), null, errors);
  }

  /**
   * Of what several injectors measured together.
   *
   * @param id the name of the folder that the record is written to
   * @param found if some are missing, the record is invalid
   * @param errors where a part that cannot be made is told
   */
  public static RecordMaker ofShards(
      RunSnapshot run, String id, FoundShards found, ErrorCollector errors) {
    return new RecordMaker(
        run, run.first().description().ofAll(id), new ShardFigures(run, found), errors);
  }

  private RecordMaker(
      RunSnapshot run, RunDescription facts, ShardFigures shards, ErrorCollector errors) {
    this.run = run;
    this.facts = facts;
    this.shards = shards;
    this.errors = errors;
    timeline = run.first().timing().timeline();
    measuredSeconds = run.measuredSeconds();
    aborted = run.aborted();
    clock = errors.get("the comparison of the clocks", run.first().clockThen(), this::clock);
    probes = errors.get("probes", null, this::probes);
  }

  /**
   * The whole record. Called again after more of the closing has failed, it has that among its
   * reasons.
   *
   * @param problemWords makes what went wrong fit to be shown to strangers
   */
  public RunRecord record(
      Settings.Validity limits,
      Settings.Objectives objectives,
      UnaryOperator<String> problemWords) {
    if (figures == null) {
      figures = withRemarks(limits);
    }
    List<RunRecord.Objective> checked = Objectives.check(objectives, figures, errors);
    return figures
        .invalidBecause(errors.problems().stream().map(problemWords).toList())
        .judgedBy(checked);
  }

  /** The figures, and what speaks against them. */
  private RunRecord withRemarks(Settings.Validity limits) {
    // Of a window that was cut short it would say nothing, and whoever interrupts does not wait.
    EmptyRatePrediction prediction =
        aborted
            ? null
            : errors.get("the prediction", null, () -> RunPrediction.of(run, clock.boundUs()));
    RunRecord alone = figures(prediction);
    Validity validity =
        errors.get(
            "validity", new Validity(List.of(), List.of()), () -> Validity.check(limits, alone));
    PublishingRemarks publishing =
        errors.get(
            "the publisher's remarks",
            new PublishingRemarks(List.of(), List.of()),
            () ->
                PublishingRemarks.of(
                    limits, run.first().publisherAtStart(), run.first().publisherAtEnd()));
    List<String> notices = new ArrayList<>(validity.notices());
    notices.addAll(publishing.notices());
    notices.addAll(RunRemarks.probes(run));
    notices.addAll(errors.get("the notes on starts", List.of(), () -> RunRemarks.lateStarts(run)));
    return alone
        .invalidBecause(validity.invalid())
        .invalidBecause(publishing.invalid())
        .withReasons(notices);
  }

  /**
   * The record before anything is judged. To be called once.
   *
   * @param prediction of the empty rate, or null where there is none
   */
  public RunRecord figures(EmptyRatePrediction prediction) {
    long elapsedNanos = run.first().timing().elapsedNanos();
    if (aborted) {
      reasons.add(RunRemarks.interrupted(run));
    }
    List<String> invalid = new ArrayList<>();
    if (shards != null) {
      invalid.addAll(errors.get("the look for injectors", List.of(), shards::invalid));
      reasons.addAll(errors.get("the notes on injectors", List.of(), shards::notices));
    }
    invalid.addAll(RunRemarks.invalid(run, errors));
    reasons.addAll(invalid);
    RunStatus status =
        aborted ? RunStatus.ABORTED : invalid.isEmpty() ? RunStatus.COMPLETE : RunStatus.INVALID;
    // Of a window that was cut short, the prediction says nothing.
    RunRecord.Polls polls = errors.get("polls", null, () -> polls(aborted ? null : prediction));
    Map<String, MetricSummary> metrics = metrics();
    RunRecord.Events events =
        errors.get(
            "events",
            Completeness.unknown(run),
            () -> Completeness.events(run, run.first().timing().endMicros(), measuredSeconds));
    reasons.addAll(
        errors.get(
            "the note on a late start",
            List.of(),
            () -> RunRemarks.lateStart(run, events.missed(), probes == null ? 0 : probes.count())));
    reasons.addAll(
        errors.get("the reasons for unknown events", List.of(), () -> Completeness.reasons(run)));
    reasons.addAll(run.misfits().values());
    RunRecord.Totals totals = errors.get("totals", null, () -> run.polls().totals(aborted));
    RunRecord.Held held =
        errors.get("held", new RunRecord.Held(null, null, null, null, null), this::held);
    RunRecord.Health health = health();
    reasons.addAll(errors.get("the look for restarts", List.of(), () -> RunRemarks.restarts(run)));
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        facts.id(),
        facts.label(),
        status,
        List.copyOf(reasons),
        Instant.EPOCH
            .plus(timeline.startMicros(), ChronoUnit.MICROS)
            .truncatedTo(ChronoUnit.MILLIS)
            .toString(),
        elapsedNanos / 1_000_000,
        facts.simulation(),
        facts.settings(),
        window(),
        facts.target(),
        facts.environment(),
        totals,
        polls,
        held,
        events,
        metrics,
        health,
        probes,
        null,
        errors.get("failures", null, this::failures),
        errors.get("requests besides polls", null, this::requests),
        errors.get("publisher", null, this::publisher),
        facts.api(),
        measuredSeconds > 0 ? run.traffic() : null,
        shards == null ? null : errors.get("shards", null, shards::shards));
  }

  /** Null where nothing but polls was sent. */
  private List<RunRecord.Requests> requests() {
    return run.requests() == null || run.requests().isEmpty()
        ? null
        : run.requests().entrySet().stream()
            .map(each -> each.getValue().report(each.getKey()))
            .toList();
  }

  /** Of a run of several, the first shard's publisher is the only one. */
  private RunRecord.Publisher publisher() {
    ServerStats end = run.first().publisherAtEnd();
    ServerStats.Publishing publishing = end == null ? null : end.publishing();
    return publishing == null
        ? null
        : new RunRecord.Publisher(
            publishing.planned(),
            publishing.accepted(),
            publishing.refused(),
            publishing.failed(),
            publishing.unpublished(),
            publishing.waiting() + publishing.underWay(),
            publishing.lateP50Ms(),
            publishing.lateP99Ms(),
            publishing.lateMaxMs(),
            publishing.acceptP50Ms(),
            publishing.acceptP99Ms(),
            publishing.acceptMaxMs());
  }

  private RunRecord.Window window() {
    return new RunRecord.Window(
        timeline.ramp().plus(timeline.warmup()).toMillis(), Math.round(measuredSeconds * 1e3));
  }

  private List<RunRecord.Failure> failures() {
    return run.failureHolds() == null
        ? null
        : FailureHolds.Snapshot.failures(run.polls().total().failed(), run.failureHolds());
  }

  private RunRecord.Polls polls(EmptyRatePrediction prediction) {
    Double predicted =
        prediction == null || prediction.rate().isEmpty() ? null : prediction.rate().getAsDouble();
    RunRecord.Polls polls = run.polls().polls(measuredSeconds, predicted);
    Double measured = polls.emptyRate();
    if (predicted != null && measured != null && !prediction.agreesWith(measured)) {
      reasons.add(prediction.disagreementInWords(measured));
    }
    return polls;
  }

  private RunRecord.Held held() {
    HeldGauge.Snapshot held = run.held();
    if (held == null) {
      return new RunRecord.Held(null, null, null, null, null);
    }
    ServerFigures server = new ServerFigures(run);
    // Of the polls that the server holds, one of several injectors knows only its own.
    boolean allAreOurs = facts.share().coversAll();
    return new RunRecord.Held(
        intended(held.heldNanos(), held.awayNanos()),
        measuredSeconds > 0 ? held.heldNanos() / 1e9 / measuredSeconds : null,
        measuredSeconds > 0 ? (Long) held.mostBySecond().max(0) : null,
        allAreOurs ? server.heldMean(probes) : null,
        allAreOurs ? server.heldMax(probes) : null);
  }

  /**
   * Users that do nothing but hold polls and stay away as long as the re-arm delay says hold this
   * many. In proportion, and not the users less those away: a timer that runs 10 ms late after 10 s
   * is next to nothing, but may be more than all of a short hold. Null where polls are answered at
   * once.
   */
  private Double intended(long heldNanos, long awayNanos) {
    if (facts.hold().isZero()) {
      return null;
    }
    return awayNanos <= 0
        ? (double) run.users()
        : run.users() * ((double) heldNanos / (heldNanos + awayNanos));
  }

  /** Null as well where one shard knows nothing of its own. */
  private RunRecord.Probes probes() {
    int count = 0;
    boolean whole = true;
    ProbeAccount account = null;
    for (Shard shard : run.shards()) {
      Shard.Probes ofShard = shard.probes();
      if (ofShard == null) {
        // It was to have none: there are fewer probes than injectors.
        continue;
      }
      if (ofShard.account() == null) {
        return null;
      }
      count += ofShard.count();
      whole &= ofShard.isWhole();
      account = account == null ? ofShard.account() : account.beside(ofShard.account());
    }
    return account == null ? null : account.report(count, run.first().timing(), whole);
  }

  private RunRecord.Health health() {
    return new RunRecord.Health(
        new RunRecord.Injector(
            worst(RunRecord.Injector::cpu),
            worst(RunRecord.Injector::rssBytes),
            worst(RunRecord.Injector::gcPauseMaxMs),
            worst(RunRecord.Injector::loopLagP99Ms),
            worst(RunRecord.Injector::timeWaitMax),
            worst(RunRecord.Injector::bytesPerHeldPoll)),
        errors.get(
            "health.server",
            new RunRecord.Server(null, null, null, null, null),
            () -> new ServerFigures(run).server(run.slips())),
        clock,
        run.connections(),
        errors.get(
            "health.broadcastsIncomplete",
            null,
            () -> measuredSeconds > 0 ? Completeness.incompleteBroadcasts(run) : null));
  }

  /** Each injector has to keep up by itself. Null where one of them does not say. */
  private <T extends Comparable<T>> T worst(Function<RunRecord.Injector, T> figure) {
    List<T> all = new ArrayList<>();
    run.shards().forEach(shard -> all.add(figure.apply(shard.injector())));
    return all.contains(null) ? null : all.stream().max(Comparator.naturalOrder()).orElse(null);
  }

  /** The offset that the first shard found, and the largest bound that any of them did. */
  private RunRecord.Clock clock() {
    RunRecord.Clock clock = run.first().clock();
    for (Shard shard : run.shards()) {
      Long bound = shard.clock().boundUs();
      if (bound == null || clock.boundUs() == null) {
        return new RunRecord.Clock(null, null);
      }
      clock = new RunRecord.Clock(clock.offsetUs(), Math.max(clock.boundUs(), bound));
    }
    return clock;
  }

  private Map<String, MetricSummary> metrics() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      metrics.put(
          measure.tag(),
          errors.get(
              "metrics." + measure.tag(),
              MetricSummary.NONE,
              () ->
                  measure == Measure.LAG_PROBE && !InjectorQueue.sawTheWindow(probes, window())
                      ? MetricSummary.NONE
                      : believable(measure, run.inWindow(measure).summary())));
    }
    return metrics;
  }

  /** A lag smaller than the error of the clocks it is the difference of says nothing. */
  private MetricSummary believable(Measure measure, MetricSummary summary) {
    Long boundMicros = clock.boundUs();
    boolean betweenClocks = measure.negativeTag() != null && measure != Measure.LATENESS;
    if (!betweenClocks || boundMicros == null || summary.count() == 0) {
      return summary;
    }
    if (boundMicros / 1e3 <= Math.abs(summary.p50())) {
      return summary;
    }
    reasons.add(
        String.format(
            Locale.ROOT,
            "%s is not shown: its median of %.3f ms is less than the %.3f ms that the clocks may be"
                + " apart",
            measure.tag(),
            summary.p50(),
            boundMicros / 1e3));
    return MetricSummary.NONE;
  }
}
