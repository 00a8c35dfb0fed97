package longpoll.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Compares one measure and gives its verdict. */
final class MeasureJudge {
  /** A percentile with fewer samples beyond it is not judged. */
  static final long SAMPLES_BEYOND = 100;

  private final Policy policy;
  private final boolean paired;

  MeasureJudge(Policy policy, boolean paired) {
    this.policy = policy;
    this.paired = paired;
  }

  MeasureComparison compare(
      ComparedMeasure measure, List<ComparedRun> baseRuns, List<ComparedRun> candidateRuns) {
    Optional<Gate> gate = policy.gate(measure);
    Gate floors = gate.orElseGet(() -> Gate.ungated(measure));
    List<Double> base = values(measure, baseRuns);
    List<Double> candidate = values(measure, candidateRuns);
    Double baseMedian = median(base);
    Double candidateMedian = median(candidate);
    Double band = baseMedian == null ? null : (Double) floors.band(baseMedian);
    boolean meansTheSame = meansTheSame(measure, baseRuns, candidateRuns);
    String lacking =
        meansTheSame
            ? lacking(measure, baseRuns, candidateRuns, base, candidate)
            : "the runs differ in events.delivery, so it counts different things";
    Shift shift = null;
    if (meansTheSame && !base.contains(null) && !candidate.contains(null)) {
      shift = shift(base, candidate).orElse(null);
    }
    if (lacking.isEmpty() && shift == null) {
      lacking = tooFewRuns(base.size(), candidate.size());
    }
    Verdict verdict =
        lacking.isEmpty() ? verdict(measure.direction(), shift, band) : Verdict.INSUFFICIENT;
    MeasureComparison compared =
        new MeasureComparison(
            measure,
            gate.isPresent(),
            floors,
            base,
            candidate,
            baseMedian,
            candidateMedian,
            shift,
            band,
            verdict,
            lacking);
    return lacking.isEmpty() ? explained(compared) : compared;
  }

  private Optional<Shift> shift(List<Double> base, List<Double> candidate) {
    double wanted = policy.wantedConfidence();
    double least = policy.confidence();
    return paired
        ? ShiftEstimator.paired(array(base), array(candidate), wanted, least)
        : ShiftEstimator.unpaired(array(base), array(candidate), wanted, least);
  }

  static Verdict verdict(Direction direction, Shift shift, double band) {
    boolean inside = shift.low() > -band && shift.high() < band;
    boolean none = shift.low() == 0 && shift.high() == 0;
    if (inside || none) {
      return Verdict.EQUIVALENT;
    }
    boolean passes = shift.excludesZero() && Math.abs(shift.estimate()) >= band;
    if (!passes) {
      return Verdict.INCONCLUSIVE;
    }
    return switch (direction) {
      case TWO_SIDED -> Verdict.CHANGED;
      case LOWER_IS_BETTER -> shift.estimate() > 0 ? Verdict.REGRESSION : Verdict.IMPROVED;
      case HIGHER_IS_BETTER -> shift.estimate() < 0 ? Verdict.REGRESSION : Verdict.IMPROVED;
    };
  }

  private static boolean meansTheSame(
      ComparedMeasure measure, List<ComparedRun> base, List<ComparedRun> candidate) {
    return !measure.dependsOnDelivery()
        || Stream.concat(base.stream(), candidate.stream())
                .map(run -> run.record().events().delivery())
                .distinct()
                .count()
            == 1;
  }

  private static String lacking(
      ComparedMeasure measure,
      List<ComparedRun> baseRuns,
      List<ComparedRun> candidateRuns,
      List<Double> base,
      List<Double> candidate) {
    List<ComparedRun> runs = new ArrayList<>(baseRuns);
    runs.addAll(candidateRuns);
    List<Double> values = new ArrayList<>(base);
    values.addAll(candidate);
    if (values.stream().allMatch(Objects::isNull)) {
      return "not measured";
    }
    for (int i = 0; i < runs.size(); i++) {
      if (values.get(i) == null) {
        return "not measured in " + runs.get(i).id();
      }
    }
    for (ComparedRun run : runs) {
      long beyond = measure.samplesBeyond(run.record());
      if (beyond < SAMPLES_BEYOND) {
        return "only "
            + beyond
            + " samples of "
            + run.id()
            + " lie beyond it, "
            + SAMPLES_BEYOND
            + " are needed: a longer window, or more users";
      }
    }
    return "";
  }

  private String tooFewRuns(int base, int candidate) {
    if (paired) {
      return base
          + (base == 1 ? " pair" : " pairs")
          + " of runs: at least "
          + ShiftEstimator.FEWEST_PAIRS
          + " are needed, and more for a confidence above "
          + Unit.SHARE.format(policy.confidence());
    }
    return base
        + " and "
        + candidate
        + " runs: at least "
        + ShiftEstimator.FEWEST_A_SIDE
        + " a side are needed, and more for a confidence above "
        + Unit.SHARE.format(policy.confidence());
  }

  private static MeasureComparison explained(MeasureComparison compared) {
    return new MeasureComparison(
        compared.measure(),
        compared.gated(),
        compared.gate(),
        compared.base(),
        compared.candidate(),
        compared.baseMedian(),
        compared.candidateMedian(),
        compared.shift(),
        compared.band(),
        compared.verdict(),
        ShiftText.sentence(compared));
  }

  private static List<Double> values(ComparedMeasure measure, List<ComparedRun> runs) {
    List<Double> values = new ArrayList<>();
    for (ComparedRun run : runs) {
      OptionalDouble value = measure.of(run.record());
      values.add(value.isPresent() ? (Double) value.getAsDouble() : null);
    }
    return values;
  }

  private static Double median(List<Double> values) {
    double[] sorted = array(values.stream().filter(Objects::nonNull).toList());
    Arrays.sort(sorted);
    return sorted.length == 0 ? null : (Double) ShiftEstimator.median(sorted);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
