package longpoll.measure;

import java.util.HashMap;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.Outcome;
import longpoll.dialect.PolledEvent;

/**
 * What one user saw. A poll is sent, then answered, failed or cut, then the next is sent. Confined
 * to the user's event loop, except where the books are closed after the run.
 *
 * <p>Instants come in pairs: by the clock that measures durations, in nanoseconds, and by the wall
 * clock, in microseconds since the Unix epoch.
 */
public final class UserBook {
  private static final long NOT_YET = Long.MIN_VALUE;

  /**
   * A bare client is blind from the server's answer to the server's reading of its next poll, which
   * is longer than the client's own gap by the ways there and back. An event closer than this to
   * either end may have fallen in it.
   */
  private static final long BLIND_MARGIN_MICROS = 250_000;

  private final RunBooks run;
  private final Timeline timeline;
  private final String channel;

  private boolean waiting;
  private long holdLimitNanos;
  private long sentNanos;
  private long sentMicros;
  private long firstSentMicros = NOT_YET;
  private long answeredNanos = NOT_YET;

  private String epoch;
  private SequenceTracker onlyChannel;
  private Map<String, SequenceTracker> otherChannels;

  private long lastPlannedMicros = PolledEvent.UNKNOWN;
  private long receivedInWindow;
  private long lostInWindow;
  private long lostWhileWaiting;

  UserBook(RunBooks run, Timeline timeline, String channel) {
    this.run = run;
    this.timeline = timeline;
    this.channel = channel;
  }

  public void connectionOpened(boolean replacesOne) {
    run.connectionsOpened.increment();
    if (replacesOne) {
      run.connectionsReopened.increment();
    }
  }

  /** The HTTP client was about to send the poll again by itself, and was stopped. */
  public void replayPrevented() {
    run.replaysPrevented.increment();
  }

  /**
   * @param holdLimitNanos how long the server may hold this poll
   */
  public void sent(long nanos, long micros, long holdLimitNanos) {
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
    run.held.sent(phase == Phase.WINDOW);
  }

  public void answered(long nanos, long micros, Answer answer) {
    ended(nanos);
    Phase phase = timeline.phaseAt(nanos);
    long hold = nanos - sentNanos;
    switch (answer.outcome()) {
      case DELIVERED -> {
        run.bank.record(Measure.HOLD_DELIVERED, phase, hold);
        run.total.delivered(answer.events().size());
        if (phase == Phase.WINDOW) {
          run.window.delivered(answer.events().size());
        }
        received(micros, answer);
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
      }
      case FAILED -> countFailure(phase, answer.failureKind());
      default -> throw new IllegalArgumentException("an outcome of no kind: " + answer.outcome());
    }
    if (answer.outcome() != Outcome.FAILED) {
      answeredNanos = nanos;
    }
  }

  /**
   * The poll ended without a whole answer. A poll that was never sent counts as started and failed
   * at once.
   */
  public void failed(long nanos, String kind) {
    if (waiting) {
      ended(nanos);
    } else {
      run.started.increment();
    }
    countFailure(timeline.phaseAt(nanos), kind);
  }

  /** The run is over and the poll was given up; the server counts it as aborted. */
  public void cut(long nanos) {
    if (waiting) {
      ended(nanos);
      run.cut.increment();
    }
  }

  private void ended(long nanos) {
    waiting = false;
    run.held.ended(timeline.nanosInWindow(sentNanos, nanos));
  }

  private void countFailure(Phase phase, String kind) {
    run.total.failed(kind);
    if (phase == Phase.WINDOW) {
      run.window.failed(kind);
    }
  }

  private void received(long micros, Answer answer) {
    String answerEpoch = answer.next().epoch();
    if (answerEpoch != null && !answerEpoch.equals(epoch)) {
      if (epoch != null) {
        restartNumbers();
      }
      epoch = answerEpoch;
    }
    for (PolledEvent event : answer.events()) {
      received(micros, event);
    }
  }

