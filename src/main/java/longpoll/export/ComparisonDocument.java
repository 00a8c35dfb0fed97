package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.Gate;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Policy;
import longpoll.compare.Requirement;
import longpoll.compare.Shift;

/**
 * {@code comparison.json}, schema version 1, described by {@code comparison.schema.json} beside
 * this class. Values are in the unit of their measure. What was not measured is null, never 0.
 *
 * @param exitCode of the tool, without {@code --strict}
 */
@JsonPropertyOrder({"schemaVersion", "verdict", "advisory", "exitCode", "reasons", "notes"})
record ComparisonDocument(
    int schemaVersion,
    String verdict,
    boolean advisory,
    int exitCode,
    List<String> reasons,
    List<String> notes,
    boolean paired,
    Rules policy,
    List<Run> base,
    List<Run> candidate,
    List<Measure> measures,
    List<Check> checks,
    List<Differing> differences) {

  static final int SCHEMA_VERSION = 1;

  static ComparisonDocument of(Comparison comparison, Path folder) {
    return new ComparisonDocument(
        SCHEMA_VERSION,
        comparison.verdict().word(),
        comparison.advisory(),
        comparison.exitCode(false),
        comparison.reasons(),
        comparison.notes(),
        comparison.paired(),
        Rules.of(comparison.policy()),
        comparison.base().stream().map(run -> Run.of(run, folder)).toList(),
        comparison.candidate().stream().map(run -> Run.of(run, folder)).toList(),
        comparison.measures().stream().map(compared -> Measure.of(compared, comparison)).toList(),
        comparison.checks().stream().map(check -> Check.of(check, comparison)).toList(),
        comparison.differences().stream().map(Differing::of).toList());
  }

  /**
   * @param wantedConfidence of each gated measure's interval, so that all together have {@code
   *     confidence}
   */
  record Rules(
      String source,
      double confidence,
      String correction,
      double wantedConfidence,
      List<Floors> gates,
      List<Objective> objectives) {

    static Rules of(Policy policy) {
      return new Rules(
          policy.source(),
          policy.confidence(),
          policy.correction().name().toLowerCase(Locale.ROOT),
          policy.wantedConfidence(),
          policy.gates().stream().map(Floors::of).toList(),
          policy.objectives().stream().map(Objective::of).toList());
    }
  }

  record Floors(String measure, String unit, double relative, double absolute) {
    static Floors of(Gate gate) {
      return new Floors(
          gate.measure().name(), gate.measure().unit().symbol(), gate.relative(), gate.absolute());
    }
  }

  record Objective(
      String text,
      String measure,
      String unit,
      String operator,
      double limit,
      boolean whereMeasured) {

    static Objective of(Requirement objective) {
      return new Objective(
          objective.text(),
          objective.measure().name(),
          objective.measure().unit().symbol(),
          objective.operator().symbol(),
          objective.limit(),
          objective.whereMeasured());
    }
  }

  /**
   * @param path of the run's folder, relative to the comparison's, with slashes
   */
  record Run(
      String id,
      String path,
      String label,
      @JsonInclude(JsonInclude.Include.NON_NULL) JsonFormat.Api api,
      String simulation,
      String startedAt,
      String status,
      String target,
      String commit,
      String fingerprint) {

    static Run of(ComparedRun run, Path folder) {
      return new Run(
          run.id(),
          relative(folder, run.folder().path()),
          Names.label(run),
          JsonFormat.Api.of(run),
          run.record().simulation(),
          run.record().startedAt(),
          run.record().status().word(),
          run.record().target().url(),
          run.record().environment().commit(),
          run.record().environment().fingerprint());
    }
  }

  /**
   * @param base a value a run, in the order of the runs
   * @param shift null where it could not be estimated
   */
  record Measure(
      String name,
      String unit,
      String direction,
      boolean gated,
      String verdict,
      String reason,
      List<Double> base,
      List<Double> candidate,
      Double baseMedian,
      Double candidateMedian,
      ShiftPart shift,
      double relativeFloor,
      double absoluteFloor,
      Double band) {

    static Measure of(MeasureComparison compared, Comparison comparison) {
      return new Measure(
          compared.measure().name(),
          compared.measure().unit().symbol(),
          compared.measure().direction().words(),
          compared.gated(),
          comparison.verdictOn(compared).word(),
          compared.reason(),
          compared.base(),
          compared.candidate(),
          compared.baseMedian(),
          compared.candidateMedian(),
          compared.shift() == null ? null : ShiftPart.of(compared.shift(), compared),
          compared.gate().relative(),
          compared.gate().absolute(),
          compared.band());
    }
  }

  /**
   * @param relative the estimate as a share of the base median; null where that is 0
   */
  record ShiftPart(
      double estimate, Double relative, double low, double high, double confidence, double p) {

    static ShiftPart of(Shift shift, MeasureComparison compared) {
      return new ShiftPart(
          shift.estimate(),
          compared.relativeShift(),
          shift.low(),
          shift.high(),
          shift.confidence(),
          shift.pValue());
    }
  }

  /**
   * @param side {@code base} or {@code candidate}
   * @param actual null where the run did not measure it
   */
  record Check(
      String objective,
      String measure,
      String unit,
      String side,
      String run,
      String operator,
      double limit,
      Double actual,
      boolean met) {

    static Check of(Requirement.Check check, Comparison comparison) {
      Requirement objective = check.requirement();
      return new Check(
          objective.text(),
          objective.measure().name(),
          objective.measure().unit().symbol(),
          comparison.base().contains(check.run()) ? "base" : "candidate",
          check.run().id(),
          objective.operator().symbol(),
          objective.limit(),
          check.actual(),
          check.met());
    }
  }

  record Differing(String key, String kind, List<String> base, List<String> candidate) {
    static Differing of(Difference difference) {
      return new Differing(
          difference.key(), difference.kind().word(), difference.base(), difference.candidate());
    }
  }

  /** From a folder to another, with slashes; the whole path where there is no way between them. */
  static String relative(Path from, Path to) {
    Path start = from.toAbsolutePath().normalize();
    Path end = to.toAbsolutePath().normalize();
    if (!start.getRoot().equals(end.getRoot())) {
      return end.toString();
    }
    StringBuilder path = new StringBuilder();
    for (Path name : start.relativize(end)) {
      path.append(path.isEmpty() ? "" : "/").append(name);
    }
    return path.isEmpty() ? "." : path.toString();
  }
}
