package longpoll.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;

/**
 * The ledger of one run: every poll of every user, kept while the run lasts. Users write through a
 * {@link UserLedger} each; one sampler reads. Thread-safe; nothing here blocks. Grows with the
 * number of users that there ever were, not with their polls.
 */
public final class RunLedger {
  /** A server that restarts more often is known well enough by then. */
  static final int MOST_EPOCHS = 16;

  private final StampClock clock;
  private final Function<StampClock, Timeline> timelineFromNow;
  private final AtomicReference<Begun> begun = new AtomicReference<>();
  private final Long serverOffsetMicros;
  private final PublishPlan plan;
  private final boolean resumes;
  private final Delivery delivery;

  final HistogramBank bank = new HistogramBank();
  final HeldGauge held = new HeldGauge();
  final LoopAdder started = new LoopAdder();
  final LoopAdder cut = new LoopAdder();

  /** How long users meant to stay away between polls, as far as it lies in the window. */
  final LoopAdder awayNanos = new LoopAdder();

  final PollCounts total = new PollCounts();
  final PollCounts window = new PollCounts();
  final FailureHolds failureHolds = new FailureHolds();
  final EarlyReturns earlyReturns;
  final FurtherRequests furtherRequests = new FurtherRequests();
  final EventCounts events = new EventCounts();
  final BlankDeliveries blank = new BlankDeliveries();
  final Misfits misfits;
  final StreamLimit streams;
  private final InstantCheck instants;
  private final DeliveryLag lag;

  /** Null where nobody asks who got which event. */
  final Broadcasts broadcasts;

  final ConnectionCounts connections = new ConnectionCounts();
  private final Traffic traffic = new Traffic(this);
  private final Set<String> laterEpochs = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<UserLedger> users = new ConcurrentLinkedQueue<>();
  private volatile boolean frozen;
  private final List<Runnable> atStart = new CopyOnWriteArrayList<>();

  /**
   * @param lateMicros how long after the timeline's start the first poll was sent
   */
  private record Begun(Timeline timeline, long lateMicros) {}

  private RunLedger(Builder builder) {
    clock = builder.clock;
    timelineFromNow = builder.timelineFromNow;
    serverOffsetMicros = builder.serverOffsetMicros;
    // Where the clocks' offset is not known, the plan cannot be laid over what was seen.
    plan = serverOffsetMicros == null ? null : builder.plan;
    resumes = builder.resumes;
    earlyReturns = new EarlyReturns(builder.earliness);
    delivery = builder.delivery;
    misfits = new Misfits(builder.warning);
    streams = new StreamLimit(builder.mostStreams);
    instants = new InstantCheck(serverOffsetMicros, misfits);
    lag = new DeliveryLag(serverOffsetMicros);
    broadcasts =
        builder.audience == null
            ? null
            : new Broadcasts(
                builder.audience,
                delivery == Delivery.BROADCAST
                    ? longest -> bank.record(Measure.BROADCAST, Phase.WINDOW, longest)
                    : longest -> {});
  }

  public static Builder builder() {
    return new Builder();
  }

  public StampClock clock() {
    return clock;
  }

  /**
   * Something that does not fit was seen outside of the users' polls.
   *
   * @param kind by which it is told once
   */
  public void saw(String kind, String words) {
    misfits.saw(kind, () -> words);
  }

  /** When the run began; empty before the first poll. */
  public Optional<Timeline> timeline() {
    return Optional.ofNullable(begun.get()).map(Begun::timeline);
  }

  /**
   * The run begins with its first poll: the first call fixes the timeline and runs what waits for
   * it.
   */
  public Timeline begin() {
    Begun present = begun.get();
    if (present != null) {
      return present.timeline;
    }
    Timeline mine = timelineFromNow.apply(clock);
    held.window(mine.windowSeconds());
    if (begun.compareAndSet(null, new Begun(mine, clock.epochMicros() - mine.startMicros()))) {
      atStart.forEach(Runnable::run);
    }
    return begun.get().timeline;
  }

  /** Runs an action once, with the first poll, on whatever thread sends it. */
  public void onBegin(Runnable action) {
    atStart.add(action);
  }

  /**
   * A new user.
   *
   * @param channel the one channel it waits on, or empty for all
   */
  public UserLedger user(String channel) {
    UserLedger user = new UserLedger(this, begin(), channel);
    users.add(user);
    return user;
  }

  /**
   * Takes no more entries. For a run that is broken off: its users poll on while it ends, and what
   * they see of that is not the target's doing.
   */
  public void freeze() {
    frozen = true;
  }

  boolean frozen() {
    return frozen;
  }

  /** An answer was of another epoch than the one before it. */
  void epochChanged(String to) {
    if (laterEpochs.size() < MOST_EPOCHS) {
      laterEpochs.add(to);
    }
  }

  /**
   * The events of an answer as they are recorded: an instant that cannot be one of this run, such
   * as one in another unit, is unknown.
   */
  public List<PolledEvent> believable(List<PolledEvent> events, long arrivedMicros) {
    return instants.believable(events, arrivedMicros);
  }

  /** Counts the bytes of this run's users. */
  public TrafficCounter traffic() {
    return traffic;
  }

  /** Computes the lag of the events that this run receives. */
  public DeliveryLag lag() {
    return lag;
  }

  /** When this run began, what its phases are, and that it is over now. */
  public Shard.Timing timing() {
    Timeline timeline = begin();
    return Shard.Timing.of(timeline, begun.get().lateMicros, clock.nanoTime(), serverOffsetMicros);
  }

