package longpoll.measure;

import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;

/**
 * Events on their way to everybody who waits for them: an event is complete when the last of its
 * users has it, and its completion is that user's lag. Takes events that are planned in the window.
 * Thread-safe.
 *
 * <p>Numbers of no more than {@link #MOST_STREAMS} channels and epochs are told apart; where there
 * are more, no further event is followed, and how many are incomplete is unknown.
 *
 * <p>Only the newest events are followed, so that a run of hours does not grow: one that is still
 * incomplete when {@link #FOLLOWED} newer ones have come is given up and stays incomplete. Of
 * {@link #MOST_KEPT} that were given up it is known how many users got each; of the rest, whether
 * all did.
 *
 * <p>Of a queue each delivery is kept, so that one event that two users took shows: {@link
 * #MOST_KEPT} of them, and what comes then is not told apart.
 */
public final class Broadcasts {
  static final int FOLLOWED = 4096;
  public static final int MOST_STREAMS = 65_536;

  /** A row takes 48 bytes. */
  public static final int MOST_KEPT = 1 << 18;

  private final Audience audience;
  private final LongConsumer completion;
  private final Map<Key, Progress> followed = new ConcurrentHashMap<>();
  private final Queue<Key> inOrder = new ConcurrentLinkedQueue<>();
  private final AtomicInteger following = new AtomicInteger();

  /** The highest number that is followed no more, by channel and epoch. */
  private final Map<Receipts.Stream, Long> givenUpTo = new ConcurrentHashMap<>();

  /** The event that came last, which comes to one user after another. */
  private volatile Progress latest;

  private volatile boolean exceeded;
  private final Receipts.Table given = new Receipts.Table(FOLLOWED);
  private final Settled settled = new Settled();

  /**
   * @param audience how many users wait on each channel
   * @param completion takes the longest lag of each event that is complete, in nanoseconds
   */
  Broadcasts(Audience audience, LongConsumer completion) {
    this.audience = audience;
    this.completion = completion;
  }

  /**
   * A user has the event, for the first time.
   *
   * @param inPlan whether the event is one that the plan has
   */
  void received(String epoch, PolledEvent event, boolean inPlan, long lagNanos) {
    Progress progress = progressOf(epoch, event, inPlan);
    if (progress != null && progress.received(lagNanos)) {
      completion.accept(progress.longestLag.get());
    }
  }

  /** Null for an event that has been given up, or cannot be followed. */
  private Progress progressOf(String epoch, PolledEvent event, boolean inPlan) {
    Progress recent = latest;
    if (recent != null && recent.key.is(epoch, event)) {
      return recent;
    }
    Key key = new Key(epoch, event.channel(), event.seq());
    Progress progress = followed.get(key);
    if (progress == null) {
      progress = follow(key, inPlan, event.slipMicros());
    }
    latest = progress;
    return progress;
  }

  /** A user took an event out of a queue, for the first time or again. */
  synchronized void taken(String epoch, PolledEvent event, boolean inPlan) {
    boolean numbered = event.seq() != PolledEvent.UNKNOWN;
    long number = numbered ? event.seq() : event.id();
    Receipts.Stream stream = new Receipts.Stream(epoch, event.channel());
    if (number == PolledEvent.UNKNOWN) {
      settle(inPlan, event.slipMicros());
    } else if (given.rows() >= MOST_KEPT
        || given.streams() >= MOST_STREAMS && !given.knows(stream)) {
      exceeded = true;
      settle(inPlan, event.slipMicros());
    } else {
      given.add(stream, number, 1, Receipts.NO_LAG, event.slipMicros(), inPlan);
    }
  }

  int followed() {
    return followed.size();
  }

  /** Null for an event that has been given up, or cannot be followed. */
  private Progress follow(Key key, boolean inPlan, long slipMicros) {
    if (exceeded) {
      return null;
    }
    Progress mine = new Progress(key, users(key.channel()), slipMicros, inPlan);
    Progress present = followed.putIfAbsent(key, mine);
    if (present != null) {
      return present;
    }
    // Looked up after it was put: an event is given up first and removed then.
    Long givenUp = givenUpTo.get(key.stream());
    if (givenUp != null && key.seq() <= givenUp) {
      followed.remove(key);
      return null;
    }
    inOrder.add(key);
    if (following.incrementAndGet() > FOLLOWED) {
      giveUpOldest();
    }
    return mine;
  }

