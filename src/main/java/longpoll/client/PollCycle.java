package longpoll.client;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.Position;

/**
 * One long-poll client: where it stands, what it asks next, and how long it stays away before that.
 * The one place that decides when to re-arm, to back off and to leave; whoever drives it sends and
 * waits as it says.
 *
 * <p>{@link #next} says what to send. When that is written, {@link #sent} is told. It ends with an
 * answer, which is {@link #read} and then {@link #answered}, or is {@link #failed} or {@link #cut}.
 * These say what to do then; after a wait it is {@link #next} again.
 *
 * <p>Reads no clock: instants are nanoseconds of one that only goes forward. Confined to one
 * thread.
 */
public final class PollCycle {
  private final PollPolicy policy;
  private final String channels;
  private final LongSupplier endNanos;
  private final RandomGenerator random;

  private Position position;
  private boolean polling;
  private long sentNanos;
  private int failuresInARow;

  /**
   * @param channels to wait on, comma-separated; empty for all
   * @param start where to begin: without a cursor, but of the epoch where that is known already
   * @param endNanos when the run is over; may be brought forward while it goes on
   * @param random draws the waits of a re-arm that is not fixed
   */
  public PollCycle(
      PollPolicy policy,
      String channels,
      Position start,
      LongSupplier endNanos,
      RandomGenerator random) {
    this.policy = policy;
    this.channels = channels;
    this.endNanos = endNanos;
    this.random = random;
    position = start;
  }

  /** The next poll, or to leave where the run is over. */
  public Step next(long nanos) {
    long left = nanosLeft(nanos);
    if (left <= 0) {
      return Step.LEAVE;
    }
    Duration hold = policy.holdToAskFor(left);
    Step send =
        new Step.Send(
            policy.dialect().request(position, hold, channels),
            Step.Purpose.POLL,
            hold,
            policy.requestTimeout());
    polling = true;
    return send;
  }

  /** Whether something was sent, or is to be, that has not ended yet. */
  public boolean isPolling() {
    return polling;
  }

  /** What {@link #next} asked for is written now. */
  public void sent(long nanos) {
    sentNanos = nanos;
  }

  /** A whole answer has come: what it means. To be followed by {@link #answered}. */
  public Answer read(int status, HeaderLookup header, byte[] body) {
    polling = false;
    return policy.dialect().read(position, status, header, body);
  }

  /**
   * The client goes on from where the answer says, which after a gap is the oldest event that is
   * left.
   *
   * @param answer as {@link #read} understood it
   * @param nanos when its last byte came
   */
  public Step answered(Answer answer, long nanos) {
    position = answer.next();
    boolean empty = answer.outcome() == Outcome.EMPTY;
    if (empty || answer.outcome() == Outcome.DELIVERED) {
      failuresInARow = 0;
      Duration elapsed = Duration.ofNanos(nanos - sentNanos);
      return stayAway(policy.rearm().after(empty, elapsed, policy.hold(), random), nanos, false);
    }
    boolean notUnderstood = FailureKind.MALFORMED.equals(answer.failureKind());
    return stayAway(backOff(answer.retryAfter()), nanos, notUnderstood);
  }

  /** There will be no whole answer. The client stays where it stands. */
  public Step failed(long nanos) {
    polling = false;
    return stayAway(backOff(null), nanos, false);
  }

  /** What was sent was given up, as it is after the run's end: nothing follows. */
  public Step cut() {
    polling = false;
    return Step.LEAVE;
  }

  /**
   * How long to stay away after a failure or a gap: twice as long each time in a row.
   *
   * @param asked what the server asks for, which goes first, or null. A server that asks for no
   *     wait at all gets the usual one, or the client would poll it as fast as it fails
   */
  private Duration backOff(Duration asked) {
    Duration wait = policy.backoff().after(failuresInARow);
    failuresInARow++;
    return asked == null || asked.isZero() ? wait : asked;
  }

  /** No longer than the run goes on: whoever waits leaves at its end. */
  private Step stayAway(Duration wait, long nanos, boolean disconnect) {
    if (wait.isZero() && !disconnect) {
      return Step.Wait.NONE;
    }
    long left = Math.max(0, nanosLeft(nanos));
    return new Step.Wait(Math.min(wait.toNanos(), left), disconnect);
  }

  private long nanosLeft(long nanos) {
    return endNanos.getAsLong() - nanos;
  }
}
