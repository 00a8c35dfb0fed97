package longpoll.record;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code run.json}, schema version 1: everything about one run that another program needs. Counts
 * in {@link Totals} cover the whole run; those in {@link Polls}, {@link Held} and {@link Events}
 * cover the measured window. What was not measured is null, never 0.
 *
 * @param id the run folder's name
 * @param startedAt the instant of the first poll, ISO 8601 in UTC
 * @param durationMs first poll to books closed
 * @param reasons why the status is not {@code complete}, and which objectives were missed; empty
 *     when all is well
 * @param settings every resolved setting by its full key
 * @param metrics one summary per measure, by the measure's tag
 * @param probes the polls of the probe process, which are in no other count; null where there were
 *     none, or where their process broke off
 */
@JsonPropertyOrder({
  "schemaVersion",
  "id",
  "label",
  "status",
  "reasons",
  "startedAt",
  "durationMs",
  "simulation",
  "settings",
  "window",
  "target",
  "environment",
  "totals",
  "polls",
  "held",
  "events",
  "metrics",
  "health",
  "probes"
})
public record RunRecord(
    int schemaVersion,
    String id,
    String label,
    RunStatus status,
    List<String> reasons,
    String startedAt,
    long durationMs,
    String simulation,
    Map<String, Object> settings,
    Window window,
    Target target,
    Environment environment,
    Totals totals,
    Polls polls,
    Held held,
    Events events,
    Map<String, MetricSummary> metrics,
    Health health,
    Probes probes) {

  /** The newest version this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** The same record, whose numbers do not stand; an aborted run remains one. */
  public RunRecord invalidBecause(List<String> why) {
    if (why.isEmpty()) {
      return this;
    }
    return with(status == RunStatus.ABORTED ? status : RunStatus.INVALID, why);
  }

  /** The same record with more reasons. */
  public RunRecord withReasons(List<String> more) {
    return with(status, more);
  }

  private RunRecord with(RunStatus newStatus, List<String> more) {
    List<String> all = new ArrayList<>(reasons);
    all.addAll(more);
    return new RunRecord(
        schemaVersion,
        id,
        label,
        newStatus,
        all,
        startedAt,
        durationMs,
        simulation,
        settings,
        window,
        target,
        environment,
        totals,
        polls,
        held,
        events,
        metrics,
        health,
        probes);
  }

  /**
   * @param warmupMs time discarded before the window: ramp and warm-up together
   * @param measuredMs length of the window; shorter than asked for when the run was aborted
   */
  public record Window(long warmupMs, long measuredMs) {}

  /**
   * @param bundled whether the harness started the server itself
   * @param version what the server says of itself, or null
   */
  public record Target(String url, boolean bundled, String dialect, String version) {}

  /**
   * @param cpu the processor's model name
   * @param commit the harness's own commit, or null outside a checkout
   * @param dirty whether the checkout had uncommitted changes, or null outside a checkout
   * @param ci the name of the CI system, or null
   * @param fingerprint a hash of what makes timings comparable: processor, cores, memory, system,
   *     kernel
   */
  public record Environment(
      String cpu,
      int cores,
      long memoryBytes,
      String os,
      String kernel,
      String jdk,
      List<String> jvmArgs,
      String gatling,
      String harness,
      String commit,
      Boolean dirty,
      String ci,
      String fingerprint) {}

  /** Polls over the whole run. {@code started} is the sum of the others. */
  public record Totals(
      long started, long delivered, long empty, long gap, Map<String, Long> failed, long cut) {}

  /**
   * Polls that were answered inside the window.
   *
   * @param emptyRate empty / (delivered + empty), or null when there were neither
   * @param emptyRatePredicted the same for an ideal client on the same plan, or null where no plan
   *     is known
   */
  public record Polls(
      long total,
      long delivered,
      long empty,
      long gap,
      Map<String, Long> failed,
      Double perSecond,
      Double emptyRate,
      Double emptyRatePredicted) {}

  /**
   * @param intended polls that should be held on average: the users, less those that stay away
   *     between two polls because the re-arm delay says so
   * @param mean hold time inside the window / length of the window: an integral, not a sample
   * @param max the most held at once inside the window, as the client counts
   * @param serverMean the same integral as the server counts, less the probes, or null
   * @param serverMax the most the server reported parked inside the window, less the most that the
   *     probes held, or null
   */
  public record Held(int intended, Double mean, Long max, Double serverMean, Long serverMax) {}

  /**
   * Events planned inside the window. Received and missed are over all users: an event that 100
   * users wait for is expected 100 times.
   *
   * @param expected from the plan; for targets without one, from the range of sequence numbers seen
   * @param unseen lost to bare clients between two polls, which their contract allows
   * @param perSecond events received a second
   * @param perPoll events received per delivered poll
   */
  public record Events(
      Long published,
      Long expected,
      Long received,
      Long missed,
      Long duplicated,
      Long outOfOrder,
      Long unseen,
      Double perSecond,
      Double perPoll) {}

  /** How both sides fared. */
  public record Health(
      Injector injector,
      Server server,
      Clock clock,
      Connections connections,
      Long broadcastsIncomplete) {}

  /**
   * @param cpu cores busy on average over the window
   * @param gcPauseMaxMs longest pause inside the window
   * @param loopLagP99Ms how late the event loops ran their timers inside the window
   */
  public record Injector(Double cpu, Long rssBytes, Double gcPauseMaxMs, Double loopLagP99Ms) {}

  /**
   * @param cpu cores busy on average over the window
   * @param bytesPerHeldPoll resident memory gained since the server was idle, per poll held
   * @param publishSlipP99Ms how late events were published after their planned instant
   */
  public record Server(
      Double cpu,
      Long rssBytes,
      Double gcPauseMaxMs,
      Double bytesPerHeldPoll,
      Double publishSlipP99Ms) {}

  /**
   * @param offsetUs server clock minus injector clock
   * @param boundUs the offset is right within this much
   */
  public record Clock(Long offsetUs, Long boundUs) {}

  /**
   * @param opened connections opened over the whole run
   * @param reopened of those, the ones that replaced an earlier connection of the same user
   * @param replayed polls that the HTTP client sent, or would have sent, again in silence; 0 since
   *     the transport is our own
   */
  public record Connections(long opened, long reopened, long replayed) {}

  /**
   * Polls of the probes over the whole run, and how their process fared. {@code started} is the sum
   * of the outcomes.
   *
   * @param count probes asked for
   * @param cut given up when the run was over
   * @param heldMean hold time inside the window / length of the window, or null before there was
   *     one
   * @param heldMax the most held at once inside the window, or null before there was one
   * @param cpu cores busy on average over the window
   * @param loopLagP99Ms how late the process came to what was due inside the window
   * @param lagP99AtLeastMs what {@code lag.probe} would be at p99 if each delivery had been there
   *     as long before its stamp as the process had not looked
   */
  public record Probes(
      int count,
      long started,
      long delivered,
      long empty,
      long gap,
      Map<String, Long> failed,
      long cut,
      Double heldMean,
      Long heldMax,
      Double cpu,
      Double loopLagP99Ms,
      Double lagP99AtLeastMs) {

    /** Failures of all kinds. */
    public long failures() {
      return failed.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
