package longpoll.export;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.Gate;
import longpoll.compare.Policy;
import longpoll.compare.Requirement;

/**
 * The measures that get a chart of their own where each has one: what the policy names, and what
 * most want to see in any case. All of them would be some seventy charts.
 */
final class ChartedMeasures {
  private static final List<ComparedMeasure> ALWAYS =
      List.of(
              "lag.parked.p50",
              "lag.parked.p90",
              "lag.parked.p99",
              "lag.probe.p99",
              "lateness.p99",
              "rearm.p99",
              "broadcast.p99",
              "polls.emptyRate",
              "polls.perSecond",
              "events.perSecond",
              "held.mean",
              "events.missed",
              "events.duplicated",
              "totals.failed",
              "health.server.cpu",
              "health.server.bytesPerHeldPoll")
          .stream()
          .map(name -> ComparedMeasures.named(name).orElseThrow())
          .toList();

  private ChartedMeasures() {}

  /** In the order of {@link ComparedMeasures}. */
  static List<ComparedMeasure> of(Policy policy) {
    Set<ComparedMeasure> wanted = new LinkedHashSet<>(ALWAYS);
    policy.gates().stream().map(Gate::measure).forEach(wanted::add);
    policy.objectives().stream().map(Requirement::measure).forEach(wanted::add);
    return ComparedMeasures.all().stream().filter(wanted::contains).toList();
  }
}
