package longpoll.measure;

import java.util.List;
import longpoll.dialect.Answer;
import longpoll.dialect.Delivery;
import longpoll.dialect.Outcome;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.histogram.Measure;
import longpoll.record.RunRecord;
import longpoll.transport.PollListener.ConnectCause;

/**
 * What one user saw. A poll is sent, then answered, failed or cut, then the next is sent. Confined
 * to the user's event loop, except where the ledger is closed after the run.
 *
 * <p>Instants come in pairs: by the clock that measures durations, in nanoseconds, and by the wall
 * clock, in microseconds since the Unix epoch.
 */
public final class UserLedger {
  private static final long NOT_YET = Long.MIN_VALUE;

  /** An event planned this shortly before an answer may have been published after it. */
  private static final long ON_ITS_WAY_MICROS = 100_000;

  private final RunLedger run;
  private final Timeline timeline;
  private final String channel;
  private final UserEvents events;

  private boolean waiting;

  /** Of the last poll that was sent and has ended. */
  private boolean pollFailed;

  private long holdLimitNanos;
  private long sentNanos;
  private long sentMicros;
  private long firstSentMicros = NOT_YET;
  private long answeredNanos = NOT_YET;
  private long awayUntilNanos = NOT_YET;

  /** When the user was last known to want no more; until then it is owed what is published. */
  private long satisfiedMicros = NOT_YET;

  UserLedger(RunLedger run, Timeline timeline, String channel) {
    this.run = run;
    this.timeline = timeline;
    this.channel = channel;
    events = new UserEvents(run, timeline, channel);
  }

  public void connectionOpened(ConnectCause cause) {
    // A poll that failed with a whole answer excuses the end of its connection.
    boolean idle = cause == ConnectCause.SILENT_CLOSE && !pollFailed;
    run.connections.opened(cause, idle, timeline.phaseAt(run.clock().nanoTime()));
    if (cause == ConnectCause.OLD_HTTP) {
      run.misfits.saw(
          "http-1.0",
          () ->
              "it came in HTTP/1.0 without keep-alive, so that each answer ends its connection and"
                  + " each poll has to connect anew");
    }
  }

  /**
   * Bytes came after an answer was over.
   *
   * @param excerpt how they begin
   */
  public void trailingBytes(int status, String excerpt) {
    run.misfits.saw(
        "trailing-bytes",
        () ->
            "bytes came over its connection after the "
                + status
                + " was over, which are part of no answer and reach no client: "
                + excerpt);
  }

  /**
   * @param holdLimitNanos how long the server may hold this poll
   */
  public void sent(long nanos, long micros, long holdLimitNanos) {
    if (run.frozen()) {
      return;
    }
    Phase phase = timeline.phaseAt(nanos);
    if (answeredNanos != NOT_YET) {
      run.bank.record(Measure.REARM, phase, Math.max(0, nanos - answeredNanos));
      answeredNanos = NOT_YET;
    }
    if (firstSentMicros == NOT_YET) {
      firstSentMicros = micros;
    }
    waiting = true;
    this.holdLimitNanos = holdLimitNanos;
    sentNanos = nanos;
    sentMicros = micros;
    run.started.increment();
    run.held.sent(timeline.secondOfWindow(nanos));
  }

  /**
   * The user means to stay away before its next poll: for that long it is not to be counted among
   * those that should be waiting.
   */
  public void staysAway(long fromNanos, long forNanos) {
    if (forNanos == 0) {
      return;
    }
    awayUntilNanos = fromNanos + forNanos;
    run.awayNanos.add(timeline.nanosInWindow(fromNanos, awayUntilNanos));
  }

  public void answered(long nanos, long micros, Answer answer) {
    if (run.frozen()) {
      return;
    }
    ended(nanos);
    pollFailed = answer.outcome() == Outcome.FAILED;
    List<PolledEvent> got = run.believable(answer.events(), micros);
    Phase phase = timeline.phaseAt(nanos);
    long hold = nanos - sentNanos;
    events.waited(
        sentMicros, events.firstPlannedMicros(got, micros - UserEvents.BLIND_MARGIN_MICROS));
    switch (answer.outcome()) {
      case DELIVERED -> {
        run.bank.record(Measure.HOLD_DELIVERED, phase, hold);
        run.total.delivered(answer.events().size());
        if (phase == Phase.WINDOW) {
          run.window.delivered(answer.events().size());
          if (answer.tellsNothing()) {
            run.blank.delivered(hold, holdLimitNanos);
          }
        }
        run.misfits.read(answer);
        events.received(sentMicros, micros, answer.next().epoch(), got);
      }
      case EMPTY -> {
        run.bank.record(Measure.HOLD_EMPTY, phase, hold);
        run.bank.record(Measure.LATENESS, phase, hold - holdLimitNanos);
        run.total.empty();
        if (phase == Phase.WINDOW) {
          run.window.empty();
        }
      }
      case GAP -> {
        run.total.gap();
        if (phase == Phase.WINDOW) {
          run.window.gap();
        }
        receivedBeside(answer, micros, got);
      }
      case FAILED -> {
        run.failureHolds.failed(countFailure(phase, answer.failureKind()), hold);
        run.misfits.failed(answer);
      }
      default -> throw new IllegalArgumentException("an outcome of no kind: " + answer.outcome());
    }
    if (phase == Phase.WINDOW) {
      run.earlyReturns.answered(answer, hold, holdLimitNanos);
    }
    if (pollFailed || answer.outcome() == Outcome.GAP) {
      wantsMore();
    } else {
      answeredNanos = nanos;
      satisfiedMicros = micros;
    }
  }

