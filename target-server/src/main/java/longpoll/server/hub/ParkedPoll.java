package longpoll.server.hub;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A poll that may be held. It is new, then parked, then claimed. An event, the hold limit, a drain
 * or the client's departure claims it by one compare-and-set, so exactly one of them decides its
 * outcome.
 *
 * <p>The fields below {@link #claim} belong to the {@link Hub} and are guarded by its lock.
 */
public abstract class ParkedPoll {
  private static final int NEW = 0;
  private static final int PARKED = 1;
  private static final int CLAIMED = 2;

  private static final AtomicIntegerFieldUpdater<ParkedPoll> STATE =
      AtomicIntegerFieldUpdater.newUpdater(ParkedPoll.class, "state");

  private volatile int state = NEW;

  /** What to write; set by the claim, and null when the client's departure claimed the poll. */
  private Answer answer;

  /** The entries of this poll in the wait lists. */
  WaitList.Entry entries;

  PollRequest request;

  /** In ns of the hub's timer; valid while parked. */
  long deadline;

  ParkedPoll timerPrevious;
  ParkedPoll timerNext;
  int timerBucket = HoldTimer.NOWHERE;

  /** The thread that must write the answer. */
  public abstract Executor executor();

  /** Writes the answer; runs in {@link #executor}, once. */
  public abstract void release();

  public final Answer answer() {
    return answer;
  }

  /** Must follow the release: this object may stay reachable for as long as its connection. */
  protected final void forgetAnswer() {
    answer = null;
  }

  final void park() {
    if (!STATE.compareAndSet(this, NEW, PARKED)) {
      throw new IllegalStateException("a poll is parked once");
    }
  }

  /** True for the one caller that decides the outcome. */
  final boolean claim(Answer answer) {
    if (!STATE.compareAndSet(this, PARKED, CLAIMED)) {
      return false;
    }
    this.answer = answer;
    return true;
  }
}
