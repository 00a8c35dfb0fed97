package longpoll.measure;

import longpoll.record.RunRecord;
import longpoll.transport.StampClock;

/**
 * What became of the events planned in the window: the plan says how many each user should have,
 * the numbers say which it lacks. To be asked when no user writes any more.
 */
final class Completeness {
  private Completeness() {}

  /**
   * @param whole whether the run came to its end; otherwise events may still have been on their
   *     way, and only those count as missed that later ones overtook
   * @param untilMicros when it was over, by {@link StampClock#epochMicros}
   * @param measuredSeconds the window's length, as far as it was measured
   */
  static RunRecord.Events events(
      RunBooks run, boolean whole, long untilMicros, double measuredSeconds) {
    if (measuredSeconds <= 0) {
      return new RunRecord.Events(null, null, null, null, null, null, null, null, null);
    }
    long received = run.events.received.sum();
    long lost = 0;
    long lostWhileWaiting = 0;
    for (UserBook user : run.users()) {
      lost += user.lost(whole);
      lostWhileWaiting += user.lostWhileWaiting(whole);
    }
    boolean planned = run.plan() != null;
    boolean numbered = run.events.numbered;
    boolean lossShows = planned || numbered;
    // A bare client's loss is the server's fault only where a poll was waiting, and only the plan
    // can tell that.
    Long missed = run.resumes() ? (Long) lost : planned ? (Long) lostWhileWaiting : null;
    boolean repeatShows = numbered || planned && received == 0;
    PollCounts.Snapshot polls = run.window.snapshot();
    return new RunRecord.Events(
        planned ? (Long) published(run, untilMicros) : null,
        lossShows ? (Long) (received + lost) : null,
        received,
        lossShows ? missed : null,
        repeatShows ? (Long) run.events.duplicated.sum() : null,
        repeatShows ? (Long) run.events.outOfOrder.sum() : null,
        lossShows ? (Long) (lost - (missed == null ? 0 : missed)) : null,
        received / measuredSeconds,
        polls.delivered() == 0 ? null : (Double) ((double) polls.events() / polls.delivered()));
  }

  /**
   * Events that some user got and some did not, and those of the plan that nobody got although
   * somebody waited.
   */
  static long incompleteBroadcasts(RunBooks run, boolean whole) {
    long incomplete = run.broadcasts.incomplete();
    if (run.plan() == null || !whole) {
      return incomplete;
    }
    long wanted = 0;
    for (String channel : run.plan().channels()) {
      if (run.broadcasts.hasUsers(channel)) {
        wanted += run.plan().count(channel, windowStart(run), windowEnd(run));
      }
    }
    return incomplete + Math.max(0, wanted - run.broadcasts.planned());
  }

  private static long published(RunBooks run, long untilMicros) {
    long until = Math.min(windowEnd(run), untilMicros + run.serverOffsetMicros());
    return run.plan().count(windowStart(run), until);
  }

  private static long windowStart(RunBooks run) {
    return run.begin().windowStartMicros() + run.serverOffsetMicros();
  }

  private static long windowEnd(RunBooks run) {
    return run.begin().windowEndMicros() + run.serverOffsetMicros();
  }
}
