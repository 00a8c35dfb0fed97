package longpoll.compare;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import longpoll.record.RunRecord;

/**
 * One number of a run record that can be compared: {@code lag.parked.p99}, {@code polls.emptyRate}.
 * {@link ComparedMeasures} has them all.
 */
public final class ComparedMeasure {
  private final String name;
  private final Unit unit;
  private final Direction direction;
  private final Function<RunRecord, Double> value;
  private final ToLongFunction<RunRecord> beyond;

  /**
   * @param value null where the run did not measure it
   * @param beyond how many samples lie beyond the value; {@link Long#MAX_VALUE} for what is not a
   *     percentile
   */
  ComparedMeasure(
      String name,
      Unit unit,
      Direction direction,
      Function<RunRecord, Double> value,
      ToLongFunction<RunRecord> beyond) {
    this.name = Objects.requireNonNull(name);
    this.unit = Objects.requireNonNull(unit);
    this.direction = Objects.requireNonNull(direction);
    this.value = Objects.requireNonNull(value);
    this.beyond = Objects.requireNonNull(beyond);
  }

  /** The path of the number in {@code run.json}, without {@code metrics}. */
  public String name() {
    return name;
  }

  public Unit unit() {
    return unit;
  }

  public Direction direction() {
    return direction;
  }

  /** The run's value; nothing where it was not measured. */
  public OptionalDouble of(RunRecord run) {
    Double measured = value.apply(run);
    return measured == null || !Double.isFinite(measured)
        ? OptionalDouble.empty()
        : OptionalDouble.of(measured);
  }

  /**
   * How many samples of the run lie beyond the value; {@link Long#MAX_VALUE} for a measure that is
   * not a percentile.
   */
  public long samplesBeyond(RunRecord run) {
    return beyond.applyAsLong(run);
  }

  /** Whether a thin tail can make the value a matter of chance. */
  public boolean isPercentile() {
    return name.endsWith(".p50")
        || name.endsWith(".p90")
        || name.endsWith(".p99")
        || name.endsWith(".p999");
  }

  /** Whether its meaning depends on to whom the target gives an event. */
  boolean dependsOnDelivery() {
    return name.startsWith("events.");
  }

  @Override
  public String toString() {
    return name;
  }
}
