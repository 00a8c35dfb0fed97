package longpoll.measure;

import longpoll.record.RunRecord;

/**
 * Polls by outcome, of users or of probes: of a whole run so far, or what came since an earlier
 * tally. Immutable.
 *
 * @param started polls sent, and those that failed before they were
 * @param cut polls that were given up
 * @param total polls over the whole run
 * @param window those that ended in the window
 * @param early those of the window that came back before their hold limit
 */
public record PollTally(
    long started,
    long cut,
    PollCounts.Snapshot total,
    PollCounts.Snapshot window,
    EarlyReturns.Snapshot early) {
  public static final PollTally NONE =
      new PollTally(
          0, 0, PollCounts.Snapshot.ZERO, PollCounts.Snapshot.ZERO, EarlyReturns.Snapshot.NONE);

  PollTally plus(PollTally other) {
    return new PollTally(
        started + other.started,
        cut + other.cut,
        total.plus(other.total),
        window.plus(other.window),
        early.plus(other.early));
  }

  /** What came since an earlier tally of the same polls. */
  PollTally minus(PollTally earlier) {
    return new PollTally(
        started - earlier.started,
        cut - earlier.cut,
        total.minus(earlier.total),
        window.minus(earlier.window),
        early.minus(earlier.early));
  }

  /**
   * Polls that were given up, where the run was broken off: what was still held ended with it.
   *
   * @param brokenOff whether it was
   */
  long cut(boolean brokenOff) {
    return brokenOff ? Math.max(0, started - total.answered()) : cut;
  }

  public RunRecord.Totals totals(boolean brokenOff) {
    return new RunRecord.Totals(
        started, total.delivered(), total.empty(), total.gap(), total.failed(), cut(brokenOff));
  }

  /**
   * Polls that ended in the window.
   *
   * @param measuredSeconds the window's length, as far as it was measured
   * @param emptyRatePredicted or null
   */
  public RunRecord.Polls polls(double measuredSeconds, Double emptyRatePredicted) {
    return new RunRecord.Polls(
        window.answered(),
        window.delivered(),
        window.empty(),
        window.gap(),
        window.failed(),
        measuredSeconds > 0 ? window.answered() / measuredSeconds : null,
        window.emptyRate(),
        emptyRatePredicted,
        early.early(),
        early.earlyP50Millis(),
        early.unheldOrNull());
  }
}
