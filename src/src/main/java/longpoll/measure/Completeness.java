package longpoll.measure;

import longpoll.record.RunRecord;

/**
 * What became of the events planned in the window: the plan says how many each user should have,
 * the numbers say which it lacks.
 */
final class Completeness {
  private Completeness() {}

  /**
   * To be called when no user writes any more.
   *
   * @param measuredSeconds the window's length
   */
  static RunRecord.Events events(RunBooks run, double measuredSeconds) {
    long received = run.events.received.sum();
    long planned = 0;
    long lost = 0;
    long lostWhileWaiting = 0;
    for (UserBook user : run.users()) {
      long plannedForUser = plannedFor(run, user);
      // Each view sees what the other cannot: the plan a loss at either end, the numbers one that
      // an event outside the plan would hide.
      lost += Math.max(user.lostInWindow(), Math.max(0, plannedForUser - user.receivedInWindow()));
      lostWhileWaiting += user.lostWhileWaiting();
      planned += plannedForUser;
    }
    long missed = run.resumes() ? lost : lostWhileWaiting;
    long unseen = lost - missed;
    PollCounts.Snapshot polls = run.window.snapshot();
    return new RunRecord.Events(
        run.plan() == null ? null : plannedInWindow(run),
        run.plan() == null ? received + lost : Math.max(planned, received),
        received,
        missed,
        run.events.duplicated.sum(),
        run.events.outOfOrder.sum(),
        unseen,
        measuredSeconds > 0 ? received / measuredSeconds : null,
        polls.delivered() == 0 ? null : (double) polls.events() / polls.delivered());
  }

  /** Events of the plan that nobody got whole, or nobody got at all. */
  static long incompleteBroadcasts(RunBooks run) {
    if (run.plan() == null) {
      return run.broadcasts.incomplete();
    }
    return Math.max(0, plannedInWindow(run) - run.broadcasts.complete());
  }

  private static long plannedFor(RunBooks run, UserBook user) {
    PublishPlan plan = run.plan();
    if (plan == null) {
      return 0;
    }
    long from = run.begin().windowStartMicros() + offset(run);
    long to = run.begin().windowEndMicros() + offset(run);
    return user.channel().isEmpty() ? plan.count(from, to) : plan.count(user.channel(), from, to);
  }

  private static long plannedInWindow(RunBooks run) {
    Timeline timeline = run.begin();
    return run.plan()
        .count(
            timeline.windowStartMicros() + offset(run), timeline.windowEndMicros() + offset(run));
  }

  private static long offset(RunBooks run) {
    return run.serverOffsetMicros() == null ? 0 : run.serverOffsetMicros();
  }
}
