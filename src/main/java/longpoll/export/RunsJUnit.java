package longpoll.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedRun;
import longpoll.compare.Requirement;
import longpoll.export.JUnitXml.Case;
import longpoll.export.JUnitXml.Outcome;
import longpoll.export.JUnitXml.Suite;
import longpoll.record.RunRecord.Objective;
import longpoll.record.RunStatus;

/**
 * A suite for each run: whether it is complete, whether it met the objectives of its own settings,
 * and each objective of the policy. A run that is not complete is an error, and the rest skipped.
 */
final class RunsJUnit implements RunFormat {
  private static final String COMPLETE = "the run is complete";
  private static final String OWN = "objectives of its own settings";

  @Override
  public String name() {
    return "junit";
  }

  @Override
  public String text(RunExport export) {
    return JUnitXml.text(export.runs().stream().map(run -> suite(run, export)).toList());
  }

  private static Suite suite(ComparedRun run, RunExport export) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("run", run.id());
    properties.put("status", run.record().status().word());
    return new Suite(
        "longpoll " + export.nameOf(run), properties, List.of(run), cases(run, export));
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
              ? ComparisonJUnit.objective(objective, List.of(check))
              : skipped("longpoll.objective", objective.text(), run));
    }
    return cases;
  }

  private static Case skipped(String group, String name, ComparedRun run) {
    String status = run.record().status().word();
    return new Case(group, name, Outcome.SKIPPED, status, "the run is " + status);
  }
}