  private void received(long micros, PolledEvent event) {
    Long offset = run.serverOffsetMicros();
    long planned = event.plannedAtMicros();
    boolean timed = offset != null && planned != PolledEvent.UNKNOWN;
    // An event whose planned instant cannot be told belongs where it arrived.
    long plannedHere = timed ? planned - offset : micros;
    Phase phase = timeline.phaseAtMicros(plannedHere);
    boolean first = countArrival(event, phase, micros);
    lastPlannedMicros = planned;
    if (!timed || !first) {
      return;
    }
    long lag = (micros - plannedHere) * 1_000;
    run.bank.record(Measure.LAG, phase, lag);
    run.bank.record(
        sentMicros <= plannedHere ? Measure.LAG_PARKED : Measure.LAG_REPLAYED, phase, lag);
    if (phase == Phase.WINDOW && event.seq() != PolledEvent.UNKNOWN) {
      run.broadcasts.received(
          epoch, event, lag, longest -> run.bank.record(Measure.BROADCAST, Phase.WINDOW, longest));
    }
  }

  /** Whether the user sees the event for the first time. */
  private boolean countArrival(PolledEvent event, Phase phase, long micros) {
    boolean counts = phase == Phase.WINDOW;
    if (event.seq() == PolledEvent.UNKNOWN) {
      if (counts) {
        receivedInWindow++;
        run.events.received.increment();
      }
      return true;
    }
    SequenceTracker tracker = trackerOf(event.channel());
    long before = tracker.highest();
    SequenceTracker.Arrival arrival = tracker.see(event.seq());
    if (!counts) {
      return arrival != SequenceTracker.Arrival.DUPLICATE;
    }
    switch (arrival) {
      case AFTER_GAP -> {
        long lost = event.seq() - before - 1;
        lostInWindow += lost;
        lostWhileWaiting += Math.min(lost, plannedWhileWaiting(event, micros));
      }
      case OUT_OF_ORDER -> {
        lostInWindow--;
        run.events.outOfOrder.increment();
      }
      case DUPLICATE -> {
        run.events.duplicated.increment();
        return false;
      }
      default -> {
        // In order: nothing to note.
      }
    }
    receivedInWindow++;
    run.events.received.increment();
    return true;
  }

  /**
   * How many instants between the event before and this one lie well inside the poll that just
   * ended: the server had somebody to answer and did not.
   */
  private long plannedWhileWaiting(PolledEvent event, long micros) {
    Long offset = run.serverOffsetMicros();
    if (run.plan() == null || offset == null) {
      return 0;
    }
    long from = Math.max(lastPlannedMicros + 1, sentMicros + offset + BLIND_MARGIN_MICROS);
    long to = Math.min(event.plannedAtMicros(), micros + offset - BLIND_MARGIN_MICROS);
    return Math.max(0, run.plan().count(event.channel(), from, to));
  }

  private SequenceTracker trackerOf(String eventChannel) {
    if (eventChannel.equals(channel)) {
      if (onlyChannel == null) {
        onlyChannel = new SequenceTracker();
      }
      return onlyChannel;
    }
    if (otherChannels == null) {
      otherChannels = new HashMap<>();
    }
    return otherChannels.computeIfAbsent(eventChannel, any -> new SequenceTracker());
  }

  private void restartNumbers() {
    if (onlyChannel != null) {
      onlyChannel.restart();
    }
    if (otherChannels != null) {
      otherChannels.values().forEach(SequenceTracker::restart);
    }
  }

  /** The channel this user waits on; empty for all. */
  String channel() {
    return channel;
  }

  /** When the first poll was sent, or {@link Long#MIN_VALUE} if none was. */
  long firstSentMicros() {
    return firstSentMicros;
  }

  /** Different events planned in the window that this user got. */
  long receivedInWindow() {
    return receivedInWindow;
  }

  /** Numbers that the sequence of this user lacks, as far as the window shows. */
  long lostInWindow() {
    return Math.max(0, lostInWindow);
  }

  /** Of these, the ones published while a poll was waiting for them. */
  long lostWhileWaiting() {
    return lostWhileWaiting;
  }

  /** The hold so far of a poll that nobody will end any more, as far as it lies in the window. */
  long openHoldInWindowNanos(long nowNanos) {
    return waiting ? timeline.nanosInWindow(sentNanos, nowNanos) : 0;
  }
}
