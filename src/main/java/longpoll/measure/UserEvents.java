package longpoll.measure;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;

/**
 * The events that one user got, and what it lacks. Confined to the user's event loop, except where
 * the ledger is closed after the run.
 *
 * <p>Two sources tell a loss. The plan knows each event that should have come, so it is asked for
 * those it has. The numbers know that something was there, so they are asked for the rest: events
 * outside the plan, and all where there is none. Neither can then hide what the other shows.
 *
 * <p>Of a queue a user gets some events and others the rest, so it lacks none: what is lost or
 * repeated shows over all users together.
 */
final class UserEvents {
  /**
   * A bare client is blind from the server's answer to the server's reading of its next poll, which
   * is longer than the client's own gap by the ways there and back. An event closer than this to
   * either end may have fallen in it.
   */
  static final long BLIND_MARGIN_MICROS = 250_000;

  /** Streams are many where a user gets the events of many channels. */
  private static final int GAPS_OF_FURTHER_STREAMS = 4;

  private final RunLedger run;
  private final Timeline timeline;
  private final String channel;
  private final DeliveryLag lag;
  private final long offsetMicros;
  private final PublishPlan plan;

  private String epoch;
  private String firstChannel;
  private Stream first;
  private Map<String, Stream> further;
  private RecentIds ids;

  private long ofPlan;
  private long firstOfPlanMicros = Long.MAX_VALUE;
  private long lastOfPlanMicros = Long.MIN_VALUE;
  private long lostByNumber;
  private long plannedWhileWaiting;

  UserEvents(RunLedger run, Timeline timeline, String channel) {
    this.run = run;
    this.timeline = timeline;
    this.channel = channel;
    plan = run.plan();
    lag = run.lag();
    offsetMicros = run.serverOffsetMicros() == null ? 0 : run.serverOffsetMicros();
  }

  /**
   * @param sentMicros when the poll was sent that these events answer
   */
  void received(long sentMicros, long micros, String answerEpoch, List<PolledEvent> events) {
    if (answerEpoch != null && !answerEpoch.equals(epoch)) {
      if (epoch != null) {
        restartNumbers();
        run.epochChanged(answerEpoch);
      }
      epoch = answerEpoch;
    }
    for (int i = 0; i < events.size(); i++) {
      received(sentMicros, micros, events.get(i));
    }
  }

  private void received(long sentMicros, long micros, PolledEvent event) {
    boolean timed = lag.isKnown(event);
    // An event whose planned instant cannot be told belongs where it arrived.
    long planned = timed ? lag.plannedMicros(event) : micros;
    Phase phase = timeline.phaseAtMicros(planned);
    boolean inWindow = phase == Phase.WINDOW;
    boolean inPlan = timed && plan != null && plan.has(event.channel(), event.plannedAtMicros());
    if (timed && run.delivery() == Delivery.STATE) {
      hasVersion(event);
    }
    if (!arrived(event, inWindow, inPlan)) {
      return;
    }
    if (inWindow) {
      run.events.received.increment();
      if (!timed && plan != null && !run.events.untimed) {
        run.events.untimed = true;
      }
      if (inPlan) {
        ofPlan++;
        firstOfPlanMicros = Math.min(firstOfPlanMicros, event.plannedAtMicros());
        lastOfPlanMicros = Math.max(lastOfPlanMicros, event.plannedAtMicros());
      }
      if (run.delivery() == Delivery.QUEUE && run.broadcasts != null) {
        run.broadcasts.taken(epoch, event, inPlan);
      }
    }
    if (timed) {
      recordLag(event, phase, sentMicros <= planned, lag.nanos(event, micros), inPlan);
    }
  }

  private void recordLag(
      PolledEvent event, Phase phase, boolean parked, long lagNanos, boolean inPlan) {
    run.bank.record(Measure.LAG, phase, lagNanos);
    run.bank.record(parked ? Measure.LAG_PARKED : Measure.LAG_REPLAYED, phase, lagNanos);
    if (phase == Phase.WINDOW && event.seq() != PolledEvent.UNKNOWN) {
      if (run.broadcasts != null && run.delivery() != Delivery.QUEUE) {
        run.broadcasts.received(epoch, event, inPlan, lagNanos);
      }
    }
  }

