package longpoll.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The verdict over all, and its reasons, the gravest first. */
record Judgement(Verdict verdict, List<String> reasons) {

  /** Gravest first. */
  private static final List<Verdict> ORDER =
      List.of(
          Verdict.REGRESSION,
          Verdict.OBJECTIVE_MISSED,
          Verdict.CHANGED,
          Verdict.INSUFFICIENT,
          Verdict.INCONCLUSIVE,
          Verdict.IMPROVED,
          Verdict.EQUIVALENT);

  /**
   * @param refusals why the runs cannot be compared; empty when they can
   */
  static Judgement of(
      List<String> refusals, List<MeasureComparison> measures, List<Requirement.Check> checks) {
    if (!refusals.isEmpty()) {
      return new Judgement(Verdict.NOT_COMPARABLE, List.copyOf(refusals));
    }
    Verdict gravest = null;
    List<String> reasons = new ArrayList<>();
    for (Verdict verdict : ORDER) {
      List<String> these = reasons(verdict, measures, checks);
      if (!these.isEmpty() && gravest == null) {
        gravest = verdict;
      }
      reasons.addAll(these);
    }
    // Without a gate and without a missed objective there is nothing to hold against the candidate.
    return new Judgement(gravest == null ? Verdict.EQUIVALENT : gravest, reasons);
  }

  private static boolean decides(MeasureComparison compared) {
    return compared.gated() && (compared.measured() || !compared.gate().whereMeasured());
  }

  private static List<String> reasons(
      Verdict verdict, List<MeasureComparison> measures, List<Requirement.Check> checks) {
    if (verdict == Verdict.OBJECTIVE_MISSED) {
      return checks.stream()
          .filter(check -> !check.met())
          .map(check -> "objective missed: " + check.inWords())
          .toList();
    }
    // What several measures have in common, such as too few runs, is said once.
    Map<String, List<String>> namesByReason = new LinkedHashMap<>();
    measures.stream()
        .filter(compared -> decides(compared) && compared.verdict() == verdict)
        .forEach(
            compared ->
                namesByReason
                    .computeIfAbsent(compared.reason(), any -> new ArrayList<>())
                    .add(compared.measure().name()));
    return namesByReason.entrySet().stream()
        .map(
            entry ->
                verdict.word() + ": " + String.join(", ", entry.getValue()) + ": " + entry.getKey())
        .toList();
  }
}
