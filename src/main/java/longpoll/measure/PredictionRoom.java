package longpoll.measure;

import java.util.BitSet;

/**
 * Where a run with delays may part from the one predicted: noted poll by poll while ideal clients
 * are played. Instants in microseconds of the predictor's clock. Not safe for threads.
 */
final class PredictionRoom {
  /** With a chance of less than one in a hundred a gap is not called ambiguous. */
  private static final double AMBIGUOUS = 0.01;

  private final RunDelays delays;
  private final long fromMicros;
  private final long toMicros;

  /** What may make the rate lower: 204s less, answers with events more. */
  private final Swing down = new Swing();

  /** What may make it higher. */
  private final Swing up = new Swing();

  private BitSet ambiguous = new BitSet();
  private long ambiguousGaps;

  PredictionRoom(RunDelays delays, long fromMicros, long toMicros) {
    this.delays = delays;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
  }

  void channelBegins() {
    ambiguous = new BitSet();
  }

  void channelEnds() {
    ambiguousGaps += ambiguous.cardinality();
  }

  /**
   * A poll waits for an event until its limit, and one of them comes first: if the 204, then a late
   * one may find the event there; if the event, then it may be published after the 204.
   *
   * @param next index of the event
   * @param steps of the users before this poll
   */
  void race(int next, long event, long limit, long users, Steps steps) {
    if (limit < fromMicros || limit >= toMicros) {
      return;
    }
    int level;
    if (event >= limit) {
      level = delays.pollLater(steps, event - limit);
      down.add(true, limit, users, level);
    } else {
      level = delays.publishedLater(limit - event);
      up.add(true, event, users, level);
    }
    if (level < Chance.NEVER && Chance.of(level) >= AMBIGUOUS) {
      ambiguous.set(next);
    }
  }

  /** A 204 near an edge of the window. */
  void empty(long at, long users, Steps steps) {
    if (at < fromMicros) {
      up.add(true, at, users, delays.pollLater(steps, fromMicros - at));
    } else if (at < toMicros) {
      down.add(true, at, users, delays.pollLater(steps, toMicros - at));
    }
  }

  /** An event that answers waiting polls near an edge of the window. */
  void delivered(long at, long users) {
    if (at < fromMicros) {
      down.add(false, at, users, delays.deliveredLater(false, fromMicros - at));
    } else if (at < toMicros) {
      up.add(false, at, users, delays.deliveredLater(true, toMicros - at));
    }
  }

  /** A poll near an edge of the window that finds events there. */
  void deliveredBelated(long at, long users, Steps steps) {
    if (at < fromMicros) {
      down.add(false, at, users, delays.pollLater(steps, fromMicros - at));
    } else if (at < toMicros) {
      up.add(false, at, users, delays.pollLater(steps, toMicros - at));
    }
  }

  /**
   * A poll is read, somewhat later than it was due. What was published in between is lost to a
   * client without a cursor; one with a cursor gets it, but all of it in one answer. What was to be
   * published shortly before may come after the reading, and be an answer more. One event each way
   * is enough: what reaches over several reaches over the nearest of them at the next poll.
   *
   * @param unseen index of the first event that the users have not seen
   * @param later index of the first event after {@code due}
   */
  void reading(
      long[] instants, int unseen, int later, long due, long users, boolean resumes, Steps steps) {
    int oneAnswer = resumes ? 1 : 0;
    int before = later - 1;
    if (before >= unseen + oneAnswer && inWindow(instants[before])) {
      down.add(false, due, users, delays.publishedLater(due - instants[before]));
    }
    int after = unseen < later ? later : later + oneAnswer;
    if (after < instants.length && inWindow(instants[after])) {
      int level = delays.pollLater(steps, instants[after] - due);
      up.add(false, due, users, level);
    }
  }

  private boolean inWindow(long at) {
    return at >= fromMicros && at < toMicros;
  }

  EmptyRatePrediction prediction(long delivered, long empty, boolean sampled) {
    double rate = delivered + empty == 0 ? 0 : (double) empty / (delivered + empty);
    double downShare = down.most(rate);
    double upShare = up.most(rate);
    return new EmptyRatePrediction(
        delivered,
        empty,
        ambiguousGaps,
        downShare * down.allEmpty(),
        upShare * up.allEmpty(),
        upShare * up.allDelivered(),
        downShare * down.allDelivered(),
        sampled);
  }
}
