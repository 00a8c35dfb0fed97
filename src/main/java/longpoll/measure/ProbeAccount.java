package longpoll.measure;

import java.util.EnumMap;
import java.util.Map;
import longpoll.histogram.SavedHistogram;
import longpoll.record.RunRecord;

/**
 * What the probes of one process saw, as far as it is known: their polls, and how the process
 * fared. Sent once a second as a {@link Delta} and added up by the harness. Immutable.
 *
 * @param untilNanos when it ends, since the first poll of a user
 * @param polls theirs, over the whole run
 * @param heldNanos hold time in the window, of polls that are still held as well
 * @param heldMax the most held at once in the window
 * @param cpu cores busy on average over the window; null before it ended
 * @param loopLag how late the process came to what was due in the window
 * @param lagAtLeast lags in the window, if each delivery had been there as long before its stamp as
 *     the process had not looked
 */
public record ProbeAccount(
    long untilNanos,
    PollTally polls,
    long heldNanos,
    long heldMax,
    Double cpu,
    SavedHistogram loopLag,
    SavedHistogram lagAtLeast) {
  static final ProbeAccount NONE =
      new ProbeAccount(0, PollTally.NONE, 0, 0, null, SavedHistogram.NONE, SavedHistogram.NONE);

  /**
   * What came to an account since the last delta.
   *
   * @param account whose counts and histograms are those of the time since; the most held at once
   *     is that of the window so far
   * @param held polls held now
   * @param lags of events planned in each phase; a phase without any is absent
   */
  public record Delta(ProbeAccount account, long held, Map<Phase, SavedHistogram> lags) {
    public Delta {
      Map<Phase, SavedHistogram> byPhase = new EnumMap<>(Phase.class);
      byPhase.putAll(lags);
      lags = byPhase;
    }
  }

  /** What a delta of the same probes adds. */
  ProbeAccount plus(ProbeAccount delta) {
    return sum(
        delta, Math.max(untilNanos, delta.untilNanos), Math.max(heldMax, delta.heldMax), delta.cpu);
  }

  /**
   * The probes of two processes together. The most that each held at once are added, since when it
   * was is not known.
   */
  public ProbeAccount beside(ProbeAccount other) {
    return sum(
        other,
        Math.min(untilNanos, other.untilNanos),
        heldMax + other.heldMax,
        cpu == null || other.cpu == null ? null : (Double) (cpu + other.cpu));
  }

  private ProbeAccount sum(ProbeAccount other, long until, long most, Double busy) {
    return new ProbeAccount(
        until,
        polls.plus(other.polls),
        heldNanos + other.heldNanos,
        most,
        busy,
        loopLag.plus(other.loopLag),
        lagAtLeast.plus(other.lagAtLeast));
  }

  /**
   * The account as the record has it.
   *
   * @param count probes asked for
   * @param timing of the run
   * @param whole whether the probes said all they saw; what they held when they were lost ended
   *     with them
   */
  public RunRecord.Probes report(int count, Shard.Timing timing, boolean whole) {
    double measuredSeconds = timing.timeline().nanosInWindow(0, untilNanos) / 1e9;
    boolean measured = measuredSeconds > 0;
    RunRecord.Totals totals = polls.totals(!whole);
    return new RunRecord.Probes(
        count,
        totals.started(),
        totals.delivered(),
        totals.empty(),
        totals.gap(),
        totals.failed(),
        totals.cut(),
        measured ? heldNanos / 1e9 / measuredSeconds : null,
        measured ? (Long) heldMax : null,
        cpu,
        loopLag.open().millisAtPercentile(99),
        lagAtLeast.open().millisAtPercentile(99),
        polls.polls(measuredSeconds, null),
        whole ? null : untilNanos / 1_000_000);
  }
}
