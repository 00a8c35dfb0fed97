package longpoll.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import longpoll.dialect.Answer;
import longpoll.dialect.Answer.Then;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.FailureKind;
import longpoll.dialect.Outcome;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.settings.Rearm;

/**
 * One long-poll client: where it stands, what it asks next, and how long it stays away before that.
 * The one place that decides when to re-arm, to back off and to leave; whoever drives it sends and
 * waits as it says.
 *
 * <p>{@link #next} begins a turn: a poll, with what the protocol wants before and after it, which
 * is a handshake, a follow-up request, confirmations. Each request ends with an answer, which is
 * {@link #read} and then {@link #answered}, or is {@link #failed} or {@link #cut}. These say what
 * to do then. A wait ends the turn: after it, it is {@link #next} again.
 *
 * <p>Reads no clock: instants are nanoseconds of one that only goes forward. Confined to one
 * thread.
 */
public final class PollCycle {
  static {
    // Without a file descriptor left no class could be loaded, and then no client could leave.
    Objects.requireNonNull(Step.LEAVE);
    Objects.requireNonNull(Step.Wait.NONE);
  }

  private final PollPolicy policy;
  private final Dialect dialect;
  private final String channels;
  private final LongSupplier endNanos;
  private final RandomGenerator random;
  private final Deque<Position> acks = new ArrayDeque<>(0);

  private Position position;

  /** What was sent last. */
  private Purpose purpose = Purpose.POLL;

  private boolean inFlight;
  private int failuresInARow;
  private int failuresBefore;

  /** Which request of the handshake comes next; after the last of them the session stands. */
  private int handshakesDone;

  /** Whether a poll went well in this session: then another one is not begun in vain. */
  private boolean sessionProven;

  private boolean followUp;
  private boolean leaves;
  private boolean saidGoodbye;

  /** Stands from the poll's answer until the turn is over: how to stay away then. */
  private Duration afterTurn;

  /**
   * Whether the next turn is of the same call, as it is after an early 204 and nothing else: see
   * {@link Rearm.Article}.
   */
  private boolean callGoesOn;

  /** When the call began. */
  private long callNanos;

  /**
   * @param channels to wait on, comma-separated; empty for all
   * @param start where to begin, as the dialect has it
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
    dialect = policy.dialect();
    this.channels = channels;
    this.endNanos = endNanos;
    this.random = random;
    position = start;
  }

  /**
   * How long to stay away before the first turn, in nanoseconds. Clients whose polls are not held
   * would poll in step for ever if they began together, so each has a moment of its own.
   */
  public long firstWaitNanos() {
    long period = policy.period().toNanos();
    return period == 0 ? 0 : random.nextLong(period);
  }

  /** Begins a turn: the next request, or to leave where the run is over. */
  public Step next(long nanos) {
    afterTurn = null;
    if (!callGoesOn) {
      callNanos = nanos;
    }
    callGoesOn = false;
    return goOn(nanos);
  }

  /** Whether something was sent, or is to be, that has not ended yet. */
  public boolean isPolling() {
    return inFlight;
  }

  /** What the request is for that was sent last. */
  public Purpose purpose() {
    return purpose;
  }

  /** A whole answer has come: what it means. To be followed by {@link #answered}. */
  public Answer read(int status, HeaderLookup header, byte[] body) {
    inFlight = false;
    return dialect.read(purpose, position, status, header, body);
  }

  /**
   * The client goes on from where the answer says, which after a gap is the oldest event that is
   * left.
   *
   * @param answer as {@link #read} understood it
   * @param nanos when its last byte came
   */
  public Step answered(Answer answer, long nanos) {
    return switch (purpose.kind()) {
      case HANDSHAKE -> shaken(answer, nanos);
      case POLL -> polled(answer, nanos);
      case FOLLOW_UP -> followedUp(answer, nanos);
      case ACK -> goOn(nanos);
      default -> Step.LEAVE;
    };
  }

  private Step shaken(Answer answer, long nanos) {
    if (answer.outcome() != Outcome.DONE) {
      return startOver(answer.retryAfter(), nanos);
    }
    position = answer.next();
    handshakesDone++;
    sessionProven = false;
    return goOn(nanos);
  }

