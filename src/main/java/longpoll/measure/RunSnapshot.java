package longpoll.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import longpoll.dialect.Delivery;
import longpoll.histogram.Measure;
import longpoll.histogram.SavedHistogram;
import longpoll.histogram.SignedHistogram;
import longpoll.record.RunRecord;

/**
 * All that a run measured, as a value: taken from the ledger when the run is over, and all that its
 * record is made of. Immutable; {@link RunSnapshots} reads and writes it as JSON.
 *
 * <p>{@link #plus} adds the run of another injector. It is associative and commutative, so shards
 * may be added in any order. Counts, histograms and events are then those of one ledger that had
 * seen all users. A part that could not be taken is null, and so is any sum with it.
 *
 * @param failureHolds how long failed polls had been waiting, by kind
 * @param requests what users sent besides polls, by purpose
 * @param window values that belong to the window, by the measure's tag; completions of broadcasts
 *     are not among them, since they follow from the receipts
 * @param beforeWindow the same before the window, for measures that tell how late users were
 * @param receipts which events of the window users got
 * @param traffic bytes in the window
 * @param laterEpochs those that answers changed to during the run
 * @param misfits what did not fit in answers: the first of each kind, in words
 * @param plan when events were to be published; null where that is unknown
 * @param firstSentMicros when each user sent its first poll, by the server's clock, by channel;
 *     null where that clock is unknown
 * @param resumes whether clients go on from a cursor
 * @param delivery to whom an event goes
 * @param shards what stands side by side, in the shards' order
 */
public record RunSnapshot(
    PollTally polls,
    BlankDeliveries.Snapshot blank,
    Map<String, FailureHolds.Snapshot> failureHolds,
    Map<String, FurtherRequests.Snapshot> requests,
    Map<String, SavedHistogram> window,
    Map<String, SavedHistogram> beforeWindow,
    EventCounts.Snapshot events,
    Receipts receipts,
    HeldGauge.Snapshot held,
    RunRecord.Connections connections,
    RunRecord.Traffic traffic,
    List<String> laterEpochs,
    Map<String, String> misfits,
    PublishPlan plan,
    Map<String, LongList> firstSentMicros,
    boolean resumes,
    Delivery delivery,
    List<Shard> shards) {

  /** Instants that are one are the same to the microsecond, but for rounding. */
  private static final long SAME_WINDOW_MICROS = 1_000;

  public RunSnapshot {
    laterEpochs = List.copyOf(new TreeSet<>(laterEpochs));
    shards = shards.stream().sorted(Comparator.comparingInt(Shard::number)).toList();
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("shards: at least 1 is needed");
    }
    if (shards.stream().map(Shard::number).distinct().count() < shards.size()) {
      throw new IllegalArgumentException(
          "shards: each is to be added once, but their numbers are "
              + shards.stream().map(Shard::number).toList());
    }
  }

  /** Of what a record has but one of, it has that of the first shard. */
  public Shard first() {
    return shards.get(0);
  }

  /** Whether any shard was broken off. */
  public boolean aborted() {
    return shards.stream().anyMatch(Shard::aborted);
  }

  /** The window's length, as far as it was measured: that of the shard that measured longest. */
  public double measuredSeconds() {
    return shards.stream().mapToDouble(shard -> shard.timing().measuredSeconds()).max().orElse(0);
  }

  /** The users of all shards. */
  public int users() {
    return shards.stream().mapToInt(shard -> shard.description().users()).sum();
  }

  /**
   * When an injector's timeline starts: by the server's clock where all injectors know it, which
   * they then have in common, else by its own.
   */
  public long startMicros(Shard shard) {
    boolean onOneClock =
        shards.stream().allMatch(each -> each.timing().serverOffsetMicros() != null);
    return shard.timing().phases().startMicros()
        + (onOneClock ? shard.timing().serverOffsetMicros() : 0);
  }

  /** How long after the first injector's window the last one's began: all have the same phases. */
  public long windowsApartMicros() {
    LongSummaryStatistics starts = shards.stream().mapToLong(this::startMicros).summaryStatistics();
    return starts.getMax() - starts.getMin();
  }

  /** Whether the windows of all injectors are one, so that all their users were owed the same. */
  public boolean onOneWindow() {
    return windowsApartMicros() <= SAME_WINDOW_MICROS;
  }

  /** A measure's values that belong to the window. */
  public SignedHistogram inWindow(Measure measure) {
    if (measure == Measure.BROADCAST) {
      boolean told = delivery == Delivery.BROADCAST && receipts != null && !settledApart();
      return told ? receipts.completions() : new SignedHistogram();
    }
    return opened(window, measure);
  }

  /** How late the window's events were published; empty where they do not say. */
  public SignedHistogram slips() {
    return receipts == null ? new SignedHistogram() : receipts.slips();
  }

  /** Its values before the window, of measures that tell how late users were. */
  public SignedHistogram beforeWindow(Measure measure) {
    return opened(beforeWindow, measure);
  }

  /** Whether shards settled events each for itself, which others may have judged otherwise. */
  public boolean settledApart() {
    return receipts != null && shards.size() > 1 && receipts.settled().seen() > 0;
  }

  private static SignedHistogram opened(Map<String, SavedHistogram> values, Measure measure) {
    return values.getOrDefault(measure.tag(), SavedHistogram.NONE).open();
  }

  /**
   * @throws IllegalArgumentException when events go to others there
   */
  public RunSnapshot plus(RunSnapshot other) {
    if (delivery != other.delivery) {
      throw new IllegalArgumentException(
          "delivery: "
              + delivery.word()
              + " and "
              + other.delivery.word()
              + " cannot be added: their counts of events mean different things");
    }
    List<String> epochs = new ArrayList<>(laterEpochs);
    epochs.addAll(other.laterEpochs);
    return new RunSnapshot(
        polls.plus(other.polls),
        both(blank, other.blank, BlankDeliveries.Snapshot::plus),
        both(failureHolds, other.failureHolds, byKey(FailureHolds.Snapshot::plus)),
        both(requests, other.requests, byKey(FurtherRequests.Snapshot::plus)),
        both(window, other.window, byKey(SavedHistogram::plus)),
        both(beforeWindow, other.beforeWindow, byKey(SavedHistogram::plus)),
        both(events, other.events, EventCounts.Snapshot::plus),
        both(receipts, other.receipts, Receipts::plus),
        both(held, other.held, HeldGauge.Snapshot::plus),
        both(connections, other.connections, ConnectionCounts::sum),
        both(traffic, other.traffic, Traffic::sum),
        epochs,
        both(misfits, other.misfits, byKey((one, two) -> one.compareTo(two) <= 0 ? one : two)),
        both(plan, other.plan, PublishPlan::plus),
        both(firstSentMicros, other.firstSentMicros, byKey(LongList::merged)),
        resumes && other.resumes,
        delivery,
        Stream.concat(shards.stream(), other.shards.stream()).toList());
  }

  private static <T> T both(T one, T other, BinaryOperator<T> plus) {
    return one == null || other == null ? null : plus.apply(one, other);
  }

  private static <V> BinaryOperator<Map<String, V>> byKey(BinaryOperator<V> plus) {
    return (one, other) -> {
      Map<String, V> sum = new TreeMap<>(one);
      other.forEach((key, value) -> sum.merge(key, value, plus));
      return sum;
    };
  }
}
