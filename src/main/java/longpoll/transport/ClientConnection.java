package longpoll.transport;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.text.Excerpt;
import longpoll.transport.PollListener.ConnectCause;

/**
 * One client of a target: sends a poll at a time, tells its listener once what came of it, and
 * never sends a poll twice. What carries the poll is for the subclasses. Confined to its event
 * loop.
 */
public abstract sealed class ClientConnection permits PollConnection, PollStream {
  /** How long a poll that was given up may still be answered by what is already on its way. */
  static final long CUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  final PollTransport transport;
  final EventLoop loop;
  final PollListener listener;
  final Body body;

  Route route;
  State state = State.IDLE;
  boolean cutting;

  /** Why the next connection will be made. */
  ConnectCause cause = ConnectCause.FIRST;

  int status;
  AnswerHeaders headers = AnswerHeaders.NONE;

  private byte[] unsent;
  private long timeoutNanos;
  private long dueNanos;
  private ScheduledFuture<?> timer;
  private long timerNanos;

  /** What came of the poll, until the listener is told. */
  Ending ending;

  enum State {
    /** No poll is under way. */
    IDLE,
    CONNECTING,
    /** The poll was written. */
    WAITING,
    /** Some of an answer has come. */
    BEGUN,
    /** The head of an answer has come. */
    ANSWERING,
    /** All is known, and waits to be told. */
    OVER
  }

  sealed interface Ending {}

  /**
   * The body is in {@link #body}.
   *
   * @param mayBeCoded false where the head is known to name no content coding
   */
  record Answered(boolean mayBeCoded, long nanos, long micros, long maybeEarlierNanos)
      implements Ending {}

  private record Failed(String kind, String detail, long nanos, long micros) implements Ending {}

  private record Cut(long nanos) implements Ending {}

  /** Loads what says that a poll is over: without a file descriptor left, no class could be. */
  static void load() {
    List.of(new Answered(false, 0, 0, 0), new Failed("", "", 0, 0), new Cut(0));
    Excerpt.sentence("too many open files");
  }

  ClientConnection(PollTransport transport, EventLoop loop, Route route, PollListener listener) {
    this.transport = transport;
    this.loop = loop;
    this.route = route;
    this.listener = listener;
    body = new Body(transport.bodies());
  }

  /** Where polls go from now on; a connection that leads elsewhere is closed. */
  public final void route(Route next) {
    boolean same =
        next.port() == route.port()
            && next.tls() == route.tls()
            && next.host().equals(route.host());
    if (!same) {
      disconnect();
    }
    route = next;
  }

  /**
   * Sends a poll, over a new connection where none stands.
   *
   * @param request the whole of it, head and body, in HTTP/1.1; not to be changed any more
   * @param timeoutNanos how long until the poll fails, the time to connect included
   */
  public final void send(byte[] request, long timeoutNanos) {
    mustBeIdle();
    unsent = request;
    this.timeoutNanos = timeoutNanos;
    cutting = false;
    begin();
  }

  /** Writes the poll, now or when there is a connection; {@link #dueSoon} is to be called first. */
  abstract void begin();

  /** From now on the poll has the time that it was given. */
  final void dueSoon() {
    dueAt(transport.clock().nanoTime() + timeoutNanos);
  }

  /** The poll, for the one time that it is written. */
  final byte[] takeUnsent() {
    byte[] request = unsent;
    unsent = null;
    return request;
  }

  /**
   * Gives the poll up that is under way, if one is: tells the server that nothing more will be
   * sent, and waits for its last word. A poll that has not been written yet never will be.
   */
  public final void cut() {
    if (state == State.IDLE || state == State.OVER || cutting) {
      return;
    }
    cutting = true;
    if (state == State.CONNECTING) {
      endAsCut(transport.clock().nanoTime());
      abandon();
      tellSoon();
      return;
    }
    giveUp();
    dueAt(transport.clock().nanoTime() + CUT_PATIENCE_NANOS);
  }

  /** Tells the server that the poll is given up. */
  abstract void giveUp();

