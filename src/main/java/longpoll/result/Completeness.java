package longpoll.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.measure.Broadcasts;
import longpoll.measure.EventCounts;
import longpoll.measure.PollCounts;
import longpoll.measure.Receipts;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Shard;
import longpoll.measure.StreamLimit;
import longpoll.record.RunRecord;

/**
 * What became of the events planned in the window: the plan says how many each user should have,
 * the numbers say which it lacks. Pure.
 */
public final class Completeness {
  static final RunRecord.Events UNKNOWN =
      new RunRecord.Events(null, null, null, null, null, null, null, null, null);

  private Completeness() {}

  /**
   * @param untilMicros when the run was over, by the injector's clock
   * @param measuredSeconds the window's length, as far as it was measured
   */
  public static RunRecord.Events events(RunSnapshot run, long untilMicros, double measuredSeconds) {
    EventCounts.Snapshot events = run.events();
    if (measuredSeconds <= 0 || events == null) {
      return UNKNOWN;
    }
    long received = events.received();
    long lost = events.lost();
    boolean planned = run.plan() != null;
    boolean numbered = events.numbered();
    boolean followed = !events.streamsExceeded();
    boolean lossShows = followed && (planned || numbered) && !events.untimed();
    // A bare client's loss is the server's fault only where a poll was waiting, and only the plan
    // can tell that.
    Long missed = run.resumes() ? (Long) lost : planned ? (Long) events.lostWhileWaiting() : null;
    boolean none = planned && received == 0;
    boolean repeatShows = followed && (numbered || events.identified() || none);
    boolean orderShows = followed && (numbered || none);
    PollCounts.Snapshot polls = run.polls().window();
    return new RunRecord.Events(
        planned ? (Long) published(run, untilMicros) : null,
        lossShows ? (Long) (received + lost) : null,
        received,
        lossShows ? missed : null,
        repeatShows ? (Long) events.duplicated() : null,
        orderShows ? (Long) events.outOfOrder() : null,
        lossShows ? (Long) (lost - (missed == null ? 0 : missed)) : null,
        received / measuredSeconds,
        polls.delivered() == 0 ? null : (Double) ((double) polls.events() / polls.delivered()));
  }

  private static long published(RunSnapshot run, long untilMicros) {
    Shard.Timing timing = run.first().timing();
    return run.plan()
        .count(
            timing.windowStartByServer(),
            Math.min(timing.windowEndByServer(), untilMicros + timing.serverOffsetMicros()));
  }

  /**
   * Events that some user got and some did not, and those of the plan that nobody got although
   * somebody waited. Null where that cannot be told.
   */
  static Long incompleteBroadcasts(RunSnapshot run) {
    Receipts receipts = run.receipts();
    boolean untold = run.events() == null || run.events().untimed();
    if (receipts == null || receipts.exceeded() || untold || run.settledApart()) {
      return null;
    }
    if (run.plan() == null || run.aborted()) {
      return receipts.incomplete();
    }
    long from = run.first().timing().windowStartByServer();
    long to = run.first().timing().windowEndByServer();
    long wanted = 0;
    for (String channel : run.plan().channels()) {
      if (receipts.audience().of(channel) > 0) {
        wanted += run.plan().count(channel, from, to);
      }
    }
    return receipts.incomplete() + Math.max(0, wanted - receipts.ofPlan());
  }

  /** What cannot be told of the events, though other runs can, or only of some of them; and why. */
  static List<String> reasons(RunSnapshot run) {
    List<String> reasons = new ArrayList<>();
    EventCounts.Snapshot events = run.events();
    if (events != null && events.streamsExceeded()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "users got events of too many channels to follow all their numbers (limit %,d channels"
                  + " in all, and %,d channels of users beyond the first of each): missed, repeated"
                  + " and reordered events are unknown; fewer users, fewer channels, or more heap for"
                  + " the injector",
              StreamLimit.MOST_CHANNELS,
              events.mostStreams()));
    }
    if (run.receipts() != null && run.receipts().exceeded()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "events came of more than %,d channels and epochs: how many broadcasts are incomplete"
                  + " is unknown",
              Broadcasts.MOST_STREAMS));
    }
    if (run.settledApart()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "an injector got more than %,d events in the window, too many to tell who got which:"
                  + " how many broadcasts are incomplete is unknown",
              Broadcasts.MOST_KEPT));
    }
    if (events != null && events.untimed()) {
      reasons.add(
          "some events came without a planned instant that can be used, and cannot be found in the"
              + " plan: expected, missed and unseen events and incomplete broadcasts are unknown");
    }
    if (events != null && events.nameless() > 0 && (events.numbered() || events.identified())) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d events received carried neither seq nor id: whether these were repeated"
                  + " cannot be told",
              events.nameless(),
              events.received()));
    }
    return reasons;
  }
}