  private void giveUpOldest() {
    Key oldest = inOrder.poll();
    if (oldest != null) {
      following.decrementAndGet();
      givenUpTo.merge(oldest.stream(), oldest.seq(), Math::max);
      exceeded |= givenUpTo.size() > MOST_STREAMS;
      Progress progress = followed.remove(oldest);
      if (progress != null) {
        keep(oldest, progress);
      }
    }
  }

  /** What is given up goes into the table, or is settled where the table is full. */
  private synchronized void keep(Key key, Progress progress) {
    long receipts = progress.giveUp();
    if (given.rows() < MOST_KEPT) {
      progress.into(given, key, receipts);
    } else {
      settle(progress.inPlan, progress.slipMicros);
      if (receipts >= progress.users && progress.users > 0) {
        settled.complete++;
        settled.completions.record(progress.longestLag.get());
      }
    }
  }

  private void settle(boolean inPlan, long slipMicros) {
    settled.seen++;
    settled.planned += inPlan ? 1 : 0;
    if (slipMicros != PolledEvent.UNKNOWN) {
      settled.slips.record(Receipts.nanos(slipMicros));
    }
  }

  /** Who got what. To be called when no user writes any more. */
  synchronized Receipts receipts() {
    Receipts.Table all = new Receipts.Table(given);
    followed.forEach((key, progress) -> progress.into(all, key, progress.receipts()));
    return all.receipts(audience, exceeded, settled.asValue());
  }

  /** No more than so many are told apart, and a progress counts down from it. */
  private int users(String channel) {
    return (int) Math.min(Integer.MAX_VALUE, audience.of(channel));
  }

  private static final class Settled {
    private long seen;
    private long complete;
    private long planned;
    private final SignedHistogram completions = new SignedHistogram();
    private final SignedHistogram slips = new SignedHistogram();

    Receipts.Settled asValue() {
      return new Receipts.Settled(
          seen, complete, planned, SavedHistogram.of(completions), SavedHistogram.of(slips));
    }
  }

  private record Key(String epoch, String channel, long seq) {
    Receipts.Stream stream() {
      return new Receipts.Stream(epoch, channel);
    }

    boolean is(String otherEpoch, PolledEvent event) {
      return seq == event.seq()
          && channel.equals(event.channel())
          && Objects.equals(epoch, otherEpoch);
    }
  }

  private static final class Progress {
    /** Far enough from 0 that nobody counts down to it any more. */
    private static final int GIVEN_UP = Integer.MIN_VALUE / 2;

    private final Key key;
    private final int users;
    private final long slipMicros;
    private final boolean inPlan;
    private final AtomicInteger waiting;
    private final AtomicLong longestLag = new AtomicLong(Long.MIN_VALUE);

    Progress(Key key, int users, long slipMicros, boolean inPlan) {
      this.key = key;
      this.users = users;
      this.slipMicros = slipMicros;
      this.inPlan = inPlan;
      waiting = new AtomicInteger(users);
    }

    long receipts() {
      return (long) users - waiting.get();
    }

    /** How many users have it; whoever comes later does not count. */
    long giveUp() {
      return (long) users - waiting.getAndAdd(GIVEN_UP);
    }

    void into(Receipts.Table table, Key key, long receipts) {
      table.add(key.stream(), key.seq(), receipts, longestLag.get(), slipMicros, inPlan);
    }

    /**
     * Whether this was the last one that was waited for. The lag is raised before the count is
     * lowered, so whoever ends the count sees them all.
     */
    boolean received(long lagNanos) {
      if (waiting.get() <= 0) {
        waiting.decrementAndGet();
        return false;
      }
      long longest = longestLag.get();
      while (lagNanos > longest && !longestLag.compareAndSet(longest, lagNanos)) {
        longest = longestLag.get();
      }
      return waiting.decrementAndGet() == 0;
    }
  }
}
