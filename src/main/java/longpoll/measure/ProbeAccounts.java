package longpoll.measure;

import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.record.RunRecord;
import org.HdrHistogram.Histogram;

/**
 * The probe process's side of the books: the same books as the users', of which the lag is handed
 * on each second and the totals at the end. Confined to the probes' thread.
 */
public final class ProbeAccounts {
  private final RunBooks books;
  private final LoopLag loopLag = new LoopLag();
  private final SignedHistogram lagAtLeast = new SignedHistogram();
  private double cpuAtWindowStart;
  private long windowStartNanos;
  private Double cpuInWindow;

  public ProbeAccounts(RunBooks books) {
    this.books = books;
  }

  /** Takes the lags of events planned in a phase; the histogram is lent for the call. */
  @FunctionalInterface
  public interface LagSink {
    void take(Phase phase, boolean negative, Histogram nanos);
  }

  /** Hands over the lags recorded since the last time. */
  public void drainLag(LagSink sink) {
    books.bank.drain(
        (measure, phase, negative, values) -> {
          if (measure == Measure.LAG) {
            sink.take(phase, negative, values);
          }
        });
  }

  public long held() {
    return books.held.now();
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
    Long offset = books.serverOffsetMicros();
    if (offset == null) {
      return;
    }
    for (PolledEvent event : books.believable(answer.events(), stampMicros)) {
      if (event.plannedAtMicros() == PolledEvent.UNKNOWN) {
        continue;
      }
      long planned = event.plannedAtMicros() - offset;
      if (books.begin().phaseAtMicros(planned) == Phase.WINDOW) {
        long lag = (stampMicros - planned) * 1_000;
        // Before it was planned it cannot have come, unless the clocks say so.
        lagAtLeast.record(Math.max(lag - maybeEarlierNanos, Math.min(lag, 0)));
      }
    }
  }

  public void windowBegins() {
    books.held.windowBegins();
    cpuAtWindowStart = ProcessUse.cpuSeconds();
    windowStartNanos = books.clock().nanoTime();
  }

  public void windowEnds() {
    double seconds = (books.clock().nanoTime() - windowStartNanos) / 1e9;
    cpuInWindow = ProcessUse.coresBusy(ProcessUse.cpuSeconds() - cpuAtWindowStart, seconds);
  }

  /** The totals, once no poll is held any more. */
  public RunRecord.Probes report(int count) {
    Timeline timeline = books.begin();
    double measuredSeconds =
        timeline.nanosInWindow(timeline.startNanos(), books.clock().nanoTime()) / 1e9;
    boolean measured = measuredSeconds > 0;
    PollCounts.Snapshot total = books.total.snapshot();
    return new RunRecord.Probes(
        count,
        books.started.sum(),
        total.delivered(),
        total.empty(),
        total.gap(),
        total.failed(),
        books.cut.sum(),
        measured ? books.held.nanosInWindow() / 1e9 / measuredSeconds : null,
        measured ? books.held.maxInWindow() : null,
        cpuInWindow,
        loopLag.p99Millis(),
        lagAtLeast.isEmpty() ? null : lagAtLeast.valueAtPercentile(99) / 1e6,
        books.polls(measuredSeconds, null));
  }
}
