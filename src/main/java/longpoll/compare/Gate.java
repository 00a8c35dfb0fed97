package longpoll.compare;

import java.util.Objects;

/**
 * A measure that decides, and the floors that a shift must pass to matter.
 *
 * @param relative share of the baseline's median, from 0
 * @param absolute in the measure's unit, from 0
 * @param whereMeasured whether it decides nothing where no run measured it; otherwise that is
 *     insufficient
 */
public record Gate(
    ComparedMeasure measure, double relative, double absolute, boolean whereMeasured) {
  public Gate {
    Objects.requireNonNull(measure);
    if (!(relative >= 0 && relative <= 10)) {
      throw new IllegalArgumentException(
          "relative: must be from 0 to 10 (1000 %), but is " + relative);
    }
    if (!(absolute >= 0 && Double.isFinite(absolute))) {
      throw new IllegalArgumentException("absolute: must be at least 0, but is " + absolute);
    }
  }

  /** The floors of a measure that the policy does not name. */
  static Gate ungated(ComparedMeasure measure) {
    return new Gate(measure, 0.1, measure.unit().smallestOfInterest(), false);
  }

  /** Half the width of the band: a shift must pass both floors to matter. */
  public double band(double baseMedian) {
    return Math.max(relative * Math.abs(baseMedian), absolute);
  }
}
