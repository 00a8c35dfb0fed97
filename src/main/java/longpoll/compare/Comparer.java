package longpoll.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import longpoll.record.RunStatus;

/**
 * Compares two sets of runs.
 *
 * <pre>{@code
 * Comparison comparison =
 *     new Comparer(PolicyReader.builtIn()).compare(baseRuns, candidateRuns, true);
 * }</pre>
 */
public final class Comparer {
  private final Policy policy;
  private final Set<String> vary;

  public Comparer(Policy policy) {
    this(policy, List.of());
  }

  /**
   * @param vary settings of the load model that may differ
   */
  public Comparer(Policy policy, Collection<String> vary) {
    this.policy = policy;
    this.vary = new LinkedHashSet<>(vary);
  }

  /**
   * @param paired whether base run i and candidate run i were made one after the other
   * @throws IllegalArgumentException when a side has no runs, or the sides of pairs are not of
   *     equal length
   */
  public Comparison compare(List<ComparedRun> base, List<ComparedRun> candidate, boolean paired) {
    if (base.isEmpty() || candidate.isEmpty()) {
      throw new IllegalArgumentException("each side needs at least one run");
    }
    if (paired && base.size() != candidate.size()) {
      throw new IllegalArgumentException(
          "pairs need as many candidate runs as base runs, but there are "
              + candidate.size()
              + " and "
              + base.size());
    }
    List<Difference> differences = Differences.between(base, candidate, vary);
    List<String> refusals = refusals(base, candidate, differences);
    List<MeasureComparison> measures = measures(base, candidate, paired);
    List<Requirement.Check> checks = checks(base, candidate);
    boolean otherMachine =
        differences.stream().anyMatch(difference -> difference.kind() == Difference.Kind.MACHINE);
    Judgement judgement = Judgement.of(refusals, measures, checks);
    return new Comparison(
        base,
        candidate,
        paired,
        policy,
        judgement.verdict(),
        otherMachine && judgement.verdict() != Verdict.NOT_COMPARABLE,
        judgement.reasons(),
        notes(otherMachine, measures),
        measures,
        checks,
        differences);
  }

  private static List<String> refusals(
      List<ComparedRun> base, List<ComparedRun> candidate, List<Difference> differences) {
    List<String> refusals = new ArrayList<>();
    List<ComparedRun> all = new ArrayList<>(base);
    all.addAll(candidate);
    for (ComparedRun run : all) {
      RunStatus status = run.record().status();
      if (status != RunStatus.COMPLETE) {
        List<String> why = run.record().reasons();
        refusals.add(
            run.id()
                + " is "
                + status.word()
                + (why == null || why.isEmpty() ? "" : ": " + why.get(0)));
      }
    }
    Set<String> seen = new LinkedHashSet<>();
    for (ComparedRun run : all) {
      // Not the folder: a baseline is a copy.
      if (!seen.add(run.id() + " " + run.record().startedAt())) {
        refusals.add(run.id() + " is there twice: a run is one sample, on one side");
      }
    }
    for (Difference difference : differences) {
      if (difference.kind() == Difference.Kind.LOAD_MODEL) {
        refusals.add(
            difference.key()
                + " differs: "
                + words(difference.base())
                + " in base, "
                + words(difference.candidate())
                + " in candidate (--vary "
                + difference.key()
                + " admits it)");
      }
    }
    return refusals;
  }

  private static String words(List<String> values) {
    return String.join(
        " and ", values.stream().map(value -> value.isEmpty() ? "(none)" : value).toList());
  }

  private List<MeasureComparison> measures(
      List<ComparedRun> base, List<ComparedRun> candidate, boolean paired) {
    MeasureJudge judge = new MeasureJudge(policy, paired);
    List<MeasureComparison> measures = new ArrayList<>();
    for (ComparedMeasure measure : ComparedMeasures.all()) {
      measures.add(judge.compare(measure, base, candidate));
    }
    // Gated ones first, in the policy's order; the sort is stable.
    List<ComparedMeasure> order = policy.gates().stream().map(Gate::measure).toList();
    measures.sort(
        Comparator.comparingInt(
            compared -> compared.gated() ? order.indexOf(compared.measure()) : Integer.MAX_VALUE));
    return measures;
  }

  private List<Requirement.Check> checks(List<ComparedRun> base, List<ComparedRun> candidate) {
    List<Requirement.Check> checks = new ArrayList<>();
    for (Requirement objective : policy.objectives()) {
      base.forEach(run -> checks.add(objective.check(run)));
      candidate.forEach(run -> checks.add(objective.check(run)));
    }
    return checks;
  }

  private List<String> notes(boolean otherMachine, List<MeasureComparison> measures) {
    List<String> notes = new ArrayList<>();
    if (otherMachine) {
      notes.add(
          "the runs were made on machines that differ: the verdict is advice, and no regression"
              + " fails");
    }
    measures.stream()
        .filter(
            compared -> compared.gated() && !compared.measured() && compared.gate().whereMeasured())
        .map(compared -> compared.measure().name() + " was not measured and decides nothing")
        .forEach(notes::add);
    double lowest =
        measures.stream()
            .filter(compared -> compared.gated() && compared.shift() != null)
            .mapToDouble(compared -> compared.shift().confidence())
            .min()
            .orElse(1);
    double wanted = policy.wantedConfidence();
    if (lowest < wanted - 1e-9) {
      notes.add(
          "so few runs allow intervals of "
              + Unit.SHARE.format(lowest)
              + " at most: "
              + policy.gates().size()
              + " gated measures need "
              + Unit.SHARE.format(wanted)
              + " each for "
              + Unit.SHARE.format(policy.confidence())
              + " together: more runs, or fewer gates");
    }
    return notes;
  }
}
