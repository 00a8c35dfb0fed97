package longpoll.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.target.ServerStats;

/** Makes the record out of the books, once nobody writes to them any more. */
public final class RecordAssembler {
  private final RunBooks run;
  private final RunDescription facts;
  private final RunSampler.Sampled sampled;
  private final Timeline timeline;
  private final double measuredSeconds;
  private final long nowNanos;
  private final List<String> reasons = new ArrayList<>();

  public RecordAssembler(RunBooks run, RunDescription facts, RunSampler.Sampled sampled) {
    this.run = run;
    this.facts = facts;
    this.sampled = sampled;
    timeline = run.begin();
    nowNanos = run.clock().nanoTime();
    measuredSeconds = timeline.nanosInWindow(timeline.startNanos(), nowNanos) / 1e9;
  }

  public RunRecord assemble(RunDescription.Ending ending) {
    if (ending.aborted()) {
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
        ending.aborted()
            ? RunStatus.ABORTED
            : ending.invalidBecause().isEmpty() ? RunStatus.COMPLETE : RunStatus.INVALID;
    Map<String, MetricSummary> metrics = metrics();
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        facts.id(),
        facts.label(),
        status,
        reasons,
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
        totals(),
        polls(ending.prediction()),
        held(),
        Completeness.events(run, measuredSeconds),
        metrics,
        health());
  }

  private RunRecord.Totals totals() {
    PollCounts.Snapshot total = run.total.snapshot();
    return new RunRecord.Totals(
        run.started.sum(),
        total.delivered(),
        total.empty(),
        total.gap(),
        total.failed(),
        run.cut.sum());
  }

  private RunRecord.Polls polls(EmptyRatePrediction prediction) {
    PollCounts.Snapshot window = run.window.snapshot();
    Double predicted =
        prediction == null || prediction.rate().isEmpty() ? null : prediction.rate().getAsDouble();
    Double measured = window.emptyRate();
    if (predicted != null && measured != null && !prediction.agreesWith(measured)) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "the empty rate of %.2f %% disagrees with the prediction of %.2f %% by more than the"
                  + " %.2f points that late answers explain: server, users or books are off",
              measured * 100,
              predicted * 100,
              prediction.tolerance() * 100));
    }
    return new RunRecord.Polls(
        window.answered(),
        window.delivered(),
        window.empty(),
        window.gap(),
        window.failed(),
        measuredSeconds > 0 ? window.answered() / measuredSeconds : null,
        window.emptyRate(),
        predicted);
  }

  private RunRecord.Held held() {
    long nanos = run.held.nanosInWindow();
    for (UserBook user : run.users()) {
      nanos += user.openHoldInWindowNanos(nowNanos);
    }
    ServerStats first = firstReading();
    ServerStats last = lastReading();
    OptionalLong serverMax =
        sampled.serverReadings().stream().mapToLong(reading -> reading.stats().parked()).max();
    return new RunRecord.Held(
        facts.intended(),
        measuredSeconds > 0 ? nanos / 1e9 / measuredSeconds : null,
        measuredSeconds > 0 ? run.held.maxInWindow() : null,
        perSecond(
            first == null ? null : first.parkedSeconds(),
            last == null ? null : last.parkedSeconds()),
        serverMax.isPresent() ? serverMax.getAsLong() : null);
  }

  private RunRecord.Health health() {
    ServerStats last = lastReading();
    ServerStats first = firstReading();
    Double slip = run.broadcasts.slipP99Millis();
    RunRecord.Server server =
        last == null
            ? new RunRecord.Server(null, null, null, null, slip)
            : new RunRecord.Server(
                perSecond(first.cpu(), last.cpu()),
                last.rssBytes(),
                last.gc() == null ? null : last.gc().pauseMaxMs(),
                bytesPerHeldPoll(last),
                slip);
    return new RunRecord.Health(
        new RunRecord.Injector(
            sampled.injectorCpu(),
            sampled.rssBytes(),
            sampled.gcPauseMaxMillis(),
            sampled.loopLagP99Millis()),
        server,
        facts.clock(),
        new RunRecord.Connections(
            run.connectionsOpened.sum(), run.connectionsReopened.sum(), run.replaysPrevented.sum()),
        Completeness.incompleteBroadcasts(run));
  }

  private Map<String, MetricSummary> metrics() {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      SignedHistogram values = sampled.window().get(measure);
      metrics.put(measure.tag(), believable(measure, values.summary()));
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
   * The rate of a counter between the first and the last reading in the window, by the server's own
   * clock.
   */
  private Double perSecond(Double first, Double last) {
    ServerStats from = firstReading();
    ServerStats to = lastReading();
    if (first == null || last == null || from.now() == null || to.now() <= from.now()) {
      return null;
    }
    return (last - first) / ((to.now() - from.now()) / 1e6);
  }

  private Double bytesPerHeldPoll(ServerStats stats) {
    if (stats.rssBytes() == null || facts.idleServerRssBytes() == null || stats.parked() == 0) {
      return null;
    }
    return (double) (stats.rssBytes() - facts.idleServerRssBytes()) / stats.parked();
  }

  private ServerStats firstReading() {
    return sampled.serverReadings().isEmpty() ? null : sampled.serverReadings().get(0).stats();
  }

  private ServerStats lastReading() {
    int count = sampled.serverReadings().size();
    return count == 0 ? null : sampled.serverReadings().get(count - 1).stats();
  }
}