  /**
   * Another request than a poll was answered. The events of a follow-up request count as those of
   * the poll before it.
   *
   * @param sent when it was sent, in nanoseconds
   */
  public void requested(Purpose.Kind kind, long sent, long nanos, long micros, Answer answer) {
    if (run.frozen()) {
      return;
    }
    if (answer.outcome() == Outcome.FAILED) {
      run.furtherRequests.failed(kind, answer.failureKind());
      return;
    }
    List<PolledEvent> got = run.believable(answer.events(), micros);
    if (answer.outcome() == Outcome.GAP) {
      run.furtherRequests.failed(kind, RunRecord.Polls.GAP);
      receivedBeside(answer, micros, got);
      return;
    }
    run.furtherRequests.succeeded(kind, nanos - sent);
    run.total.followedUp(answer.events().size());
    if (timeline.phaseAt(nanos) == Phase.WINDOW) {
      run.window.followedUp(answer.events().size());
    }
    receivedBeside(answer, micros, got);
  }

  /** Events of an answer that is itself no delivery. */
  private void receivedBeside(Answer answer, long micros, List<PolledEvent> got) {
    if (!got.isEmpty()) {
      run.misfits.read(answer);
      events.received(sentMicros, micros, answer.next().epoch(), got);
    }
  }

  /** Another request than a poll ended without a whole answer. */
  public void requestFailed(Purpose.Kind kind, String failure) {
    if (!run.frozen()) {
      run.furtherRequests.failed(kind, failure);
    }
  }

  /** Another request than a poll was given up at the run's end. */
  public void requestCut(Purpose.Kind kind) {
    if (!run.frozen()) {
      run.furtherRequests.cut(kind);
    }
  }

  /**
   * The poll ended without a whole answer. A poll that was never sent counts as started and failed
   * at once.
   */
  public void failed(long nanos, String kind) {
    if (run.frozen()) {
      return;
    }
    Phase phase = timeline.phaseAt(nanos);
    String counted = countFailure(phase, kind);
    if (waiting) {
      ended(nanos);
      pollFailed = true;
      events.waited(sentMicros, timeline.microsAt(nanos) - UserEvents.BLIND_MARGIN_MICROS);
      run.failureHolds.failed(counted, nanos - sentNanos);
      if (phase == Phase.WINDOW) {
        run.earlyReturns.failed(kind, nanos - sentNanos, holdLimitNanos);
      }
    } else {
      run.started.increment();
    }
    wantsMore();
  }

  /** The run is over and the poll was given up; the server counts it as aborted. */
  public void cut(long nanos) {
    if (run.frozen()) {
      return;
    }
    if (waiting) {
      ended(nanos);
      wantsMore();
      run.cut.increment();
    }
  }

  /** The poll brought nothing: the user waits on, and what follows is not a re-arm. */
  private void wantsMore() {
    answeredNanos = NOT_YET;
    satisfiedMicros = NOT_YET;
  }

  private void ended(long nanos) {
    waiting = false;
    run.held.ended(timeline.nanosInWindow(sentNanos, nanos));
  }

  private String countFailure(Phase phase, String kind) {
    String counted = run.total.failed(kind);
    if (phase == Phase.WINDOW) {
      run.window.failed(counted);
    }
    return counted;
  }

  /** The channel this user waits on; empty for all. */
  String channel() {
    return channel;
  }

  /** When the first poll was sent, or {@link Long#MIN_VALUE} if none was. */
  long firstSentMicros() {
    return firstSentMicros;
  }

  /**
   * Events planned in the window that this user should have and has not. None of a queue, which
   * owes an event to no user in particular.
   *
   * @param whole whether the window came to its end; otherwise what the user was still owed cannot
   *     be told, and only what is missing between events that it got counts
   */
  long lost(boolean whole) {
    return run.delivery() == Delivery.QUEUE ? 0 : events.lost(owedFrom(), owedUntil(whole));
  }

  /**
   * Of these, the ones that no contract allows: not those published between two polls of a client
   * without a cursor, and no version of a state that was skipped for a newer one.
   */
  long missed(boolean whole) {
    long missed = lost(whole);
    if (run.delivery() == Delivery.STATE) {
      missed = Math.min(missed, events.stale(owedFrom(), owedUntil(whole)));
    }
    return run.resumes() ? missed : Math.min(missed, events.plannedWhileWaiting());
  }

  private long owedFrom() {
    long from = timeline.windowStartMicros();
    // A first poll gets what is published from its arrival on.
    return firstSentMicros != NOT_YET && firstSentMicros > from
        ? firstSentMicros + UserEvents.BLIND_MARGIN_MICROS
        : from;
  }

  private long owedUntil(boolean whole) {
    if (!whole) {
      return Long.MIN_VALUE / 2;
    }
    // A user that left, or was between two polls at the end, is owed no more than it asked for.
    boolean left = !waiting && satisfiedMicros != NOT_YET;
    return left ? satisfiedMicros - ON_ITS_WAY_MICROS : Long.MAX_VALUE / 2;
  }

  /** The hold so far of a poll that nobody will end any more, as far as it lies in the window. */
  long openHoldInWindowNanos(long nowNanos) {
    return waiting ? timeline.nanosInWindow(sentNanos, nowNanos) : 0;
  }

  /** What of the time that the user meant to stay away lies in the window, but has not come yet. */
  long awayInWindowAfterNanos(long nowNanos) {
    return awayUntilNanos == NOT_YET ? 0 : timeline.nanosInWindow(nowNanos, awayUntilNanos);
  }
}
