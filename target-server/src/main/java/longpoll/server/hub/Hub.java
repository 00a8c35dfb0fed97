package longpoll.server.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.MicroClock;
import longpoll.server.text.Channels;
import longpoll.server.text.Problem;

/**
 * Holds events, parked polls and their hold limits behind one lock. Check-and-park,
 * append-and-wake, expiry and drain are each one step under it, so no event is missed between a
 * poll's check and its wait. It knows nothing of HTTP connections: it returns the polls that it has
 * claimed, and the caller has them released after the lock is free ({@link Broadcaster}).
 *
 * <p>Thread-safe. Time and randomness are injected.
 */
public final class Hub {
  /** The result of an append: the events with their numbers, and the polls they woke. */
  public record Published(List<Event> events, List<ParkedPoll> woken) {}

  private final ReentrantLock lock = new ReentrantLock();

  /** Signalled when a poll is parked whose hold limit comes before the timer thread would wake. */
  private final Condition earlier = lock.newCondition();

  private final long holdNanos;
  private final long maxHoldNanos;
  private final boolean jitter;
  private final int maxHeld;
  private final MicroClock clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  private final EventLog log;
  private final AnswerFormat format;
  private final AnswerCache answers;
  private final ByteBudget budget;
  private final HoldTimer timer;
  private final WaitList onAll = new WaitList(null);
  private final Map<String, WaitList> onChannel = new HashMap<>();

  private final ParkedGauge gauge;
  private long timerWakesAt = HoldTimer.NEVER;
  private boolean draining;

  public Hub(
      ServerOptions options,
      String epoch,
      MicroClock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      ByteBudget budget) {
    this.holdNanos = options.hold().toNanos();
    this.maxHoldNanos = options.maxHold().toNanos();
    this.jitter = options.jitter();
    this.maxHeld = options.maxHeld();
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    this.log = new EventLog(options.keepEvents(), options.keepBytes());
    this.format = new AnswerFormat(epoch);
    this.answers = new AnswerCache(log, epoch, format, budget, random);
    this.budget = budget;
    this.timer = new HoldTimer(nanoTime.getAsLong());
    this.gauge = new ParkedGauge(nanoTime.getAsLong());
  }