  /**
   * All that was measured, as a value. To be called when no user writes any more.
   *
   * @param sampled what the sampler drained out of this ledger
   * @param shard what is known besides the ledger
   * @param errors where a part that cannot be taken is told; it is null then
   */
  public RunSnapshot snapshot(RunSampler.Sampled sampled, Shard shard, ErrorCollector errors) {
    Shard.Timing timing = shard.timing();
    long nowNanos = begin().startNanos() + timing.elapsedNanos();
    return new RunSnapshot(
        tally(errors.get("polls", EarlyReturns.Snapshot.NONE, earlyReturns::snapshot)),
        blank.snapshot(),
        errors.get("failures", null, failureHolds::snapshot),
        errors.get("requests besides polls", null, furtherRequests::snapshot),
        saved(sampled.window(), errors),
        saved(sampled.beforeWindow(), errors),
        errors.get("events", null, () -> events.snapshot(streams, users, !shard.aborted())),
        errors.get(
            "the receipts of events",
            null,
            () -> broadcasts == null ? null : broadcasts.receipts()),
        errors.get("held", null, () -> heldUntil(nowNanos)),
        connections.snapshot(),
        traffic.snapshot(),
        List.copyOf(laterEpochs),
        errors.get("the misfits", Map.of(), misfits::byKind),
        plan,
        serverOffsetMicros == null
            ? null
            : errors.get("the first polls of users", null, this::firstSentByServer),
        resumes,
        delivery,
        List.of(shard));
  }

  HeldGauge.Snapshot heldUntil(long nowNanos) {
    return held.snapshot(users, awayNanos.sum(), nowNanos);
  }

  private Map<String, LongList> firstSentByServer() {
    Map<String, LongStream.Builder> sent = new TreeMap<>();
    for (UserLedger user : users) {
      if (user.firstSentMicros() != Long.MIN_VALUE) {
        sent.computeIfAbsent(user.channel(), any -> LongStream.builder())
            .add(user.firstSentMicros() + serverOffsetMicros);
      }
    }
    Map<String, LongList> byChannel = new TreeMap<>();
    sent.forEach((channel, all) -> byChannel.put(channel, LongList.sorted(all.build().toArray())));
    return byChannel;
  }

  /**
   * By the measure's tag. Completions of broadcasts are left out: they follow from the receipts.
   *
   * @param errors where a histogram that cannot be saved is told; it is empty then
   */
  private static Map<String, SavedHistogram> saved(
      Map<Measure, SignedHistogram> values, ErrorCollector errors) {
    Map<String, SavedHistogram> saved = new TreeMap<>();
    values.forEach(
        (measure, histogram) -> {
          if (measure != Measure.BROADCAST) {
            saved.put(
                measure.tag(),
                errors.get(
                    "metrics." + measure.tag(),
                    SavedHistogram.NONE,
                    () -> SavedHistogram.of(histogram)));
          }
        });
    return saved;
  }

  /** All polls so far, by outcome. */
  PollTally tally() {
    return tally(earlyReturns.snapshot());
  }

  private PollTally tally(EarlyReturns.Snapshot early) {
    return new PollTally(started.sum(), cut.sum(), total.snapshot(), window.snapshot(), early);
  }

  /** What the probe process tells. */
  public ProbeLedger probes() {
    return bank.probes();
  }

  /** The plan, or null where the target has none, or its clock is unknown. */
  PublishPlan plan() {
    return plan;
  }

  /**
   * Whether clients go on from a cursor, so that what is published between two polls is not lost.
   */
  boolean resumes() {
    return resumes;
  }

  /** To whom an event goes. */
  Delivery delivery() {
    return delivery;
  }

  /** Server clock minus ours, or null where it is unknown and no lag can be told. */
  public Long serverOffsetMicros() {
    return serverOffsetMicros;
  }

  /** What a run's ledger is opened with. */
  public static final class Builder {
    private StampClock clock = StampClock.SYSTEM;
    private Function<StampClock, Timeline> timelineFromNow;
    private Long serverOffsetMicros;
    private PublishPlan plan;
    private boolean resumes = true;
    private Duration earliness = Duration.ZERO;
    private Delivery delivery = Delivery.BROADCAST;
    private Audience audience = Audience.ofEach(Integer.MAX_VALUE);
    private Consumer<String> warning = words -> {};
    private long mostStreams = StreamLimit.ofThisHeap();

    public Builder clock(StampClock clock) {
      this.clock = clock;
      return this;
    }

    /** Makes the timeline at the instant of the first poll. */
    public Builder timeline(Function<StampClock, Timeline> fromNow) {
      this.timelineFromNow = fromNow;
      return this;
    }

    public Builder serverOffsetMicros(Long offset) {
      this.serverOffsetMicros = offset;
      return this;
    }

    public Builder plan(PublishPlan plan) {
      this.plan = plan;
      return this;
    }

    /** How much before the limit of a hold the protocol lets a server answer without news. */
    public Builder earliness(Duration allowed) {
      this.earliness = allowed;
      return this;
    }

    public Builder resumes(boolean resumes) {
      this.resumes = resumes;
      return this;
    }

    public Builder delivery(Delivery delivery) {
      this.delivery = delivery;
      return this;
    }

    /**
     * How many users wait on each channel; null where nobody asks who got which event, which takes
     * memory for each event.
     */
    public Builder audience(Audience audience) {
      this.audience = audience;
      return this;
    }

    /** Takes what did not fit in an answer that was read all the same, the first of each kind. */
    public Builder warning(Consumer<String> warning) {
      this.warning = warning;
      return this;
    }

    /** How many channels all users together may follow, beyond the first of each. */
    public Builder mostStreams(long most) {
      this.mostStreams = most;
      return this;
    }

    public RunLedger open() {
      if (timelineFromNow == null) {
        throw new IllegalStateException("the ledger needs a timeline");
      }
      return new RunLedger(this);
    }
  }
}
