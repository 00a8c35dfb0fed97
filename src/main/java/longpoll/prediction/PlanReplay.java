package longpoll.prediction;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import longpoll.settings.Rearm;

/**
 * Plays clients on a plan once and counts their answers inside the window. Without delays these are
 * ideal clients.
 *
 * <p>Users of a channel who were answered by the same event go on in step, unless their re-arm
 * delay is random. They are played once from there on, so the work grows with users plus events,
 * not with users times events. Where nothing is held no two users are in step, and the work grows
 * with their polls.
 */
final class PlanReplay {
  /** The most events in one answer, where polls are held. */
  private static final int LIMIT = 100;

  /** A client that has no cursor yet: it waits for what is published from its first poll on. */
  private static final int NO_CURSOR = -1;

  /** How many 204s came before an event, where that is not known or none of the window. */
  static final int UNKNOWN = -1;

  /**
   * @param resumes whether clients have a cursor; otherwise they never see what is published
   *     between two polls
   * @param fromMicros answers count from this instant
   * @param toMicros up to this one, which does not count
   */
  record Rules(Duration hold, Rearm rearm, boolean resumes, long fromMicros, long toMicros) {}

  private final Rules rules;
  private final long holdMicros;

  /** Whether an event that answers users brings them into step. */
  private final boolean bringsIntoStep;

  private final int limit;
  private final DelayModel.Draw delays;
  private final RandomGenerator random;

  private long delivered;
  private long empty;
  private long polls;

  /** The channel being played: instants, and users to be played on in step from each event. */
  private long[] planned;

  private long[] published;
  private long[] inStep;
  private int[] emptiesBefore;

  /**
   * @param random draws a random re-arm delay
   */
  PlanReplay(Rules rules, DelayModel.Draw delays, RandomGenerator random) {
    this.rules = rules;
    this.holdMicros = rules.hold().toNanos() / 1_000;
    bringsIntoStep = holdMicros > 0 && !rules.rearm().random();
    limit = holdMicros > 0 ? LIMIT : Integer.MAX_VALUE;
    this.delays = delays;
    this.random = random;
  }

  /**
   * Plays the users of one channel.
   *
   * @param plannedMicros ascending
   * @param startMicros first poll of each user
   * @param stride only each stride-th user is played, and stands for so many
   * @return for each event the 204s that users in step got since the last one
   */
  int[] play(long[] plannedMicros, long[] startMicros, int stride) {
    planned = plannedMicros;
    published = new long[planned.length];
    inStep = new long[planned.length];
    emptiesBefore = new int[planned.length];
    Arrays.fill(emptiesBefore, UNKNOWN);
    long last = Long.MIN_VALUE;
    for (int event = 0; event < planned.length; event++) {
      // Publishing keeps the order of the plan.
      last = Math.max(last, planned[event] + delays.slip(planned[event]));
      published[event] = last;
    }
    for (int user = 0; user < startMicros.length; user += stride) {
      playOn(startMicros[user], NO_CURSOR, Math.min(stride, startMicros.length - user));
    }
    for (int event = 0; event < planned.length; event++) {
      if (inStep[event] > 0) {
        long now = received(event);
        countDelivered(now, inStep[event]);
        long sent = now + wait(false, now);
        playOn(sent, answeredUpTo(event, published[event]), inStep[event]);
      }
    }
    return emptiesBefore;
  }

  /**
   * Plays until the window ends, or until an event answers users who then are in step.
   *
   * @param firstSent when the users poll
   * @param cursor index of the first event that they have not seen
   */
  private void playOn(long firstSent, int cursor, long users) {
    long sent = firstSent;
    int next = cursor;
    int empties = 0;
    while (sent < rules.toMicros()) {
      polls++;
      long late = delays.lateness(sent);
      long read = sent + delays.beforeDecision(late);
      if (next == NO_CURSOR) {
        next = after(read);
      } else if (!rules.resumes()) {
        next = after(next, published.length, read);
      } else if (next < published.length && published[next] <= read) {
        long now = sent + late;
        countDelivered(now, users);
        noteEmpties(next, empties);
        empties = 0;
        next = answeredUpTo(next, read);
        sent = now + wait(false, now);
        continue;
      }
      long answeredBy = read + holdMicros;
      long event = next < published.length ? published[next] : Long.MAX_VALUE;
      if (event >= answeredBy + delays.blur() || holdMicros == 0) {
        long now = sent + late + holdMicros;
        empty += inWindow(now) ? users : 0;
        empties++;
        sent = now + wait(true, now);
      } else if (!bringsIntoStep) {
        long now = received(next);
        countDelivered(now, users);
        sent = now + wait(false, now);
        next = answeredUpTo(next, event);
      } else {
        inStep[next] += users;
        if (cursor != NO_CURSOR) {
          noteEmpties(next, empties);
        }
        return;
      }
    }
  }

  long delivered() {
    return delivered;
  }

  long empty() {
    return empty;
  }

  /** Polls played, each once for all users in step. */
  long polls() {
    return polls;
  }

  private void noteEmpties(int event, int empties) {
    if (inWindow(published[event]) && bringsIntoStep) {
      emptiesBefore[event] = empties;
    }
  }

  private void countDelivered(long at, long users) {
    delivered += inWindow(at) ? users : 0;
  }

  private boolean inWindow(long at) {
    long seen = at + delays.blur();
    return seen >= rules.fromMicros() && seen < rules.toMicros();
  }

  /** When clients that wait for an event have it. */
  private long received(int event) {
    return Math.max(published[event], planned[event] + delays.lag(planned[event]));
  }

  /**
   * Re-arm delay and gap. No 204 is early here, so each answer ends a call of the article's client,
   * and it never sleeps.
   */
  private long wait(boolean isEmpty, long now) {
    Duration delay = rules.rearm().after(isEmpty, rules.hold(), rules.hold(), random);
    return delay.toNanos() / 1_000 + delays.rearmGap(now);
  }

  /** Index of the first event that is not in an answer given at {@code now}. */
  private int answeredUpTo(int next, long now) {
    return after(next, (int) Math.min((long) next + limit, published.length), now);
  }

  /** Index of the first event from {@code next} to {@code end} that is published later. */
  private int after(int next, int end, long micros) {
    int index = next;
    while (index < end && published[index] <= micros) {
      index++;
    }
    return index;
  }

  /** Index of the first event that is published later than an instant. */
  private int after(long micros) {
    int found = Arrays.binarySearch(published, micros + 1);
    int index = found < 0 ? -found - 1 : found;
    while (index > 0 && published[index - 1] > micros) {
      index--;
    }
    return index;
  }
}