  public void addChannel(String channel) {
    lock.lock();
    try {
      log.addChannel(channel);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The answer that can be given at once, retained for the caller, or null: then the poll is parked
   * and will be claimed later, with an answer that is retained for it.
   */
  public Answer poll(ParkedPoll poll, PollRequest request) {
    lock.lock();
    try {
      Answer answer = answerOrPark(poll, request, clock.micros());
      if (answer != null) {
        answer.retain();
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private Answer answerOrPark(ParkedPoll poll, PollRequest request, long micros) {
    if (draining) {
      return answers.empty(micros);
    }
    Answer answer = answers.now(request, micros);
    if (answer != null) {
      return answer;
    }
    if (holdNanos(request) == 0) {
      return answers.empty(micros);
    }
    if (gauge.parked() >= maxHeld) {
      return answers.rejected(
          maxHeld + " polls are held, which is the limit max-held; come back later", micros);
    }
    if (!budget.take(request.channels().bytesWhileHeld())) {
      return answers.shortage(micros);
    }
    park(poll, request);
    return null;
  }

  /** Appends the events of one instant as one, and claims every poll that waits for any of them. */
  public Published publish(List<Event.Draft> drafts) {
    List<Event> events = new ArrayList<>(drafts.size());
    List<ParkedPoll> woken = new ArrayList<>();
    lock.lock();
    try {
      long micros = clock.micros();
      long first = log.next();
      for (Event.Draft draft : drafts) {
        events.add(log.append(draft, micros));
      }
      answers.clear();
      String previous = null;
      for (Event event : events) {
        if (!event.channel().equals(previous)) {
          previous = event.channel();
          wake(onChannel.get(previous), first, micros, woken);
        }
      }
      if (!events.isEmpty()) {
        wake(onAll, first, micros, woken);
      }
      log.trim();
      return new Published(events, woken);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a channel may be published on: it exists, or there is room for one more. */
  public boolean admitsChannel(String channel) {
    lock.lock();
    try {
      return log.hasChannel(channel) || log.channelCount() < Channels.MOST;
    } finally {
      lock.unlock();
    }
  }

  /** Claims the polls whose hold limit has come, each with a 204. */
  public List<ParkedPoll> expire() {
    List<ParkedPoll> expired = new ArrayList<>();
    lock.lock();
    try {
      Answer empty = null;
      List<ParkedPoll> due = new ArrayList<>();
      timer.expire(nanoTime.getAsLong(), due::add);
      for (ParkedPoll poll : due) {
        if (empty == null) {
          empty = answers.empty(clock.micros());
        }
        claim(poll, empty, expired);
      }
      return expired;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a hold limit comes, by the real clock; for the timer thread. */
  public void awaitDeadline() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      timerWakesAt = timer.nextDeadline();
      if (timerWakesAt == HoldTimer.NEVER) {
        earlier.await();
      } else {
        long wait = timerWakesAt - nanoTime.getAsLong();
        if (wait > 0) {
          earlier.awaitNanos(wait);
        }
      }
    } finally {
      timerWakesAt = HoldTimer.NEVER;
      lock.unlock();
    }
  }

  /**
   * The next time at which {@link #expire} may find something; {@link HoldTimer#NEVER} when no poll
   * is parked.
   */
  long nextDeadline() {
    lock.lock();
    try {
      return timer.nextDeadline();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out a poll whose client is gone. False when it was claimed before. */
  public boolean abort(ParkedPoll poll) {
    lock.lock();
    try {
      return claim(poll, null, null);
    } finally {
      lock.unlock();
    }
  }

  /** From now on no poll is held; those that are get their 204. */
  public List<ParkedPoll> drain() {
    List<ParkedPoll> drained = new ArrayList<>();
    lock.lock();
    try {
      draining = true;
      Answer empty = answers.empty(clock.micros());
      while (onAll.size() > 0) {
        claim(onAll.last(), empty, drained);
      }
      for (WaitList list : List.copyOf(onChannel.values())) {
        while (list.size() > 0) {
          claim(list.last(), empty, drained);
        }
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /** The head of an answer that is begun when its poll is parked. */
  public byte[] earlyHead(Answer.Form form) {
    return format.early(form, clock.micros());
  }

  /** The answer to a request that is refused before the hub looks for events. */
  public Answer problem(Outcome outcome, Problem problem) {
    long micros = clock.micros();
    return Answer.of(outcome, () -> format.problem(problem, micros));
  }

  public HubState state() {
    lock.lock();
    try {
      return new HubState(
          gauge.parked(),
          gauge.peak(),
          gauge.seconds(nanoTime.getAsLong()),
          log.oldest(),
          log.next(),
          timer.size(),
          onChannel.size(),
          log.channels());
    } finally {
      lock.unlock();
    }
  }

  private long holdNanos(PollRequest request) {
    return request.timeoutNanos() < 0 ? holdNanos : Math.min(request.timeoutNanos(), maxHoldNanos);
  }

  private void park(ParkedPoll poll, PollRequest request) {
    long now = nanoTime.getAsLong();
    long hold = holdNanos(request);
    if (jitter) {
      hold += random.nextLong(hold / 16 + 1);
    }
    poll.park();
    poll.request = request;
    poll.deadline = now + hold;
    ChannelSet channels = request.channels();
    if (channels.isAll()) {
      poll.entries = onAll.add(poll, null);
    } else {
      for (int i = 0; i < channels.size(); i++) {
        WaitList list = onChannel.computeIfAbsent(channels.name(i), WaitList::new);
        poll.entries = list.add(poll, poll.entries);
      }
    }
    timer.add(poll);
    gauge.add(1, now);
    if (poll.deadline - timerWakesAt < 0 || timerWakesAt == HoldTimer.NEVER) {
      earlier.signal();
    }
  }

  private void wake(WaitList list, long first, long micros, List<ParkedPoll> woken) {
    while (list != null && list.size() > 0) {
      ParkedPoll poll = list.last();
      claim(poll, answers.delivery(poll.request, first, micros), woken);
    }
  }

  private boolean claim(ParkedPoll poll, Answer answer, List<ParkedPoll> claimed) {
    if (!poll.claim(answer)) {
      return false;
    }
    timer.remove(poll);
    for (WaitList.Entry entry = poll.entries; entry != null; entry = entry.nextOfPoll) {
      WaitList list = entry.list;
      list.remove(entry);
      // Polls may name channels nobody ever publishes on; their lists must not stay.
      if (list.size() == 0 && list.channel != null && !log.hasChannel(list.channel)) {
        onChannel.remove(list.channel);
      }
    }
    poll.entries = null;
    budget.give(poll.request.channels().bytesWhileHeld());
    poll.request = null;
    gauge.add(-1, nanoTime.getAsLong());
    if (answer != null) {
      answer.retain();
    }
    if (claimed != null) {
      claimed.add(poll);
    }
    return true;
  }
}
