package longpoll.measure;

import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.record.RunRecord;
import org.HdrHistogram.Histogram;

/**
 * The probe process's side of the ledger: the same ledger as the users', of which the lag is handed
 * on each second and the totals at the end. Confined to the probes' thread.
 */
public final class ProbeAccounts {
  private final RunLedger ledger;
  private final LoopLag loopLag = new LoopLag();
  private final SignedHistogram lagAtLeast = new SignedHistogram();
  private double cpuAtWindowStart;
  private long windowStartNanos;
  private Double cpuInWindow;

  public ProbeAccounts(RunLedger ledger) {
    this.ledger = ledger;
  }

  /** Takes the lags of events planned in a phase; the histogram is lent for the call. */
  @FunctionalInterface
  public interface LagSink {
    void take(Phase phase, boolean negative, Histogram nanos);
  }

  /** Hands over the lags recorded since the last time. */
  public void drainLag(LagSink sink) {
    ledger.bank.drain(
        (measure, phase, negative, values) -> {
          if (measure == Measure.LAG) {
            sink.take(phase, negative, values);
          }
        });
  }

  public long held() {
    return ledger.held.now();
  }

  /** How late the probes' thread came to what was due. */
  public void late(long nanos, boolean inWindow) {
    loopLag.record(nanos, inWindow);
  }

  /**
   * Events were delivered by an answer that may have been there before it was stamped, for all that
   * the process knows. Keeps the lag as it would be then.
   */
  public void delivered(Answer answer, long stampMicros, long maybeEarlierNanos) {
    DeliveryLag lag = ledger.lag();
    for (PolledEvent event : ledger.believable(answer.events(), stampMicros)) {
      if (lag.isKnown(event)
          && ledger.begin().phaseAtMicros(lag.plannedMicros(event)) == Phase.WINDOW) {
        lagAtLeast.record(lag.atLeastNanos(event, stampMicros, maybeEarlierNanos));
      }
    }
  }

  public void windowBegins() {
    ledger.held.secondBegins(0);
    cpuAtWindowStart = ProcessUse.cpuSeconds();
    windowStartNanos = ledger.clock().nanoTime();
  }

  public void windowEnds() {
    double seconds = (ledger.clock().nanoTime() - windowStartNanos) / 1e9;
    cpuInWindow = ProcessUse.coresBusy(ProcessUse.cpuSeconds() - cpuAtWindowStart, seconds);
  }

  /** The totals, once no poll is held any more. */
  public RunRecord.Probes report(int count) {
    Timeline timeline = ledger.begin();
    double measuredSeconds =
        timeline.nanosInWindow(timeline.startNanos(), ledger.clock().nanoTime()) / 1e9;
    boolean measured = measuredSeconds > 0;
    PollCounts.Snapshot total = ledger.total.snapshot();
    return new RunRecord.Probes(
        count,
        ledger.started.sum(),
        total.delivered(),
        total.empty(),
        total.gap(),
        total.failed(),
        ledger.cut.sum(),
        measured ? ledger.held.nanosInWindow() / 1e9 / measuredSeconds : null,
        measured ? ledger.held.maxInWindow() : null,
        cpuInWindow,
        loopLag.p99Millis(),
        lagAtLeast.isEmpty() ? null : lagAtLeast.valueAtPercentile(99) / 1e6,
        ledger.polls(measuredSeconds, null));
  }
}
