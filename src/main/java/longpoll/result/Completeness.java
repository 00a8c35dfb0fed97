package longpoll.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import longpoll.dialect.Delivery;
import longpoll.measure.Broadcasts;
import longpoll.measure.EventCounts;
import longpoll.measure.PollCounts;
import longpoll.measure.Receipts;
import longpoll.measure.RunSnapshot;
import longpoll.measure.Shard;
import longpoll.measure.StreamLimit;
import longpoll.record.RunRecord;

/**
 * What became of the events planned in the window: the plan says how many each user should have, or
 * all users together where the target is a queue; the numbers say which are lacking. Pure.
 */
public final class Completeness {
  /** A larger share of events without a number, among others that have one, is no accident. */
  private static final double NOTABLE = 0.01;

  private Completeness() {}

  /**
   * @param untilMicros when the run was over, by the injector's clock
   * @param measuredSeconds the window's length, as far as it was measured
   */
  public static RunRecord.Events events(RunSnapshot run, long untilMicros, double measuredSeconds) {
    EventCounts.Snapshot events = run.events();
    if (measuredSeconds <= 0 || events == null) {
      return unknown(run);
    }
    return run.delivery() == Delivery.QUEUE
        ? ofQueue(run, untilMicros, measuredSeconds)
        : ofEachUser(run, untilMicros, measuredSeconds);
  }

  static RunRecord.Events unknown(RunSnapshot run) {
    return RunRecord.Events.unknown(run.delivery().word());
  }

  private static RunRecord.Events ofEachUser(
      RunSnapshot run, long untilMicros, double measuredSeconds) {
    EventCounts.Snapshot events = run.events();
    long received = events.received();
    long lost = events.lost();
    boolean planned = run.plan() != null;
    boolean numbered = events.numbered();
    boolean followed = !events.streamsExceeded();
    boolean lossShows = followed && (planned || numbered) && !events.untimed();
    // A bare client's loss is the server's fault only where a poll was waiting, a skipped version
    // only where it was the newest, and only the plan can tell that.
    boolean allOwed = run.resumes() && run.delivery() == Delivery.BROADCAST;
    Long missed = allOwed || planned ? (Long) events.missed() : null;
    boolean none = planned && received == 0;
    boolean repeatShows = followed && (numbered || events.identified() || none);
    boolean orderShows = followed && (numbered || none);
    return new RunRecord.Events(
        run.delivery().word(),
        planned ? (Long) published(run, untilMicros) : null,
        lossShows ? (Long) (received + lost) : null,
        received,
        lossShows ? missed : null,
        repeatShows ? (Long) events.duplicated() : null,
        orderShows ? (Long) events.outOfOrder() : null,
        lossShows ? (Long) (lost - (missed == null ? 0 : missed)) : null,
        received / measuredSeconds,
        perPoll(run));
  }

  /**
   * An event is for one user, whoever that is, so it is judged over all users. What the server
   * still has when the run ends, nobody got.
   */
  private static RunRecord.Events ofQueue(
      RunSnapshot run, long untilMicros, double measuredSeconds) {
    EventCounts.Snapshot events = run.events();
    Receipts receipts = run.receipts();
    if (receipts == null) {
      return unknown(run);
    }
    boolean planned = run.plan() != null;
    long received = receipts.seen();
    // Of a window that was cut short, what was still on its way cannot be told from what was lost.
    boolean lossShows = planned && !events.untimed() && !run.aborted() && run.onOneWindow();
    Long missed = lossShows ? (Long) Math.max(0, wanted(run) - receipts.ofPlan()) : null;
    boolean none = planned && received == 0;
    boolean repeatShows =
        !receipts.exceeded() && (events.numbered() || events.identified() || none);
    return new RunRecord.Events(
        run.delivery().word(),
        planned ? (Long) published(run, untilMicros) : null,
        missed == null ? null : (Long) (received + missed),
        received,
        missed,
        repeatShows ? (Long) receipts.repeated() : null,
        null,
        null,
        received / measuredSeconds,
        perPoll(run));
  }

  private static Double perPoll(RunSnapshot run) {
    PollCounts.Snapshot polls = run.polls().window();
    return polls.delivered() == 0 ? null : (Double) ((double) polls.events() / polls.delivered());
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
   * somebody waited. Null where that cannot be told, and where an event is not meant for everybody.
   */
  static Long incompleteBroadcasts(RunSnapshot run) {
    Receipts receipts = run.receipts();
    boolean untold = run.events() == null || run.events().untimed();
    if (run.delivery() != Delivery.BROADCAST) {
      return null;
    }
    if (receipts == null
        || receipts.exceeded()
        || untold
        || run.settledApart()
        || !run.onOneWindow()) {
      return null;
    }
    if (run.plan() == null || run.aborted()) {
      return receipts.incomplete();
    }
    return receipts.incomplete() + Math.max(0, wanted(run) - receipts.ofPlan());
  }

  /** Events of the plan, each once, of the channels on which somebody waits. */
  private static long wanted(RunSnapshot run) {
    long from = run.first().timing().windowStartByServer();
    long to = run.first().timing().windowEndByServer();
    return run.plan().channels().stream()
        .filter(channel -> run.receipts().audience().of(channel) > 0)
        .mapToLong(channel -> run.plan().count(channel, from, to))
        .sum();
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
    if (run.delivery() == Delivery.BROADCAST) {
      reasons.addAll(unknownBroadcasts(run));
    }
    if (run.delivery() == Delivery.QUEUE && run.receipts() != null && run.receipts().exceeded()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "an injector got more than %,d events of a queue in the window, or of more than %,d"
                  + " channels and epochs, too many to tell which came twice: duplicated events are"
                  + " unknown, and a repeat may hide an event that nobody got",
              Broadcasts.MOST_KEPT,
              Broadcasts.MOST_STREAMS));
    }
    if (events != null && events.untimed()) {
      reasons.add(
          "some events came without a planned instant that can be used, and cannot be found in the"
              + " plan: "
              + neededFromPlan(run.delivery())
              + " are unknown");
    }
    boolean queue = run.delivery() == Delivery.QUEUE;
    if (events != null
        && events.nameless() > 0
        && (queue || isNamed(events))
        && unreadable(run).isEmpty()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d events received carried neither seq nor id: whether these were repeated"
                  + " cannot be told%s",
              events.nameless(),
              events.received(),
              queue ? ", and a repeat may hide an event that nobody got" : ""));
    }
    return reasons;
  }

  /**
   * Why events were probably not read as they are: more than a few lack what tells the others
   * apart, so the target sends something that its dialect does not know.
   */
  static Optional<String> unreadable(RunSnapshot run) {
    EventCounts.Snapshot events = run.events();
    return events == null || !isNamed(events) || events.nameless() <= NOTABLE * events.received()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d events received carried neither seq nor id, which the others did: what the"
                    + " target sends is not always what the dialect reads, and whether events were"
                    + " missed or repeated cannot be told; check longpoll.dialect, and leave out what"
                    + " is no event",
                events.nameless(),
                events.received()));
  }

  private static boolean isNamed(EventCounts.Snapshot events) {
    return events.numbered() || events.identified();
  }

  private static String neededFromPlan(Delivery delivery) {
    return switch (delivery) {
      case BROADCAST -> "expected, missed and unseen events and incomplete broadcasts";
      case QUEUE -> "expected and missed events";
      case STATE -> "expected, missed and unseen events";
    };
  }

  private static List<String> unknownBroadcasts(RunSnapshot run) {
    List<String> reasons = new ArrayList<>();
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
    return reasons;
  }
}
