package longpoll.export;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import longpoll.compare.ComparedRun;
import longpoll.compare.Policy;
import longpoll.compare.Requirement;

/**
 * Runs to be written down, each for itself.
 *
 * @param runs one or more, each with an id of its own
 * @param policy whose objectives the runs are checked against
 */
public record RunExport(List<ComparedRun> runs, Policy policy) {
  public RunExport {
    runs = List.copyOf(runs);
    Objects.requireNonNull(policy);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("runs: at least one is needed");
    }
    Set<String> ids = new HashSet<>();
    for (ComparedRun run : runs) {
      if (!ids.add(run.id())) {
        throw new IllegalArgumentException(
            "runs: " + run.id() + " is there twice, but a run is one entry");
      }
    }
  }

  /** The complete runs; the numbers of others may not be passed on. */
  List<ComparedRun> complete() {
    return runs.stream().filter(ComparedRun::complete).toList();
  }

  /** Every objective of the policy, checked against a run. */
  List<Requirement.Check> checks(ComparedRun run) {
    return policy.objectives().stream().map(objective -> objective.check(run)).toList();
  }

  /** What an entry of the run is called where each entry needs a name of its own. */
  String nameOf(ComparedRun run) {
    String name = Names.of(List.of(run));
    return runs.size() == 1 ? name : name + "/" + run.id();
  }
}
