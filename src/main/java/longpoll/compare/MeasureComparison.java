package longpoll.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One measure of two sets of runs.
 *
 * @param gated whether it decides; the others are for information
 * @param gate its floors
 * @param base a value for each base run, in their order; null where a run did not measure it
 * @param candidate the same of the candidate runs
 * @param baseMedian null when no base run measured it
 * @param candidateMedian null when no candidate run measured it
 * @param shift null when there are too few runs to estimate one
 * @param band half the width of the equivalence band, in the measure's unit; null without a
 *     baseline
 * @param reason the verdict in words
 */
public record MeasureComparison(
    ComparedMeasure measure,
    boolean gated,
    Gate gate,
    List<Double> base,
    List<Double> candidate,
    Double baseMedian,
    Double candidateMedian,
    Shift shift,
    Double band,
    Verdict verdict,
    String reason) {

  public MeasureComparison {
    base = Collections.unmodifiableList(new ArrayList<>(base));
    candidate = Collections.unmodifiableList(new ArrayList<>(candidate));
  }

  /** The estimated shift as a share of the baseline's median; null where there is none. */
  public Double relativeShift() {
    return shift == null ? null : relative(shift.estimate());
  }

  /** A value in the measure's unit as a share of the baseline's median; null where that is 0. */
  public Double relative(double value) {
    return baseMedian == null || baseMedian == 0 ? null : (Double) (value / Math.abs(baseMedian));
  }

  /** Whether any run of either side measured it. */
  public boolean measured() {
    return baseMedian != null || candidateMedian != null;
  }
}
