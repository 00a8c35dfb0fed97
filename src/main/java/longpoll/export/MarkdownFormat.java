package longpoll.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.Gate;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Policy;
import longpoll.compare.Requirement;
import longpoll.compare.Shift;
import longpoll.compare.ShiftText;
import longpoll.compare.Unit;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/**
 * {@link Markdown} for the summary of a CI job. A comparison has the verdict first and the details
 * folded; runs have a section each: status, the {@link ChartedMeasures}, objectives.
 */
final class MarkdownFormat extends TextFormat {
  @Override
  public String name() {
    return "md";
  }

  @Override
  public String description() {
    return "Markdown for a job summary, below 1 MiB";
  }

  @Override
  public String comparisonFile() {
    return "comparison.md";
  }

  @Override
  String text(Comparison comparison, Path place) {
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
        unit.formatOrNone(compared.baseMedian()),
        unit.formatOrNone(compared.candidateMedian()),
        shift(compared),
        interval(compared),
        band(compared),
        comparison.verdictOn(compared).word().toUpperCase(Locale.ROOT));
  }

  private static void missed(Comparison comparison, Markdown page) {
    if (comparison.missed().isEmpty()) {
      return;
    }
    page.heading(3, "Objectives missed");
    page.table(
        List.of("Objective", "Run", "Required", "Actual"),
        comparison.missed().stream().map(MarkdownFormat::missedRow).toList());
  }

  static List<String> missedRow(Requirement.Check check) {
    Requirement objective = check.requirement();
    Unit unit = objective.measure().unit();
    return List.of(
        objective.text(),
        check.run().id(),
        objective.operator().symbol() + " " + unit.format(objective.limit()),
        check.actual() == null ? "not measured" : unit.format(check.actual()));
  }

  private static void differences(Comparison comparison, Markdown page) {
    if (comparison.differences().isEmpty()) {
      return;
    }
    page.heading(3, "What differs between the runs");
    page.table(
        List.of("What", "Kind", "Base", "Candidate"),
        comparison.differences().stream().map(MarkdownFormat::differenceRow).toList());
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
        unit.formatOrNone(compared.baseMedian()),
        unit.formatOrNone(compared.candidateMedian()),
        shift(compared),
        interval(compared),
        ShiftText.confidence(compared),
        compared.shift() == null ? Numbers.NONE : Numbers.significant(compared.shift().pValue()),
        band(compared),
        comparison.verdictOn(compared).word());
  }

  private static void runs(Comparison comparison, Markdown page) {
    page.beginDetails("Runs");
    page.table(
        List.of("Side", "Run", "Label", "Started", "Status"),
        Stream.concat(
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
            + Unit.SHARE.format(policy.confidence())
            + " over all gates, correction "
            + policy.correction().name().toLowerCase(Locale.ROOT)
            + ". A shift must pass both floors to matter.");
    page.table(
        List.of("Gated measure", "Relative floor", "Absolute floor"),
        policy.gates().stream().map(MarkdownFormat::gateRow).toList());
    page.list(policy.objectives().stream().map(Requirement::text).toList());
    page.endDetails();
  }

  private static List<String> gateRow(Gate gate) {
    return List.of(
        gate.measure().name(),
        Unit.SHARE.format(gate.relative()),
        gate.measure().unit().format(gate.absolute()));
  }

  private static String shift(MeasureComparison compared) {
    return compared.shift() == null ? Numbers.NONE : change(compared, compared.shift().estimate());
  }

  private static String interval(MeasureComparison compared) {
    Shift shift = compared.shift();
    return shift == null
        ? Numbers.NONE
        : change(compared, shift.low()) + " to " + change(compared, shift.high());
  }

  /** In percent, unless it is the absolute floor that decides. */
  private static String band(MeasureComparison compared) {
    if (compared.band() == null) {
      return Numbers.NONE;
    }
    Unit unit = compared.measure().unit();
    double relative = compared.gate().relative() * Math.abs(compared.baseMedian());
    String amount =
        compared.gate().absolute() > relative && unit != Unit.SHARE
            ? unit.format(compared.band())
            : change(compared, compared.band());
    return "\u00b1" + (amount.startsWith("+") ? amount.substring(1) : amount);
  }

  /** In percent of the base median; in the measure's unit where percent would mislead. */
  private static String change(MeasureComparison compared, double value) {
    Unit unit = compared.measure().unit();
    Double share = compared.relative(value);
    return share == null || unit == Unit.SHARE
        ? unit.formatChange(value)
        : Numbers.signedPercent(share);
  }

  @Override
  public String text(RunExport export) {
    Markdown page = new Markdown();
    export.runs().forEach(run -> section(run, export, page));
    return page.text();
  }

  private static String delivery(ComparedRun run) {
    String delivery = run.record().events().delivery();
    return delivery.equals(RunRecord.Events.BROADCAST)
        ? ""
        : ", whose events are those of a " + delivery;
  }

  private static void section(ComparedRun run, RunExport export, Markdown page) {
    page.heading(
        2, Names.of(List.of(run)) + ": " + run.record().status().word().toUpperCase(Locale.ROOT));
    page.paragraph(
        "Run "
            + run.id()
            + ", started "
            + run.record().startedAt()
            + ", against "
            + run.record().target().url()
            + delivery(run));
    if (run.record().reasons() != null) {
      page.list(run.record().reasons());
    }
    List<Requirement.Check> missed =
        export.checks(run).stream().filter(check -> !check.met()).toList();
    if (!missed.isEmpty()) {
      page.heading(3, "Objectives missed");
      page.table(
          List.of("Objective", "Run", "Required", "Actual"),
          missed.stream().map(MarkdownFormat::missedRow).toList());
    }
    page.table(
        List.of("Measure", "Value"),
        ChartedMeasures.of(export.policy()).stream()
            .map(measure -> valueRow(measure, run))
            .toList());
    page.beginDetails("All measures");
    page.table(
        List.of("Measure", "Value"),
        ComparedMeasures.all().stream()
            .filter(measure -> measure.of(run.record()).isPresent())
            .map(measure -> valueRow(measure, run))
            .toList());
    page.endDetails();
  }

  private static List<String> valueRow(ComparedMeasure measure, ComparedRun run) {
    OptionalDouble value = measure.of(run.record());
    return List.of(
        measure.name(),
        value.isPresent() ? measure.unit().format(value.getAsDouble()) : Numbers.NONE);
  }
}
