package longpoll.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import longpoll.compare.Amounts;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.Gate;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Policy;
import longpoll.compare.Requirement;
import longpoll.compare.Unit;

/**
 * A comparison as a job summary: the verdict first, details folded. Written as {@link Markdown}.
 */
final class ComparisonMarkdown implements ComparisonFormat {
  @Override
  public String fileName() {
    return "comparison.md";
  }

  @Override
  public String text(Comparison comparison, Path folder) {
    Markdown page = new Markdown();
    verdict(comparison, page);
    if (!comparison.gated().isEmpty()) {
      page.table(
          List.of("Gated measure", "Base", "Candidate", "Shift", "Interval", "Band", "Verdict"),
          comparison.gated().stream().map(compared -> gatedRow(compared, comparison)).toList());
    }
    missed(comparison, page);
    differences(comparison, page);
    all(comparison, page);
    runs(comparison, page);
    policy(comparison.policy(), page);
    return page.text();
  }

  private static void verdict(Comparison comparison, Markdown page) {
    page.heading(
        2,
        "Long polls compared: "
            + comparison.verdict().word().toUpperCase(Locale.ROOT)
            + (comparison.advisory() ? " (advisory)" : ""));
    page.paragraph(
        comparison.paired()
            ? comparison.base().size() + " pairs of runs"
            : comparison.base().size()
                + " base and "
                + comparison.candidate().size()
                + " candidate runs");
    page.list(comparison.reasons());
    page.list(comparison.notes().stream().map(note -> "note: " + note).toList());
  }

  private static List<String> gatedRow(MeasureComparison compared, Comparison comparison) {
    Unit unit = compared.measure().unit();
    return List.of(
        compared.measure().name(),
        Cells.amount(compared.baseMedian(), unit),
        Cells.amount(compared.candidateMedian(), unit),
        Cells.shift(compared),
        Cells.interval(compared),
        Cells.band(compared),
        Standing.verdict(compared, comparison).word().toUpperCase(Locale.ROOT));
  }

  private static void missed(Comparison comparison, Markdown page) {
    if (comparison.missed().isEmpty()) {
      return;
    }
    page.heading(3, "Objectives missed");
    page.table(
        List.of("Objective", "Run", "Required", "Actual"),
        comparison.missed().stream().map(ComparisonMarkdown::missedRow).toList());
  }

  static List<String> missedRow(Requirement.Check check) {
    Requirement objective = check.requirement();
    Unit unit = objective.measure().unit();
    return List.of(
        objective.text(),
        check.run().id(),
        objective.operator().symbol() + " " + Amounts.format(objective.limit(), unit),
        check.actual() == null ? "not measured" : Amounts.format(check.actual(), unit));
  }

  private static void differences(Comparison comparison, Markdown page) {
    if (comparison.differences().isEmpty()) {
      return;
    }
    page.heading(3, "What differs between the runs");
    page.table(
        List.of("What", "Kind", "Base", "Candidate"),
        comparison.differences().stream().map(ComparisonMarkdown::differenceRow).toList());
  }

  private static List<String> differenceRow(Difference difference) {
    return List.of(
        difference.key(),
        difference.kind().word(),
        values(difference.base()),
        values(difference.candidate()));
  }

  private static String values(List<String> values) {
    return String.join(
        ", ", values.stream().map(value -> value.isEmpty() ? "(none)" : value).toList());
  }

  private static void all(Comparison comparison, Markdown page) {
    page.beginDetails("All measures");
    page.table(
        List.of(
            "Measure",
            "Base",
            "Candidate",
            "Shift",
            "Interval",
            "Confidence",
            "p",
            "Band",
            "Verdict"),
        comparison.measures().stream()
            .filter(MeasureComparison::measured)
            .map(compared -> fullRow(compared, comparison))
            .toList());
    page.endDetails();
  }

  private static List<String> fullRow(MeasureComparison compared, Comparison comparison) {
    Unit unit = compared.measure().unit();
    return List.of(
        compared.measure().name() + (compared.gated() ? " (gated)" : ""),
        Cells.amount(compared.baseMedian(), unit),
        Cells.amount(compared.candidateMedian(), unit),
        Cells.shift(compared),
        Cells.interval(compared),
        Cells.confidence(compared),
        Cells.probability(compared),
        Cells.band(compared),
        Standing.verdict(compared, comparison).word());
  }

  private static void runs(Comparison comparison, Markdown page) {
    page.beginDetails("Runs");
    page.table(
        List.of("Side", "Run", "Label", "Started", "Status"),
        java.util.stream.Stream.concat(
                comparison.base().stream().map(run -> runRow("base", run)),
                comparison.candidate().stream().map(run -> runRow("candidate", run)))
            .toList());
    page.endDetails();
  }

  private static List<String> runRow(String side, ComparedRun run) {
    return List.of(
        side,
        run.id(),
        Names.label(run),
        String.valueOf(run.record().startedAt()),
        run.record().status().word());
  }

  private static void policy(Policy policy, Markdown page) {
    page.beginDetails("Policy");
    page.paragraph(
        "From "
            + policy.source()
            + ". Confidence "
            + Amounts.format(policy.confidence(), Unit.SHARE)
            + " over all gates, correction "
            + policy.correction().name().toLowerCase(Locale.ROOT)
            + ". A shift must pass both floors to matter.");
    page.table(
        List.of("Gated measure", "Relative floor", "Absolute floor"),
        policy.gates().stream().map(ComparisonMarkdown::gateRow).toList());
    page.list(policy.objectives().stream().map(Requirement::text).toList());
    page.endDetails();
  }

  private static List<String> gateRow(Gate gate) {
    return List.of(
        gate.measure().name(),
        Amounts.format(gate.relative(), Unit.SHARE),
        Amounts.format(gate.absolute(), gate.measure().unit()));
  }
}
