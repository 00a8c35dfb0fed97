package longpoll.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Requirement;
import longpoll.compare.Verdict;
import longpoll.export.JUnitXml.Case;
import longpoll.export.JUnitXml.Outcome;
import longpoll.export.JUnitXml.Suite;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;

/**
 * {@link JUnitXml}. A comparison is one suite: a case for whether the runs can be compared at all,
 * for each gated measure, and for each objective. Runs that cannot be compared are an error, and
 * the rest is skipped. What fails the build fails here, and nothing else: an advisory verdict is
 * skipped, with its words.
 *
 * <p>Runs are a suite each: whether it is complete, whether it met the objectives of its own
 * settings, and each objective of the policy. A run that is not complete is an error, and the rest
 * skipped.
 */
final class JUnitFormat extends TextFormat {
  private static final String COMPARABLE = "the runs can be compared";
  private static final String COMPLETE = "the run is complete";
  private static final String OWN = "objectives of its own settings";

  @Override
  public String name() {
    return "junit";
  }

  @Override
  public String description() {
    return "JUnit XML: is the run complete, does it meet its objectives";
  }

  @Override
  public String comparisonFile() {
    return "junit.xml";
  }

  @Override
  String text(Comparison comparison, Path place) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("verdict", comparison.verdict().word());
    properties.put("advisory", String.valueOf(comparison.advisory()));
    properties.put("paired", String.valueOf(comparison.paired()));
    properties.put("base runs", String.valueOf(comparison.base().size()));
    properties.put("candidate runs", String.valueOf(comparison.candidate().size()));
    putApi(properties, Names.api(comparison.candidate()));
    List<ComparedRun> runs = new ArrayList<>(comparison.base());
    runs.addAll(comparison.candidate());
    String name = "longpoll " + Names.of(comparison.candidate());
    return JUnitXml.text(List.of(Suite.of(name, properties, runs, cases(comparison))));
  }

  private static List<Case> cases(Comparison comparison) {
    boolean refused = comparison.refused();
    List<Case> cases = new ArrayList<>();
    cases.add(
        refused
            ? new Case(
                "longpoll.comparison",
                COMPARABLE,
                Outcome.ERROR,
                comparison.verdict().word(),
                String.join("\n", comparison.reasons()))
            : Case.passed("longpoll.comparison", COMPARABLE));
    for (MeasureComparison compared : comparison.gated()) {
      String name = compared.measure().name();
      cases.add(
          refused
              ? skippedAsRefused("longpoll.gate", name)
              : gate(name, compared, comparison.advisory()));
    }
    for (Requirement objective : comparison.policy().objectives()) {
      List<Requirement.Check> checks =
          comparison.checks().stream().filter(check -> check.requirement() == objective).toList();
      cases.add(
          refused
              ? skippedAsRefused("longpoll.objective", objective.text())
              : objective(objective, checks));
    }
    return cases;
  }

  private static Case skippedAsRefused(String group, String name) {
    return new Case(
        group, name, Outcome.SKIPPED, Verdict.NOT_COMPARABLE.word(), "the runs cannot be compared");
  }

  private static Case gate(String name, MeasureComparison compared, boolean advisory) {
    Outcome outcome =
        switch (compared.verdict()) {
          case IMPROVED, EQUIVALENT -> Outcome.PASSED;
          case INCONCLUSIVE, INSUFFICIENT -> Outcome.SKIPPED;
          default -> advisory ? Outcome.SKIPPED : Outcome.FAILURE;
        };
    String message =
        (advisory && outcome != Outcome.PASSED ? "advisory, since the machines differ: " : "")
            + compared.verdict().word()
            + ": "
            + compared.reason();
    return outcome == Outcome.PASSED
        ? Case.passed("longpoll.gate", name)
        : new Case("longpoll.gate", name, outcome, compared.verdict().word(), message);
  }

  private static Case objective(Requirement objective, List<Requirement.Check> checks) {
    List<String> missed =
        checks.stream().filter(check -> !check.met()).map(Requirement.Check::inWords).toList();
    return missed.isEmpty()
        ? Case.passed("longpoll.objective", objective.text())
        : new Case(
            "longpoll.objective",
            objective.text(),
            Outcome.FAILURE,
            Verdict.OBJECTIVE_MISSED.word(),
            String.join("\n", missed));
  }

  @Override
  public String text(RunExport export) {
    return JUnitXml.text(export.runs().stream().map(run -> suite(run, export)).toList());
  }

  private static Suite suite(ComparedRun run, RunExport export) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("run", run.id());
    putApi(properties, run.record().api());
    properties.put("status", run.record().status().word());
    return Suite.of("longpoll " + export.nameOf(run), properties, List.of(run), cases(run, export));
  }

  private static void putApi(Map<String, String> properties, RunRecord.Api api) {
    if (api != null) {
      properties.put("api", api.title());
    }
  }

  private static List<Case> cases(ComparedRun run, RunExport export) {
    List<String> reasons = run.record().reasons() == null ? List.of() : run.record().reasons();
    boolean complete = run.record().status() == RunStatus.COMPLETE;
    List<String> missed =
        run.record().objectives().stream()
            .filter(objective -> !objective.met())
            .map(Objective::missedInWords)
            .toList();
    List<Case> cases = new ArrayList<>();
    cases.add(
        complete
            ? Case.passed("longpoll.run", COMPLETE)
            : new Case(
                "longpoll.run",
                COMPLETE,
                Outcome.ERROR,
                run.record().status().word(),
                String.join("\n", reasons)));
    if (!complete) {
      cases.add(skipped("longpoll.run", OWN, run));
    } else if (missed.isEmpty()) {
      cases.add(Case.passed("longpoll.run", OWN));
    } else {
      cases.add(
          new Case(
              "longpoll.run", OWN, Outcome.FAILURE, "objective missed", String.join("\n", missed)));
    }
    for (Requirement.Check check : export.checks(run)) {
      Requirement objective = check.requirement();
      cases.add(
          complete
              ? objective(objective, List.of(check))
              : skipped("longpoll.objective", objective.text(), run));
    }
    return cases;
  }

  private static Case skipped(String group, String name, ComparedRun run) {
    String status = run.record().status().word();
    return new Case(group, name, Outcome.SKIPPED, status, "the run is " + status);
  }
}
