package longpoll.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.SignedHistogram;
import longpoll.host.ProcessUse;
import longpoll.transport.StampClock;

/**
 * Records polls that nobody sent in a ledger that nobody reads, before a run's first poll is sent.
 *
 * <p>Code that has never run is slow, and what only the window runs would run for the first time
 * when the window begins: on the event loops, while the first of its answers wait to be stamped.
 * There it was seen to cost 80 to 200 ms, for call sites to be linked, and for what had been
 * compiled in the belief that the window never comes.
 */
public final class LedgerRehearsal {
  /**
   * Enough for the JVM to have seen each branch, also that of giving up the oldest event, and to
   * have compiled most of them.
   */
  private static final int ROUNDS = 24_000;

  private static final int DRAINED_EVERY = 200;
  private static final int EMPTY_EVERY = 4;
  private static final int REPLAYED_EVERY = 5;
  private static final Duration PHASE = Duration.ofSeconds(1);
  private static final String CHANNEL = PolledEvent.DEFAULT_CHANNEL;

  private final int rounds;
  private final long roundMicros;
  private final Timeline timeline;
  private final RunLedger ledger;
  private final UserLedger[] users;
  private final HistogramLogs.Sink sink;

  /**
   * @param planned whether there is a plan, as there is of targets that say when they publish
   * @param delivery to whom an event goes in the run
   * @param sink takes what was measured
   */
  LedgerRehearsal(
      StampClock clock, int rounds, boolean planned, Delivery delivery, HistogramLogs.Sink sink) {
    this.rounds = rounds;
    this.sink = sink;
    roundMicros = PHASE.toNanos() * Phase.values().length / 1_000 / rounds;
    timeline = new Timeline(clock.nanoTime(), clock.epochMicros(), PHASE, PHASE, PHASE, PHASE);
    ledger =
        RunLedger.builder()
            .clock(clock)
            .timeline(any -> timeline)
            .serverOffsetMicros(0L)
            .plan(planned ? plan() : null)
            .delivery(delivery)
            .audience(Audience.ofEach(2))
            .open();
    users = new UserLedger[] {ledger.user(CHANNEL), ledger.user(CHANNEL)};
  }

  /**
   * Takes a part of a second.
   *
   * @param planned whether the ledger of the run will have a plan
   * @param delivery to whom an event goes in the run
   */
  public static void run(boolean planned, Delivery delivery) {
    ProcessUse.cpuSeconds();
    SignedHistogram all = new SignedHistogram();
    new LedgerRehearsal(
            StampClock.SYSTEM,
            ROUNDS,
            planned,
            delivery,
            (measure, phase, negative, values) -> all.addFromZero(values))
        .play();
  }

  /** Each round is one poll of each user, all of them within the phases' time. */
  void play() {
    for (int round = 0; round < rounds; round++) {
      for (UserLedger user : users) {
        poll(user, round);
      }
      if (round % DRAINED_EVERY == 0) {
        ledger.bank.drain(sink);
      }
    }
    ledger.bank.drain(sink);
  }

  RunLedger ledger() {
    return ledger;
  }

  private void poll(UserLedger user, int round) {
    long sinceStart = round * roundMicros;
    long sent = timeline.startMicros() + sinceStart;
    long sentNanos = timeline.startNanos() + sinceStart * 1_000;
    long heldMicros = roundMicros / 2;
    // Half of what is empty comes early.
    boolean early = round % (2 * EMPTY_EVERY) == 0;
    user.sent(sentNanos, sent, early ? PHASE.toNanos() : heldMicros * 1_000);
    user.answered(sentNanos + heldMicros * 1_000, sent + heldMicros, answer(round));
  }

  private Answer answer(int round) {
    Position next = new StreamPosition(Integer.toString(round), "rehearsal");
    if (round % EMPTY_EVERY == 0) {
      return Answer.empty(next);
    }
    long planned = plannedIn(round);
    return Answer.delivered(
        next, List.of(new PolledEvent(round, CHANNEL, round, planned, planned + 1)));
  }

  /** While the round's poll waits, or a little before it was sent. */
  private long plannedIn(int round) {
    long sent = timeline.startMicros() + round * roundMicros;
    return round % REPLAYED_EVERY == 0 ? sent - 1 : sent + roundMicros / 4;
  }

  private PublishPlan plan() {
    long[] instants = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      instants[round] = plannedIn(round);
    }
    return new PublishPlan(Map.of(CHANNEL, instants));
  }
}
