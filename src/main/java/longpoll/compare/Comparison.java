package longpoll.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Two sets of runs, compared.
 *
 * @param paired whether base run i and candidate run i belong together
 * @param verdict of all gated measures and objectives together
 * @param advisory whether the verdict is to be taken as advice, since the runs were made on
 *     different machines
 * @param reasons why the verdict is what it is, the gravest first
 * @param notes what limits the verdict without changing it
 * @param measures every measure, the gated ones first
 * @param checks every objective of every run
 * @param differences what was not the same in all runs
 */
public record Comparison(
    List<ComparedRun> base,
    List<ComparedRun> candidate,
    boolean paired,
    Policy policy,
    Verdict verdict,
    boolean advisory,
    List<String> reasons,
    List<String> notes,
    List<MeasureComparison> measures,
    List<Requirement.Check> checks,
    List<Difference> differences) {

  public Comparison {
    base = List.copyOf(base);
    candidate = List.copyOf(candidate);
    reasons = List.copyOf(reasons);
    notes = List.copyOf(notes);
    measures = List.copyOf(measures);
    checks = List.copyOf(checks);
    differences = List.copyOf(differences);
  }

  /** The same comparison with more notes, from whoever made the runs. */
  public Comparison withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new Comparison(
        base,
        candidate,
        paired,
        policy,
        verdict,
        advisory,
        reasons,
        all,
        measures,
        checks,
        differences);
  }

  /**
   * Whether the runs could not be compared, so that no number of it may be passed on as a verdict.
   */
  public boolean refused() {
    return verdict == Verdict.NOT_COMPARABLE;
  }

  /** Of runs that cannot be compared, no measure has a verdict of its own. */
  public Verdict verdictOn(MeasureComparison compared) {
    return refused() ? Verdict.NOT_COMPARABLE : compared.verdict();
  }

  public List<MeasureComparison> gated() {
    return measures.stream().filter(MeasureComparison::gated).toList();
  }

  public List<Requirement.Check> missed() {
    return checks.stream().filter(check -> !check.met()).toList();
  }

  /**
   * The exit code of the tool that made it.
   *
   * @param strict whether a verdict that could not be reached fails as well
   */
  public int exitCode(boolean strict) {
    if (verdict != Verdict.NOT_COMPARABLE && !missed().isEmpty()) {
      return ExitCode.REGRESSION;
    }
    return switch (verdict) {
      case NOT_COMPARABLE -> ExitCode.NOT_COMPARABLE;
      case REGRESSION, CHANGED, OBJECTIVE_MISSED ->
          advisory ? (strict ? ExitCode.INCONCLUSIVE : ExitCode.FINE) : ExitCode.REGRESSION;
      case INCONCLUSIVE, INSUFFICIENT -> strict ? ExitCode.INCONCLUSIVE : ExitCode.FINE;
      case IMPROVED, EQUIVALENT -> ExitCode.FINE;
    };
  }
}