  private void hasVersion(PolledEvent event) {
    Stream stream = streamOf(event.channel());
    if (stream != null) {
      stream.newestPlannedMicros = Math.max(stream.newestPlannedMicros, event.plannedAtMicros());
    }
  }

  /** Whether the user sees the event for the first time; always of a queue, which is not asked. */
  private boolean arrived(PolledEvent event, boolean inWindow, boolean inPlan) {
    long seq = event.seq();
    if (seq == PolledEvent.UNKNOWN) {
      return arrivedWithoutNumber(event, inWindow);
    }
    if (!run.events.numbered) {
      run.events.numbered = true;
    }
    if (run.delivery() == Delivery.QUEUE) {
      return true;
    }
    Stream stream = streamOf(event.channel());
    if (stream == null) {
      return true;
    }
    SequenceTracker numbers = stream.numbers;
    long lostBefore = inWindow ? unexplained(stream, event, inPlan, numbers.skippedBy(seq)) : 0;
    long lostUntilNow = numbers.lost();
    SequenceTracker.Arrival arrival = numbers.see(seq, lostBefore, !inPlan);
    lostByNumber += numbers.lost() - lostUntilNow;
    switch (arrival) {
      case IN_ORDER, AFTER_GAP -> {
        stream.lastPlannedMicros = event.plannedAtMicros();
        stream.lastInPlan = inPlan;
      }
      case OUT_OF_ORDER -> {
        if (inWindow) {
          run.events.outOfOrder.increment();
        }
      }
      case DUPLICATE -> {
        if (inWindow) {
          run.events.duplicated.increment();
        }
        return false;
      }
      default -> throw new IllegalStateException("an arrival of no kind: " + arrival);
    }
    return true;
  }

  private boolean arrivedWithoutNumber(PolledEvent event, boolean inWindow) {
    if (event.id() == PolledEvent.UNKNOWN) {
      if (inWindow) {
        run.events.nameless.increment();
      }
      return true;
    }
    if (!run.events.identified) {
      run.events.identified = true;
    }
    if (run.delivery() == Delivery.QUEUE) {
      return true;
    }
    if (ids == null) {
      ids = new RecentIds();
    }
    boolean isNew = ids.add(event.id());
    if (!isNew && inWindow) {
      run.events.duplicated.increment();
    }
    return isNew;
  }

  /**
   * Of the numbers that an event skips, those that are not of the plan: there are more of them than
   * instants between the event before and this one.
   */
  private long unexplained(Stream stream, PolledEvent event, boolean inPlan, long skipped) {
    if (skipped == 0 || plan == null) {
      return skipped;
    }
    if (stream.lastPlannedMicros == PolledEvent.UNKNOWN
        || event.plannedAtMicros() == PolledEvent.UNKNOWN) {
      return 0;
    }
    // Both ends are counted in, since other events may share their instants, and taken off again.
    long explained =
        plan.count(event.channel(), stream.lastPlannedMicros, event.plannedAtMicros() + 1)
            - (stream.lastInPlan ? 1 : 0)
            - (inPlan ? 1 : 0);
    return Math.max(0, skipped - Math.max(0, explained));
  }

  /**
   * A poll that was no longer waiting at {@code untilMicros}, or whose first event was planned
   * then: what was planned well inside of it, the server had somebody to answer with and did not.
   * Matters to bare clients only, whose other losses are allowed.
   */
  void waited(long sentMicros, long untilMicros) {
    if (plan == null || run.resumes()) {
      return;
    }
    long from = Math.max(sentMicros + BLIND_MARGIN_MICROS, timeline.windowStartMicros());
    long until = Math.min(untilMicros, timeline.windowEndMicros());
    plannedWhileWaiting += planned(from + offsetMicros, until + offsetMicros);
  }

