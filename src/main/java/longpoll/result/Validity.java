package longpoll.result;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import longpoll.dialect.FailureKind;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.settings.Settings;

/**
 * Whether a run measured the server or the machine that it ran on: a pure function of a record and
 * the limits of {@code validity.*}. What was not measured is not judged.
 *
 * @param invalid reasons for which the numbers must not be used
 * @param notices what the reader should know about numbers that may be used
 */
public record Validity(List<String> invalid, List<String> notices) {
  /** Share of all cores from which injector, server and probes slow each other down. */
  private static final double SATURATED = 0.9;

  /** Share of the polls from which new connections are a cost that the reader should know. */
  private static final double RECONNECTS_WORTH_A_WORD = 0.01;

  private static final String PROBES = Measure.LAG_PROBE.tag();

  public Validity {
    invalid = List.copyOf(invalid);
    notices = List.copyOf(notices);
  }

  public static Validity check(Settings.Validity limits, RunRecord record) {
    Judge judge = new Judge(limits, record);
    judge.injectorQueue();
    judge.loopLag();
    judge.gcPause();
    judge.cpu();
    judge.publishSlip();
    judge.reconnects();
    judge.ownFailures();
    judge.saturation();
    judge.notices.addAll(HoldNotices.of(record));
    return new Validity(judge.invalid, judge.notices);
  }

  private static final class Judge {
    private final Settings.Validity limits;
    private final RunRecord record;
    private final List<String> invalid = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    Judge(Settings.Validity limits, RunRecord record) {
      this.limits = limits;
      this.record = record;
    }

    private void injectorQueue() {
      double limit = millis(limits.injectorQueueMax());
      Optional<InjectorQueue> queue = InjectorQueue.of(record);
      queue
          .flatMap(both -> both.beyond(limit, limits.injectorQueueShare()))
          .ifPresent(
              added ->
                  invalid.add(
                      "injector queue added "
                          + added
                          + " (limit "
                          + InjectorQueue.millis(limit)
                          + "): fewer users, or a second injector"));
      queue
          .flatMap(both -> both.probesSlowedDown(limit, limits.injectorQueueShare()))
          .ifPresent(
              slower ->
                  notices.add(
                      "the probes' lag is above the users': "
                          + slower
                          + " (limit "
                          + InjectorQueue.millis(limit)
                          + "): the probes were slow themselves, or the target answers them after the"
                          + " users, and they cannot tell what the injector added; use fewer probes,"
                          + " or more cores"));
      probesThatStampLate(limit);
    }

    /** Probes do not know how late they stamped an answer, but they know a bound of it. */
    private void probesThatStampLate(double limit) {
      Double atLeast = record.probes() == null ? null : record.probes().lagP99AtLeastMs();
      Double measured = record.metrics().getOrDefault(PROBES, MetricSummary.NONE).p99();
      if (atLeast == null || measured == null) {
        return;
      }
      if (measured - atLeast > Math.max(limit, limits.injectorQueueShare() * measured)) {
        notices.add(
            "the probes could not always look at their connections in time: the p99 of lag.probe"
                + " lies between "
                + InjectorQueue.millis(atLeast)
                + " and "
                + InjectorQueue.millis(measured)
                + ", and the injector may have added more than it looks");
      }
    }

    private void loopLag() {
      Double late = record.health().injector().loopLagP99Ms();
      if (beyond(late, millis(limits.loopLagMax()))) {
        invalid.add(
            "the injector's event loops were "
                + InjectorQueue.millis(late)
                + " late at p99 (limit "
                + InjectorQueue.millis(millis(limits.loopLagMax()))
                + "): users poll late by as much; fewer users, or a second injector");
      }
    }

    private void gcPause() {
      Double pause = record.health().injector().gcPauseMaxMs();
      if (beyond(pause, millis(limits.gcPauseMax()))) {
        invalid.add(
            "the injector stood still for "
                + InjectorQueue.millis(pause)
                + " to collect garbage (limit "
                + InjectorQueue.millis(millis(limits.gcPauseMax()))
                + "), and what arrived meanwhile was stamped late: more heap, or fewer users");
      }
    }

    /** Several injectors on this machine, which share its cores. */
    private boolean onOneMachine() {
      return record.shards() != null
          && record.settings() != null
          && record.settings().get("injectors") instanceof Integer injectors
          && injectors > 1;
    }

    /** Of all injectors that share the cores; null where one of them does not say. */
    private Double injectorCpu() {
      if (!onOneMachine()) {
        return record.health().injector().cpu();
      }
      List<Double> each =
          record.shards().health().stream().map(shard -> shard.injector().cpu()).toList();
      return each.contains(null) ? null : (Double) each.stream().mapToDouble(cpu -> cpu).sum();
    }