  /** Closes the connection that stands between two polls, or leaves it where others use it. */
  public final void disconnect() {
    mustBeIdle();
    abandon();
  }

  private void mustBeIdle() {
    if (state != State.IDLE) {
      throw new IllegalStateException("a poll is under way");
    }
  }

  /** What the connection still brings for this client belongs to nobody. */
  abstract void abandon();

  /** What was read may wait to be decoded. */
  abstract void decodeNow();

  // ---- What came of the poll -------------------------------------------------------------------

  final void headCame(int newStatus, AnswerHeaders newHeaders) {
    state = State.ANSWERING;
    status = newStatus;
    headers = newHeaders;
  }

  final void fail(String kind, String detail) {
    fail(kind, detail, transport.clock().nanoTime(), transport.clock().epochMicros());
  }

  final void fail(String kind, String detail, long nanos, long micros) {
    end(cutting ? new Cut(nanos) : new Failed(kind, detail, nanos, micros));
  }

  /** Whether the poll was given up or not. */
  final void failInAnyCase(String kind, String detail, long nanos, long micros) {
    end(new Failed(kind, detail, nanos, micros));
  }

  final void endAsCut(long nanos) {
    end(new Cut(nanos));
  }

  final void end(Ending how) {
    ending = how;
    state = State.OVER;
  }

  final void tellSoon() {
    loop.execute(this::tell);
  }

  /** Tells the listener what came of the poll, if it is known. */
  final void tell() {
    Ending how = ending;
    if (how == null) {
      return;
    }
    ending = null;
    unsent = null;
    boolean wasCutting = cutting;
    cutting = false;
    byte[] whole = null;
    if (how instanceof Answered answered) {
      try {
        whole = body.decoded(answered.mayBeCoded ? codings() : List.of());
      } catch (Body.UnreadableException e) {
        how = new Failed(FailureKind.MALFORMED, e.getMessage(), answered.nanos, answered.micros);
      }
    }
    pollIsOver(how instanceof Answered && !wasCutting);
    state = State.IDLE;
    AnswerHeaders answerHeaders = headers;
    headers = AnswerHeaders.NONE;
    try {
      if (how instanceof Answered answered) {
        listener.answered(
            new PollAnswer(
                status,
                answerHeaders,
                whole,
                answered.nanos,
                answered.micros,
                answered.maybeEarlierNanos));
      } else if (how instanceof Failed failed) {
        // It may quote what the server sent.
        listener.failed(failed.kind, Excerpt.sentence(failed.detail), failed.nanos, failed.micros);
      } else if (how instanceof Cut cut) {
        listener.cut(cut.nanos);
      }
    } finally {
      body.clear();
    }
  }

  /**
   * What carried the poll is kept for the next one, or not.
   *
   * @param goesOn whether a whole answer came, and the poll had not been given up
   */
  abstract void pollIsOver(boolean goesOn);

  private List<String> codings() {
    return headers.getAll(HttpHeaderNames.CONTENT_ENCODING.toString());
  }

  // ---- Time ------------------------------------------------------------------------------------

  private void dueAt(long nanos) {
    dueNanos = nanos;
    // One timer for many polls: each would be cancelled long before it is due.
    if (timer == null || timerNanos - nanos > 0) {
      if (timer != null) {
        timer.cancel(false);
      }
      startTimer();
    }
  }

  private void startTimer() {
    timerNanos = dueNanos;
    long delay = Math.max(0, dueNanos - transport.clock().nanoTime());
    timer = loop.schedule(this::due, delay, TimeUnit.NANOSECONDS);
  }

  private void due() {
    timer = null;
    if (state == State.IDLE || state == State.OVER) {
      return;
    }
    if (dueNanos - transport.clock().nanoTime() > 0) {
      startTimer();
      return;
    }
    // The answer may have been read already.
    decodeNow();
    if (state != State.OVER) {
      boolean connecting = state == State.CONNECTING;
      fail(
          connecting ? FailureKind.UNREACHABLE : FailureKind.TIMEOUT,
          (connecting ? "no connection after " : "no whole answer after ")
              + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
              + " ms");
      abandon();
    }
    tell();
  }
}
