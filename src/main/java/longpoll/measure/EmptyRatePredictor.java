package longpoll.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import longpoll.settings.Rearm;

/**
 * Plays ideal clients on a known plan: polls and answers take no time, the server answers at the
 * event or at the hold limit, and the client polls again after its re-arm delay. All instants are
 * microseconds of one clock, whichever it is. Not safe for threads.
 *
 * <pre>{@code
 * EmptyRatePredictor predictor =
 *     new EmptyRatePredictor(
 *         hold, rearm, true, windowStart, windowEnd, delays, new SplittableRandom(1));
 * predictor.play(plannedOfOneChannel, startsOfItsUsers);
 * EmptyRatePrediction prediction = predictor.prediction();
 * }</pre>
 *
 * <p>Users of a channel who were answered by the same event go on in step, unless their re-arm
 * delay is random. They are played once from there on, so the work grows with users plus events,
 * not with users times events.
 */
public final class EmptyRatePredictor {
  /** The most events in one answer. */
  static final int LIMIT = 100;

  private final long holdMicros;
  private final Duration hold;
  private final Rearm rearm;
  private final boolean resumes;
  private final long fromMicros;
  private final long toMicros;
  private final RandomGenerator random;

  private final PredictionRoom room;

  private long delivered;
  private long empty;

  /** The channel being played: its instants, and users to play on in step from each of them. */
  private long[] instants;

  private long[] inStep;

  /**
   * @param resumes whether clients have a cursor; otherwise they never see what is published
   *     between two polls
   * @param fromMicros answers count from this instant
   * @param toMicros up to this one, which does not count
   * @param delays how late real clients, their answers and the events were
   * @param random draws the delays of a random re-arm
   */
  public EmptyRatePredictor(
      Duration hold,
      Rearm rearm,
      boolean resumes,
      long fromMicros,
      long toMicros,
      RunDelays delays,
      RandomGenerator random) {
    if (hold.isNegative() || hold.toNanos() < 1_000) {
      throw new IllegalArgumentException("hold: at least 1us is needed, but it is " + hold);
    }
    if (fromMicros > toMicros) {
      throw new IllegalArgumentException(
          "window: it must not end before it begins, but it is " + fromMicros + " to " + toMicros);
    }
    this.hold = hold;
    this.holdMicros = hold.toNanos() / 1_000;
    this.rearm = rearm;
    this.resumes = resumes;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
    this.room = new PredictionRoom(delays, fromMicros, toMicros);
    this.random = random;
  }

  /**
   * Plays all users of one channel. Instants before the window, and before the users start, are
   * welcome: only answers inside the window count.
   */
  public void play(long[] plannedMicros, long[] startMicros) {
    instants = plannedMicros.clone();
    Arrays.sort(instants);
    room.channelBegins();
    inStep = new long[instants.length];
    for (long start : startMicros) {
      // A first poll has no cursor: it waits for what is published from now on.
      goOn(start, after(start), 1, Steps.NONE);
    }
    for (int event = 0; event < instants.length; event++) {
      if (inStep[event] > 0) {
        answerTogether(event, inStep[event]);
      }
    }
    room.channelEnds();
  }

  public EmptyRatePrediction prediction() {
    return room.prediction(delivered, empty, rearm.random());
  }

  private void answerTogether(int event, long users) {
    long now = instants[event];
    countDelivered(now, users);
    room.delivered(now, users);
    goOn(now + delay(false, Duration.ZERO), answeredUpTo(event, now), users, afterEvent(now));
  }

  /**
   * Plays from a poll sent at {@code now} until the window ends, or until an event answers the
   * waiting users, who are then put down to be played on together.
   *
   * @param next index of the first event the users have not seen
   * @param before what the users were answered since they were in step
   */
  private void goOn(long now, int next, long users, Steps before) {
    Steps steps = before;
    while (now < toMicros) {
      int later = after(now);
      room.reading(instants, next, later, now, users, resumes, steps);
      if (!resumes) {
        next = Math.max(next, later);
      } else if (next < later) {
        countDelivered(now, users);
        room.deliveredBelated(now, users, steps);
        steps = steps.delivered(inWindow(now));
        next = answeredUpTo(next, now);
        now += delay(false, Duration.ZERO);
        continue;
      }
      long limit = now + holdMicros;
      long event = next < instants.length ? instants[next] : Long.MAX_VALUE;
      room.race(next, event, limit, users, steps);
      if (event < limit) {
        if (!rearm.random()) {
          inStep[next] += users;
          return;
        }
        countDelivered(event, users);
        room.delivered(event, users);
        steps = afterEvent(event);
        next = answeredUpTo(next, event);
        now = event + delay(false, Duration.ofNanos((event - now) * 1_000));
      } else {
        empty += inWindow(limit) ? users : 0;
        room.empty(limit, users, steps);
        steps = steps.empty(inWindow(limit));
        now = limit + delay(true, hold);
      }
    }
  }

  private void countDelivered(long at, long users) {
    delivered += inWindow(at) ? users : 0;
  }

  private Steps afterEvent(long at) {
    return Steps.NONE.delivered(inWindow(at));
  }

  private boolean inWindow(long at) {
    return at >= fromMicros && at < toMicros;
  }

  private long delay(boolean empty, Duration elapsed) {
    return rearm.after(empty, elapsed, hold, random).toNanos() / 1_000;
  }

  /** Index of the first event that is not in an answer given at {@code now}. */
  private int answeredUpTo(int next, long now) {
    return Math.min(after(now), next + LIMIT);
  }

  /** Index of the first event later than an instant. */
  private int after(long micros) {
    int low = 0;
    int high = instants.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (instants[middle] <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