    private void cpu() {
      Double cpu = injectorCpu();
      if (record.environment() == null) {
        return;
      }
      int cores = record.environment().cores();
      if (beyond(cpu, limits.injectorCpuMax() * cores)) {
        invalid.add(
            String.format(
                Locale.ROOT,
                "the %s kept %.1f of %d cores busy (limit %.0f %%): fewer users, or a second %s",
                onOneMachine() ? "injectors" : "injector",
                cpu,
                cores,
                limits.injectorCpuMax() * 100,
                onOneMachine() ? "machine" : "injector"));
      }
    }

    /** Not the injector's fault, and lag is right, but the schedule was not the one asked for. */
    private void publishSlip() {
      Double slip = record.health().server().publishSlipP99Ms();
      // Of a publisher of ours, its own remarks say whose fault it is.
      if (record.publisher() == null && beyond(slip, millis(limits.publishSlipMax()))) {
        invalid.add(
            "the server published "
                + InjectorQueue.millis(slip)
                + " after the planned instants, at p99 (limit "
                + InjectorQueue.millis(millis(limits.publishSlipMax()))
                + "): its publisher could not keep the schedule, so that this is no measurement of"
                + " its answering; fewer events, or more cores for the server");
      }
    }

    private void reconnects() {
      if (record.totals() == null || record.health().connections() == null) {
        return;
      }
      long polls = record.totals().started();
      RunRecord.Connections connections = record.health().connections();
      long failed = record.totals().failed().values().stream().mapToLong(Long::longValue).sum();
      // Older records do not tell which connections were lost with a failure: at most as many.
      long silent =
          connections.reopenedIdle() == null
              ? connections.reopened() - failed
              : connections.reopenedIdle();
      if (polls > 0 && silent > limits.reconnectsMax() * polls) {
        invalid.add(
            String.format(
                Locale.ROOT,
                "%d of %d polls had to connect again though none before them had failed (limit"
                    + " %.0f %%): the target closes idle connections; raise"
                    + " validity.reconnects.max if it is meant to",
                silent,
                polls,
                limits.reconnectsMax() * 100));
      }
      Long announced = connections.announcedCloses();
      if (announced != null && announced > RECONNECTS_WORTH_A_WORD * polls) {
        Double perSecond = record.reconnectsPerSecond();
        Long closing = record.health().injector().timeWaitMax();
        notices.add(
            String.format(
                Locale.ROOT,
                "%,d of %,d polls had to connect again because the target had said that it closes"
                    + " the connection%s: no fault, but each costs both sides CPU and one of them a"
                    + " port for a minute%s, and the poll reaches the target later",
                announced,
                polls,
                perSecond == null
                    ? ""
                    : String.format(Locale.ROOT, " (%.1f a second in the window)", perSecond),
                closing == null
                    ? ""
                    : String.format(
                        Locale.ROOT,
                        " (at most %,d sockets in TIME_WAIT on the injector's machine)",
                        closing)));
      }
    }

    /** Polls that failed inside the injector. */
    private void ownFailures() {
      ownFailures(
          FailureKind.NO_LOCAL_PORT,
          "this machine had no port left towards the target; more source addresses"
              + " (connections.local-addresses), a wider net.ipv4.ip_local_port_range, or a target"
              + " that keeps its connections open");
      ownFailures(
          FailureKind.NO_DESCRIPTOR,
          "a process on this machine had no file descriptor left; raise its limit (ulimit -n), or"
              + " fewer users");
      ownFailures(
          FailureKind.INTERNAL,
          "something went wrong inside the injector, whose output names the first of them");
    }

    private void ownFailures(String kind, String why) {
      long users = record.totals() == null ? 0 : record.totals().failed().getOrDefault(kind, 0L);
      long probes = record.probes() == null ? 0 : record.probes().failed().getOrDefault(kind, 0L);
      if (users + probes > 0) {
        invalid.add(
            String.format(
                Locale.ROOT,
                "%,d polls of users and %,d of probes failed as %s, which the injector caused and"
                    + " not the target: %s",
                users,
                probes,
                kind,
                why));
      }
    }

    private void saturation() {
      Double injector = injectorCpu();
      Double server = record.health().server().cpu();
      boolean known = record.target() != null && record.environment() != null;
      if (!known || !record.target().bundled() || injector == null || server == null) {
        return;
      }
      Double probes = record.probes() == null ? null : record.probes().cpu();
      double all = injector + server + (probes == null ? 0 : probes);
      if (all > SATURATED * record.environment().cores()) {
        notices.add(
            String.format(
                Locale.ROOT,
                "injector, server and probes kept %.1f of %d cores busy together: the server shared"
                    + " its cores with the load, and would be faster alone",
                all,
                record.environment().cores()));
      }
    }

    private static boolean beyond(Double value, double limit) {
      return value != null && value > limit;
    }

    private static double millis(Duration duration) {
      return duration.toNanos() / 1e6;
    }
  }
}
