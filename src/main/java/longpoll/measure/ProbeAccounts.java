package longpoll.measure;

import java.util.EnumMap;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.host.LoopLag;
import longpoll.host.ProcessUse;

/**
 * The probe process's side of the ledger. It is the same ledger as the users'. What came to it is
 * handed on each second, so a process that dies takes no more than its last second with it.
 * Confined to the probes' thread.
 */
public final class ProbeAccounts {
  private final RunLedger ledger;
  private final LoopLag loopLag = new LoopLag();
  private SignedHistogram lagAtLeast = new SignedHistogram();
  private double cpuAtWindowStart;
  private long windowStartNanos;
  private Double cpuInWindow;

  /** What the deltas so far add up to. */
  private PollTally toldPolls = PollTally.NONE;

  private long toldHeldNanos;

  public ProbeAccounts(RunLedger ledger) {
    this.ledger = ledger;
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

  /**
   * What was seen since the last call. The last one, once no poll is held any more, makes the
   * account whole.
   */
  public ProbeAccount.Delta delta() {
    Map<Phase, SignedHistogram> lags = new EnumMap<>(Phase.class);
    ledger.bank.drain(
        (measure, phase, negative, values) -> {
          if (measure == Measure.LAG) {
            SignedHistogram both = lags.computeIfAbsent(phase, any -> new SignedHistogram());
            if (negative) {
              both.addBelowZero(values);
            } else {
              both.addFromZero(values);
            }
          }
        });
    Map<Phase, SavedHistogram> saved = new EnumMap<>(Phase.class);
    lags.forEach((phase, values) -> saved.put(phase, SavedHistogram.of(values)));
    return new ProbeAccount.Delta(accountSinceLast(), ledger.held.now(), saved);
  }

  private ProbeAccount accountSinceLast() {
    long nowNanos = ledger.clock().nanoTime();
    HeldGauge.Snapshot held = ledger.heldUntil(nowNanos);
    PollTally polls = ledger.tally();
    ProbeAccount since =
        new ProbeAccount(
            nowNanos - ledger.begin().startNanos(),
            polls.minus(toldPolls),
            held.heldNanos() - toldHeldNanos,
            held.mostBySecond().max(0),
            cpuInWindow,
            loopLag.inWindowSinceLast(),
            SavedHistogram.of(lagAtLeast));
    toldPolls = polls;
    toldHeldNanos = held.heldNanos();
    lagAtLeast = new SignedHistogram();
    return since;
  }
}