  private Step polled(Answer answer, long nanos) {
    position = answer.next();
    boolean empty = answer.outcome() == Outcome.EMPTY;
    boolean wentWell = empty || answer.outcome() == Outcome.DELIVERED;
    boolean proven = sessionProven;
    if (wentWell) {
      // A follow-up that fails goes on with the failures before.
      failuresBefore = failuresInARow;
      failuresInARow = 0;
      sessionProven = true;
      Duration elapsed = Duration.ofNanos(nanos - callNanos);
      Duration rearm = policy.rearm().after(empty, elapsed, policy.hold(), random);
      callGoesOn = empty && elapsed.compareTo(policy.hold()) < 0;
      afterTurn = longer(rearm, answer.retryAfter());
    }
    acks.addAll(answer.acks());
    follow(answer.then());
    if (wentWell) {
      return goOn(nanos);
    }
    if (leaves) {
      return leave(nanos);
    }
    boolean atOnce = answer.then() == Then.HANDSHAKE || answer.then() == Then.RESUME;
    if (atOnce && proven && answer.retryAfter() == null) {
      // The poll before went well. Who has no such poll in between would go in circles.
      sessionProven = false;
      return Step.Wait.NONE;
    }
    boolean notUnderstood = FailureKind.MALFORMED.equals(answer.failureKind());
    return stayAway(backOff(answer.retryAfter()), nanos, notUnderstood);
  }

  private void follow(Then then) {
    followUp = then == Then.FOLLOW_UP;
    leaves |= then == Then.LEAVE;
    if (then == Then.HANDSHAKE) {
      handshakesDone = 0;
      sessionProven = false;
    }
  }

  private Step followedUp(Answer answer, long nanos) {
    position = answer.next();
    acks.addAll(answer.acks());
    follow(answer.then());
    if (answer.outcome() == Outcome.FAILED || answer.outcome() == Outcome.GAP) {
      failuresInARow = failuresBefore;
      return leaves ? leave(nanos) : stayAway(backOff(answer.retryAfter()), nanos, false);
    }
    afterTurn = longer(afterTurn, answer.retryAfter());
    return goOn(nanos);
  }

  /** A wait of ours, or what the server asks for where that is longer. */
  private static Duration longer(Duration wait, Duration asked) {
    return asked == null || asked.compareTo(wait) < 0 ? wait : asked;
  }

  /** What the turn still wants, or how to stay away after it. */
  private Step goOn(long nanos) {
    if (!acks.isEmpty()) {
      return send(Purpose.ACK, acks.poll(), policy.hold());
    }
    long left = nanosLeft(nanos);
    if (leaves || left <= 0) {
      return leave(nanos);
    }
    if (followUp) {
      followUp = false;
      return send(Purpose.FOLLOW_UP, position, policy.holdToAskFor(left));
    }
    if (afterTurn != null) {
      return stayAway(afterTurn, nanos, false);
    }
    if (handshakesDone < dialect.handshakes()) {
      return send(Purpose.handshake(handshakesDone), position, policy.hold());
    }
    return send(Purpose.POLL, position, policy.holdToAskFor(left));
  }

  private Step send(Purpose why, Position from, Duration hold) {
    PollRequest request = dialect.request(why, from, hold, channels);
    purpose = why;
    inFlight = true;
    return new Step.Send(request, why, hold, policy.timeout(why));
  }

  private Step leave(long nanos) {
    boolean inSession = handshakesDone == dialect.handshakes();
    if (!dialect.saysGoodbye() || saidGoodbye || !inSession) {
      return Step.LEAVE;
    }
    saidGoodbye = true;
    return send(Purpose.GOODBYE, position, policy.hold());
  }

  /** There will be no whole answer. The client stays where it stands. */
  public Step failed(long nanos) {
    inFlight = false;
    if (purpose.kind() == Purpose.Kind.FOLLOW_UP) {
      failuresInARow = failuresBefore;
    }
    acks.clear();
    followUp = false;
    return switch (purpose.kind()) {
      case HANDSHAKE -> startOver(null, nanos);
      case GOODBYE -> Step.LEAVE;
      default -> stayAway(backOff(null), nanos, false);
    };
  }

  private Step startOver(Duration asked, long nanos) {
    handshakesDone = 0;
    return stayAway(backOff(asked), nanos, false);
  }

  /** What was sent was given up, as it is after the run's end: nothing follows but a goodbye. */
  public Step cut(long nanos) {
    inFlight = false;
    acks.clear();
    return purpose.kind() == Purpose.Kind.GOODBYE ? Step.LEAVE : leave(nanos);
  }

  /**
   * How long to stay away after a failure or a gap: twice as long each time in a row.
   *
   * @param asked what the server asks for, which goes first, or null. A server that asks for no
   *     wait at all gets the usual one, or the client would poll it as fast as it fails
   */
  private Duration backOff(Duration asked) {
    callGoesOn = false;
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