  /** The earliest planned instant of an answer, by our clock; {@code otherwise} where unknown. */
  long firstPlannedMicros(List<PolledEvent> events, long otherwise) {
    long earliest = otherwise;
    for (int i = 0; i < events.size(); i++) {
      PolledEvent event = events.get(i);
      if (lag.isKnown(event)) {
        earliest = Math.min(earliest, lag.plannedMicros(event));
      }
    }
    return earliest;
  }

  /**
   * Events planned in the window that should have come and did not.
   *
   * @param fromMicros from when on the user is owed what the plan has, by our clock
   * @param untilMicros until when
   */
  long lost(long fromMicros, long untilMicros) {
    long lost = Math.max(0, lostByNumber);
    if (plan == null) {
      return lost;
    }
    long owed = planned(owedFromByServer(fromMicros), owedUntilByServer(untilMicros));
    return lost + Math.max(0, owed - ofPlan);
  }

  /**
   * Channels of which the user has neither the newest version that was planned in the window nor a
   * newer one.
   *
   * @param fromMicros from when on the user is owed what the plan has, by our clock
   * @param untilMicros until when
   */
  long stale(long fromMicros, long untilMicros) {
    if (plan == null) {
      return 0;
    }
    long from = owedFromByServer(fromMicros);
    long until = owedUntilByServer(untilMicros);
    Collection<String> channels = channel.isEmpty() ? plan.channels() : List.of(channel);
    return channels.stream()
        .filter(name -> plan.last(name, from, until) > newestPlannedMicros(name))
        .count();
  }

  /** What it got, it was owed: so whatever lies between the first and the last it got was owed. */
  private long owedFromByServer(long fromMicros) {
    return Math.min(
        Math.max(fromMicros, timeline.windowStartMicros()) + offsetMicros, firstOfPlanMicros);
  }

  private long owedUntilByServer(long untilMicros) {
    return Math.max(
        Math.min(untilMicros, timeline.windowEndMicros()) + offsetMicros, lastOfPlanMicros + 1);
  }

  private long newestPlannedMicros(String name) {
    Stream stream = name.equals(firstChannel) ? first : further == null ? null : further.get(name);
    return stream == null ? Long.MIN_VALUE : stream.newestPlannedMicros;
  }

  /** Planned in the window while a poll was waiting that did not get it, as far as can be told. */
  long plannedWhileWaiting() {
    return plannedWhileWaiting;
  }

  private long planned(long fromServerMicros, long untilServerMicros) {
    return channel.isEmpty()
        ? plan.count(fromServerMicros, untilServerMicros)
        : plan.count(channel, fromServerMicros, untilServerMicros);
  }

  /** Null where the run follows no more of them. */
  private Stream streamOf(String eventChannel) {
    if (first == null) {
      firstChannel = eventChannel;
      first = new Stream(SequenceTracker.GAPS_REMEMBERED);
    }
    if (eventChannel.equals(firstChannel)) {
      return first;
    }
    Stream known = further == null ? null : further.get(eventChannel);
    return known == null ? furtherStream(eventChannel) : known;
  }

  private Stream furtherStream(String eventChannel) {
    String name = run.streams.take(eventChannel);
    if (name == null) {
      return null;
    }
    if (further == null) {
      further = new HashMap<>();
    }
    Stream stream = new Stream(GAPS_OF_FURTHER_STREAMS);
    further.put(name, stream);
    return stream;
  }

  private void restartNumbers() {
    if (first != null) {
      first.numbers.restart();
    }
    if (further != null) {
      further.values().forEach(stream -> stream.numbers.restart());
    }
    if (ids != null) {
      ids.forget();
    }
  }

  /** One channel as this user sees it. */
  private static final class Stream {
    private final SequenceTracker numbers;
    private long lastPlannedMicros = PolledEvent.UNKNOWN;
    private boolean lastInPlan;

    /** Of the versions of a state. */
    private long newestPlannedMicros = Long.MIN_VALUE;

    Stream(int gapsRemembered) {
      numbers = new SequenceTracker(gapsRemembered);
    }
  }
}
