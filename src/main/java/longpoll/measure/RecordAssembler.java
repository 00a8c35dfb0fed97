package longpoll.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.target.ServerStats;

/**
 * Makes the record out of the ledger, once nobody writes to it any more. A part that cannot be made
 * is null or empty, and the others stand.
 */
public final class RecordAssembler {
  /** Records of load tools whose HTTP client repeats requests by itself have more. */
  private static final long NO_POLL_IS_SENT_TWICE = 0;

  private final RunLedger run;
  private final RunDescription facts;
  private final RunSampler.Sampled sampled;
  private final ErrorCollector errors;
  private final Timeline timeline;
  private final double measuredSeconds;
  private final long nowNanos;
  private final List<String> reasons = new ArrayList<>();

  /**
   * @param errors where a part that cannot be made is told
   */
  public RecordAssembler(
      RunLedger run, RunDescription facts, RunSampler.Sampled sampled, ErrorCollector errors) {
    this.run = run;
    this.facts = facts;
    this.sampled = sampled;
    this.errors = errors;
    timeline = run.begin();
    nowNanos = run.clock().nanoTime();
    measuredSeconds = timeline.nanosInWindow(timeline.startNanos(), nowNanos) / 1e9;
  }

  public RunRecord assemble(RunDescription.Ending ending) {
    boolean aborted = ending.aborted();
    if (aborted) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "interrupted after %.0f s: %.0f s of %.0f s of the window were measured",
              (nowNanos - timeline.startNanos()) / 1e9,
              measuredSeconds,
              timeline.measured().toMillis() / 1e3));
    }
    reasons.addAll(ending.invalidBecause());
    RunStatus status =
        aborted
            ? RunStatus.ABORTED
            : ending.invalidBecause().isEmpty() ? RunStatus.COMPLETE : RunStatus.INVALID;
    // Of a window that was cut short, the prediction says nothing.
    RunRecord.Polls polls =
        errors.get("polls", null, () -> polls(aborted ? null : ending.prediction()));
    Map<String, MetricSummary> metrics = metrics();
    RunRecord.Events events =
        errors.get(
            "events",
            new RunRecord.Events(null, null, null, null, null, null, null, null, null),
            () -> Completeness.events(run, !aborted, timeline.microsAt(nowNanos), measuredSeconds));
    errors.run("the note on a late start", () -> lateStart(events));
    reasons.addAll(
        errors.get("the reasons for unknown events", List.of(), () -> Completeness.reasons(run)));
    reasons.addAll(errors.get("the misfits", List.of(), run.misfits::inWords));
    RunRecord.Totals totals = errors.get("totals", null, () -> totals(aborted));
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
        (nowNanos - timeline.startNanos()) / 1_000_000,
        facts.simulation(),
        facts.settings(),
        new RunRecord.Window(
            timeline.ramp().plus(timeline.warmup()).toMillis(), Math.round(measuredSeconds * 1e3)),
        facts.target(),
        facts.environment(),
        totals,
        polls,
        errors.get("held", new RunRecord.Held(null, null, null, null, null), this::held),
        events,
        metrics,
        health(aborted),
        run.probes().report(),
        null,
        errors.get("failures", null, () -> run.failureHolds.with(run.total.snapshot().failed())));
  }

  /**
   * What is published between a user's first poll and the server's taking it up is owed to nobody,
   * but the harness sees only the poll that was sent.
   */
  private void lateStart(RunRecord.Events events) {
    ServerStats before = sampled.server().before();
    RunRecord.Probes probes = run.probes().report();
    long meant = facts.users() + (probes == null ? 0 : probes.count());
    boolean missed = events.missed() != null && events.missed() > 0;
    // One of the connections is that of the question.
    if (missed && before != null && before.connections() <= meant) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "some of the missed events may have been owed to nobody: when last asked in the"
                  + " warm-up the server had taken up %,d of %,d connections, and what it published"
                  + " before it took up the others counts as missed; a longer warmup tells",
              Math.max(0, before.connections() - 1),
              meant));
    }
  }

  /** The polls that an interrupted run still holds end with it: they are cut as well. */
  private RunRecord.Totals totals(boolean aborted) {
    PollCounts.Snapshot total = run.total.snapshot();
    long started = run.started.sum();
    long cut = aborted ? Math.max(0, started - total.answered()) : run.cut.sum();
    return new RunRecord.Totals(
        started, total.delivered(), total.empty(), total.gap(), total.failed(), cut);
  }

  private RunRecord.Polls polls(EmptyRatePrediction prediction) {
    Double predicted =
        prediction == null || prediction.rate().isEmpty() ? null : prediction.rate().getAsDouble();
    RunRecord.Polls polls = run.polls(measuredSeconds, predicted);
    Double measured = polls.emptyRate();
    if (predicted != null && measured != null && !prediction.agreesWith(measured)) {
      reasons.add(prediction.disagreementInWords(measured));
    }
    return polls;
  }

  private RunRecord.Held held() {
    long nanos = run.held.nanosInWindow();
    long away = run.awayNanos.sum();
    for (UserLedger user : run.users()) {
      nanos += user.openHoldInWindowNanos(nowNanos);
      away -= user.awayInWindowAfterNanos(nowNanos);
    }
    ServerStats first = sampled.server().first();
    ServerStats last = sampled.server().last();
    OptionalLong serverMax = sampled.server().mostParked();
    RunRecord.Probes probes = run.probes().report();
    Double seconds = secondsWatched();
    Double serverMean =
        seconds == null || first.parkedSeconds() == null || last.parkedSeconds() == null
            ? null
            : (Double) ((last.parkedSeconds() - first.parkedSeconds()) / seconds);
    return new RunRecord.Held(
        intended(nanos, away),
        measuredSeconds > 0 ? nanos / 1e9 / measuredSeconds : null,
        measuredSeconds > 0 ? run.held.maxInWindow() : null,
        serverMean == null ? null : Math.max(0, serverMean - probesHeld(probes)),
        serverMax.isPresent()
            ? Math.max(0, serverMax.getAsLong() - probesHeldAtMost(probes))
            : null);
  }

  private static double probesHeld(RunRecord.Probes probes) {
    return probes == null || probes.heldMean() == null ? 0 : probes.heldMean();
  }

  private static long probesHeldAtMost(RunRecord.Probes probes) {
    return probes == null || probes.heldMax() == null ? 0 : probes.heldMax();
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
        ? (double) facts.users()
        : facts.users() * ((double) heldNanos / (heldNanos + awayNanos));
  }

  private RunRecord.Health health(boolean aborted) {
    return new RunRecord.Health(
        new RunRecord.Injector(
            sampled.injectorCpu(),
            sampled.rssBytes(),
            sampled.gcPauseMaxMillis(),
            sampled.loopLagP99Millis()),
        errors.get(
            "health.server", new RunRecord.Server(null, null, null, null, null), this::server),
        facts.clock(),
        errors.get(
            "health.connections",
            null,
            () ->
                new RunRecord.Connections(
                    run.connectionsOpened.sum(),
                    run.connectionsReopened.sum(),
                    NO_POLL_IS_SENT_TWICE,
                    run.connectionsReopenedIdle.sum())),
        errors.get(
            "health.broadcastsIncomplete",
            null,
            () -> measuredSeconds > 0 ? Completeness.incompleteBroadcasts(run, !aborted) : null));
  }

  private RunRecord.Server server() {
    ServerStats last = sampled.server().last();
    ServerStats first = sampled.server().first();
    Double slip = p99Millis(run.broadcasts.slips());
    Double seconds = secondsWatched();
    return last == null
        ? new RunRecord.Server(null, null, null, null, slip)
        : new RunRecord.Server(
            seconds == null || first.cpu() == null || last.cpu() == null
                ? null
                : ProcessUse.coresBusy(last.cpu() - first.cpu(), seconds),
            last.rssBytes(),
            sampled.server().longestPauseMillis(),
            bytesPerHeldPoll(last),
            slip);
  }

  private static Double p99Millis(SignedHistogram values) {
    return values.isEmpty() ? null : values.valueAtPercentile(99) / 1e6;
  }

  private Map<String, MetricSummary> metrics() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      metrics.put(
          measure.tag(),
          errors.get(
              "metrics." + measure.tag(),
              MetricSummary.NONE,
              () -> believable(measure, sampled.window().get(measure).summary())));
    }
    return metrics;
  }

  /** A lag smaller than the error of the clocks it is the difference of says nothing. */
  private MetricSummary believable(Measure measure, MetricSummary summary) {
    Long boundMicros = facts.clock().boundUs();
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

  /**
   * The time between the first and the last reading in the window, by the server's own clock; null
   * where there is none, also since the server began anew in between.
   */
  private Double secondsWatched() {
    ServerStats from = sampled.server().first();
    ServerStats to = sampled.server().last();
    boolean known = from != null && to != null && from.now() != null && to.now() != null;
    if (!known || to.now() <= from.now() || !Objects.equals(from.epoch(), to.epoch())) {
      return null;
    }
    return (to.now() - from.now()) / 1e6;
  }

  /** Null as well where the server has less than when it was idle: that is no cost of a poll. */
  private Double bytesPerHeldPoll(ServerStats stats) {
    if (stats.rssBytes() == null || facts.idleServerRssBytes() == null || stats.parked() == 0) {
      return null;
    }
    long gained = stats.rssBytes() - facts.idleServerRssBytes();
    return gained < 0 ? null : (Double) ((double) gained / stats.parked());
  }
}
