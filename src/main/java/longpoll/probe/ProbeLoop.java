package longpoll.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.measure.Phase;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunBooks;
import longpoll.measure.StampClock;
import longpoll.measure.Timeline;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;

/**
 * All probes, on the one thread that calls {@link #run}. All sockets that are ready are read and
 * stamped first, and more of them between the answers that are dealt with, so that none is stamped
 * late for another's sake. {@link #end} and {@link #cut} may be called from any thread.
 */
final class ProbeLoop {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A socket that never falls silent must not keep the others from being looked at. */
  private static final int MOST_TURNS = 8;

  private static final int ACTS_BETWEEN_READS = 8;

  /** The JDK's selector on Linux takes no more from the system in one call. */
  private static final int MOST_AT_ONCE = 1024;

  /** What a poll that was asked to end with the run may be late by before it is given up. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final ProbeSettings settings;
  private final Dialect dialect;
  private final Duration hold;
  private final Rearm rearm;
  private final Settings.Backoff backoff;
  private final StampClock clock;
  private final Consumer<String> out;
  private final Timeline timeline;
  private final ProbeAccounts accounts;
  private final Requests requests;
  private final InetSocketAddress target;
  private final Selector selector;
  private final List<Probe> probes = new ArrayList<>();
  private final List<Probe> ready = new ArrayList<>();
  private final List<Probe> again = new ArrayList<>();
  private final Consumer<SelectionKey> take = this::take;
  private final Looks looks;
  private final Set<String> kindsSeen = new HashSet<>();

  private byte[] body = {};
  private int present;
  private Phase phase = Phase.RAMP;
  private boolean allCut;
  private boolean graceRuns;
  private long graceEndsNanos;
  private long nextDueNanos;

  private volatile boolean endAsked;
  private volatile boolean cutAsked;

  /**
   * @param timeline by this process's clock
   * @param out takes the lines that the harness is to read
   */
  ProbeLoop(ProbeSettings settings, Timeline timeline, StampClock clock, Consumer<String> out)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.out = out;
    this.timeline = timeline;
    dialect = settings.speaks();
    hold = settings.hold();
    rearm = settings.rearms();
    backoff = settings.backoff();
    requests = new Requests(settings.poll(), dialect);
    RunBooks books =
        RunBooks.builder()
            .clock(clock)
            .timeline(any -> timeline)
            .serverOffsetMicros(settings.offsetMicros())
            .resumes(dialect.resumes())
            .usersOf(settings::probesOn)
            .open();
    accounts = new ProbeAccounts(books);
    int port = settings.poll().getPort() < 0 ? 80 : settings.poll().getPort();
    target = new InetSocketAddress(InetAddress.getByName(settings.poll().getHost()), port);
    selector = Selector.open();
    looks = new Looks(clock.nanoTime());
    for (int i = 0; i < settings.count(); i++) {
      long opens = timeline.startNanos() + timeline.ramp().toNanos() / settings.count() * i;
      String channel = settings.channelOf(i);
      probes.add(new Probe(this, books.user(channel), channel, source(i), settings.start(), opens));
    }
    present = probes.size();
    nextDueNanos = timeline.startNanos();
  }

  private InetSocketAddress source(int probe) {
    List<String> addresses = settings.localAddresses();
    return addresses.isEmpty()
        ? null
        : new InetSocketAddress(addresses.get(probe % addresses.size()), 0);
  }

  /** Polls until the run is over, and says the last of what was seen. */
  void run() throws IOException {
    long tick = clock.nanoTime() + TICK_NANOS;
    long second = clock.nanoTime() + SECOND_NANOS;
    while (present > 0 || !(endAsked || cutAsked)) {
      read(Math.min(tick - clock.nanoTime(), nextDueNanos - clock.nanoTime()));
      long nanos = clock.nanoTime();
      boolean ticks = nanos - tick >= 0;
      if (ticks) {
        accounts.late(nanos - tick, phase == Phase.WINDOW);
        tick = nanos + TICK_NANOS;
      }
      act();
      if (ticks) {
        tick(nanos);
      }
      if (ticks || nanos - nextDueNanos >= 0) {
        due(clock.nanoTime());
      }
      if (nanos - second >= 0) {
        tell();
        second += SECOND_NANOS;
      }
    }
    selector.close();
    tell();
    out.accept(ProbeLines.json(ProbeLines.DONE, accounts.report(settings.count())));
  }

  /**
   * Waits until something is there or due, and takes in everything that is there. What came in
   * while the others were read is read as well, before any of it is looked at.
   */
  private void read(long patienceNanos) throws IOException {
    if (patienceNanos > 0 && again.isEmpty() && look() == 0) {
      // Rounded up: a timeout of 0 would wait for ever.
      long patienceMillis = (patienceNanos + 999_999) / 1_000_000;
      looks.waitsFor(clock.nanoTime(), TimeUnit.MILLISECONDS.toNanos(patienceMillis));
      selector.select(take, patienceMillis);
    }
    for (int turn = 0; turn < MOST_TURNS && look() > 0; turn++) {
      // The work is done by take.
    }
  }

  private int look() throws IOException {
    looks.looks(clock.nanoTime());
    int found = selector.selectNow(take);
    if (found >= MOST_AT_ONCE) {
      looks.leftSomeOver();
    }
    return found;
  }

  /** The harness closes its books: no more polls, and what is held ends soon. */
  void end() {
    endAsked = true;
    selector.wakeup();
  }

  /** Nothing is waited for any more. */
  void cut() {
    cutAsked = true;
    selector.wakeup();
  }

  private void take(SelectionKey key) {
    Probe probe = (Probe) key.attachment();
    if (probe.ready()) {
      ready.add(probe);
    }
  }

  /**
   * Deals with what was taken in. What arrives meanwhile is stamped meanwhile: the work on a whole
   * broadcast is long beside the precision of a stamp.
   */
  private void act() throws IOException {
    ready.addAll(again);
    again.clear();
    int most = MOST_TURNS * probes.size();
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).act();
      if ((i + 1) % ACTS_BETWEEN_READS == 0 && ready.size() < most) {
        look();
      }
    }
    ready.clear();
  }

  private void tick(long nanos) {
    Phase now = timeline.phaseAt(nanos);
    if (now != phase) {
      if (now == Phase.WINDOW) {
        accounts.windowBegins();
      } else if (phase == Phase.WINDOW) {
        accounts.windowEnds();
      }
      phase = now;
    }
    boolean over = over(nanos);
    if (over && !graceRuns) {
      graceRuns = true;
      graceEndsNanos = nanos + (dialect.asksForHold() ? GRACE_NANOS : 0);
    }
    boolean cutNow = cutAsked || (over && nanos - graceEndsNanos >= 0);
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      if (cutNow && !allCut) {
        probe.cut(nanos);
      } else if (over) {
        probe.end();
      }
    }
    allCut |= cutNow;
  }

  private void due(long nanos) {
    nextDueNanos = nanos + SECOND_NANOS;
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      if (!probe.gone() && probe.dueNanos() - nanos <= 0) {
        probe.due(nanos);
      }
    }
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      if (!probe.gone()) {
        wakeBy(probe.dueNanos());
      }
    }
  }

  /** Something is due at an instant. */
  void wakeBy(long nanos) {
    if (nanos - nextDueNanos < 0) {
      nextDueNanos = nanos;
    }
  }

  private void tell() {
    accounts.drainLag(
        (planned, negative, values) -> out.accept(ProbeLines.lag(planned, negative, values)));
    out.accept(ProbeLines.HELD + " " + accounts.held());
  }

  boolean over(long nanos) {
    return endAsked || cutAsked || nanos - timeline.endNanos() >= 0;
  }

  /** The hold limit, or what is left of the run where that is less and the target can be told. */
  Duration holdToAskFor(long nanos) {
    long left = Math.max(0, timeline.endNanos() - nanos);
    boolean last = dialect.asksForHold() && left < hold.toNanos();
    // Whole milliseconds, rounded up: a poll of 0 would be answered at once and sent again.
    return last ? Duration.ofMillis(left / 1_000_000 + 1) : hold;
  }

  long noLaterThanTheEnd(long nanos) {
    return nanos - timeline.endNanos() > 0 ? timeline.endNanos() : nanos;
  }

  /** A body, in an array that is used again by the next of the same length. */
  byte[] bodyOf(AnswerReader answer) {
    if (body.length != answer.bodyLength()) {
      body = new byte[answer.bodyLength()];
    }
    answer.copyBody(body);
    return body;
  }

  /** The first failure of each kind is worth a line. */
  void problem(String kind, String detail) {
    if (kindsSeen.add(kind)) {
      out.accept(ProbeLines.PROBLEM + " " + kind + ": " + Excerpt.sentence(detail));
    }
  }

  /** A probe has an answer that came before its poll. */
  void again(Probe probe) {
    again.add(probe);
  }

  /** A probe has gone for good. */
  void left() {
    present--;
  }

  StampClock clock() {
    return clock;
  }

  /** How much earlier an answer may have been there that is stamped now. */
  long stamped(long nanos) {
    return looks.stamped(nanos);
  }

  /** Events were delivered by an answer that may have been there before it was stamped. */
  void delivered(Answer answer, long stampMicros, long maybeEarlierNanos) {
    accounts.delivered(answer, stampMicros, maybeEarlierNanos);
  }

  Selector selector() {
    return selector;
  }

  InetSocketAddress target() {
    return target;
  }

  Requests requests() {
    return requests;
  }

  Dialect dialect() {
    return dialect;
  }

  Duration hold() {
    return hold;
  }

  Rearm rearm() {
    return rearm;
  }

  Settings.Backoff backoff() {
    return backoff;
  }

  long requestTimeoutNanos() {
    return settings.requestTimeoutNanos();
  }
}
