package longpoll.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import longpoll.text.Excerpt;

/**
 * {@code run.json}, schema version 1: everything about one run that another program needs. Counts
 * in {@link Totals} cover the whole run; those in {@link Polls}, {@link Held} and {@link Events}
 * cover the measured window. What was not measured is null, never 0.
 *
 * @param id the run folder's name
 * @param startedAt the instant of the first poll, ISO 8601 in UTC
 * @param durationMs first poll to ledger closed
 * @param reasons why the status is not {@code complete}, and which objectives were missed; empty
 *     when all is well
 * @param settings every resolved setting by its full key
 * @param metrics one summary per measure, by the measure's tag
 * @param probes the polls of the probe process, which are in no other count; null where there were
 *     none, or where nothing was heard of them
 * @param objectives what the run had to reach, and whether it did
 * @param failures the failed polls of the whole run by kind; null in records of before it was
 *     measured
 * @param requests what users sent besides polls; null where their protocol has nothing else
 * @param publisher what came of the publishing of our own; null where the target published by
 *     itself
 * @param api the API that a definition calls so; null for a run without one
 * @param traffic the users' bytes; null without a window, and in records of before it was counted
 * @param shards the injectors of a merged run; null for a run of one
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
  "api",
  "environment",
  "totals",
  "polls",
  "held",
  "events",
  "metrics",
  "health",
  "probes",
  "objectives",
  "failures",
  "requests",
  "publisher",
  "traffic",
  "shards"
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
    Probes probes,
    List<Objective> objectives,
    List<Failure> failures,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Requests> requests,
    @JsonInclude(JsonInclude.Include.NON_NULL) Publisher publisher,
    @JsonInclude(JsonInclude.Include.NON_NULL) Api api,
    @JsonInclude(JsonInclude.Include.NON_NULL) Traffic traffic,
    @JsonInclude(JsonInclude.Include.NON_NULL) Shards shards) {

  /** The newest version this code writes. */
  public static final int SCHEMA_VERSION = 1;

  private static final int LONGEST_REASON = 2_000;

  /** Reasons quote what a target sent, and records of earlier versions do so as it came. */
  public RunRecord {
    reasons =
        reasons == null
            ? null
            : reasons.stream().map(reason -> Excerpt.of(reason, LONGEST_REASON)).toList();
  }

  /** The same record, whose numbers do not stand; an aborted run remains one. */
  public RunRecord invalidBecause(List<String> why) {
    if (why.isEmpty()) {
      return this;
    }
    return with(status == RunStatus.ABORTED ? status : RunStatus.INVALID, and(why), objectives);
  }

  /** The same record with more reasons. */
  public RunRecord withReasons(List<String> more) {
    return with(status, and(more), objectives);
  }

  /**
   * The same record with its objectives. Those that were missed are reasons too, except of an
   * aborted run, of which nothing else was to be expected.
   */
  public RunRecord judgedBy(List<Objective> checked) {
    List<String> missed =
        status == RunStatus.ABORTED
            ? List.of()
            : checked.stream()
                .filter(objective -> !objective.met())
                .map(Objective::missedInWords)
                .toList();
    return with(status, and(missed), checked);
  }

  /** The same record with objectives that its reasons tell already. */
  public RunRecord withObjectives(List<Objective> told) {
    return with(status, reasons, told);
  }

  private List<String> and(List<String> more) {
    List<String> all = new ArrayList<>(reasons);
    all.addAll(more);
    return List.copyOf(all);
  }

  private RunRecord with(
      RunStatus newStatus, List<String> newReasons, List<Objective> newObjectives) {
    return new RunRecord(
        schemaVersion,
        id,
        label,
        newStatus,
        newReasons,
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
        probes,
        newObjectives,
        failures,
        requests,
        publisher,
        api,
        traffic,
        shards);
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
  public record Target(String url, boolean bundled, String dialect, String version) {
    public Target {
      version = Excerpt.of(version);
    }
  }

  /**
   * What the API definition of a run says of itself.
   *
   * @param permitted the statuses that it lists, in order; null where polls were written in a
   *     dialect that was set, which knows statuses of its own
   */
  public record Api(String name, String method, List<Integer> permitted) {
    public Api {
      name = name == null ? "" : Excerpt.of(name);
      method = method == null ? "" : Excerpt.of(method);
    }

    /** What tells it from others: {@code GET LongPollAPI}. */
    public String title() {
      return method + " " + name;
    }
  }

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
   * @param early of the empty ones, those that came earlier than the hold limit by more than 5 % of
   *     it and more than 50 ms; null where no poll had a hold limit
   * @param earlyP50Ms how much earlier, the median; null where none was early
   * @param unheld polls that came back without an event in under 5 % of their hold limit, by what
   *     came: {@link #EMPTY}, {@link #GAP}, a kind of failure, or {@link #FIELDLESS}; null where no
   *     poll had a hold limit
   */
  public record Polls(
      long total,
      long delivered,
      long empty,
      long gap,
      Map<String, Long> failed,
      Double perSecond,
      Double emptyRate,
      Double emptyRatePredicted,
      Long early,
      Double earlyP50Ms,
      Map<String, Long> unheld) {
    /** In {@code unheld}: 204s. */
    public static final String EMPTY = "empty";

    /** In {@code unheld}: 410s. */
    public static final String GAP = "gap";

    /**
     * In {@code unheld}: 200s whose events carry no field that the dialect knows. Where no event of
     * the run carries one, these may be events like any other.
     */
    public static final String FIELDLESS = "fieldless";
  }

  /**
   * @param intended polls that should be held on average: the users, less the share of their time
   *     that the re-arm delay keeps them away; not a whole number; null where polls are answered at
   *     once
   * @param mean hold time inside the window / length of the window: an integral, not a sample
   * @param max the most held at once inside the window, as the client counts
   * @param serverMean the same integral as the server counts, less the probes, or null
   * @param serverMax the most the server reported parked inside the window, less the most that the
   *     probes held, or null
   */
  public record Held(Double intended, Double mean, Long max, Double serverMean, Long serverMax) {

    /** Mean / intended; null where one of them is not known, and where none was to be held. */
    public Double share() {
      return mean == null || intended == null || !(intended > 0)
          ? null
          : (Double) (mean / intended);
    }
  }

  /**
   * Events planned inside the window. Received and missed are over all users: an event that 100
   * users wait for is expected 100 times, but once where it is one of a queue.
   *
   * @param delivery to whom the target gives an event: {@link #BROADCAST}, {@link #QUEUE} or {@link
   *     #STATE}; records of before it was kept are of broadcasts
   * @param expected from the plan; for targets without one, from the range of sequence numbers seen
   * @param unseen what users lack as their contract allows: events published between two polls of a
   *     bare client, versions of a state that were skipped for a newer one
   * @param perSecond events received a second
   * @param perPoll events received per delivered poll
   */
  public record Events(
      String delivery,
      Long published,
      Long expected,
      Long received,
      Long missed,
      Long duplicated,
      Long outOfOrder,
      Long unseen,
      Double perSecond,
      Double perPoll) {
    /** Each user gets each event. */
    public static final String BROADCAST = "broadcast";

    /** Each event goes to one user. */
    public static final String QUEUE = "queue";

    /** An answer is the newest version; others may be skipped. */
    public static final String STATE = "state";

    public Events {
      delivery = delivery == null ? BROADCAST : delivery;
    }

    /** Of which nothing was measured. */
    public static Events unknown(String delivery) {
      return new Events(delivery, null, null, null, null, null, null, null, null, null);
    }
  }

  /**
   * What the users' connections carried inside the window: what TCP carries, heads and TLS
   * included.
   */
  public record Traffic(long sentBytes, long receivedBytes) {}

  /**
   * The injectors that shared a load.
   *
   * @param expected how many there were to be
   * @param merged how many of them this record is made of
   * @param missing the numbers of the others
   * @param startErrorMs how long after the common start each sent its first poll, by its number: by
   *     the server's clock where every injector knows it, else by their own
   * @param health how each of those that were merged fared, in their order
   */
  public record Shards(
      int expected,
      int merged,
      List<Integer> missing,
      Map<String, Double> startErrorMs,
      List<ShardHealth> health) {}

  /**
   * One injector beside the others.
   *
   * @param shard its number, from 0
   * @param users how many it made
   * @param clock the server's clock against its own
   */
  public record ShardHealth(int shard, int users, Injector injector, Clock clock) {}

  /** How both sides fared. */
  public record Health(
      Injector injector,
      Server server,
      Clock clock,
      Connections connections,
      Long broadcastsIncomplete) {}

  /**
   * New connections that replaced earlier ones, per second of the window; null where they or the
   * window were not measured.
   */
  public Double reconnectsPerSecond() {
    Long inWindow =
        health == null || health.connections() == null
            ? null
            : health.connections().reopenedInWindow();
    return inWindow == null || window == null || window.measuredMs() <= 0
        ? null
        : (Double) (inWindow * 1e3 / window.measuredMs());
  }

  /**
   * @param cpu cores busy on average over the window
   * @param gcPauseMaxMs longest pause inside the window
   * @param loopLagP99Ms how late the event loops ran their timers inside the window
   * @param timeWaitMax the most sockets in TIME_WAIT on its machine inside the window, a target's
   *     on the same machine included; null where the system does not say, and in records of before
   *     it was measured
   * @param bytesPerHeldPoll resident memory gained from the first poll to the end of the window, by
   *     the most polls held at once in it; null as well where there is none gained
   */
  public record Injector(
      Double cpu,
      Long rssBytes,
      Double gcPauseMaxMs,
      Double loopLagP99Ms,
      Long timeWaitMax,
      Double bytesPerHeldPoll) {}

  /**
   * @param cpu cores busy on average over the window
   * @param bytesPerHeldPoll resident memory gained from when the server was idle to the end of the
   *     window, by the most polls parked in it
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
   * @param reopenedIdle of the reopened, those that replaced one that was lost though the poll
   *     before had not failed and the server had not said that it would end; null in records of
   *     before it was counted
   * @param announcedCloses of the reopened, those that replaced one of which the server had said
   *     that it would end; null in records of before it was counted
   * @param reopenedInWindow of the reopened, those inside the window; null in records of before it
   *     was counted
   */
  public record Connections(
      long opened,
      long reopened,
      long replayed,
      Long reopenedIdle,
      Long announcedCloses,
      Long reopenedInWindow) {}

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
   * @param polls those that were answered inside the window, as the record has the users'
   * @param untilMs when the account ends, since the start, where the process broke off; null, and
   *     left out, where it is whole
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
      Double lagP99AtLeastMs,
      Polls polls,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long untilMs) {

    /** Failures of all kinds. */
    public long failures() {
      return failed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Something a run must reach.
   *
   * @param name as it stands in Gatling's report and assertions
   * @param required in words; null in records of before it was kept, where the objective was met
   * @param actual in words; null there as well, and where the run has nothing of the kind: then it
   *     is met
   */
  public record Objective(String name, String required, String actual, boolean met) {

    /** One line for the record's reasons. */
    public String missedInWords() {
      return "objective missed: " + name + ": required " + required + ", actual " + actual;
    }
  }

  /**
   * The failed polls of one kind, over the whole run.
   *
   * @param holdMinMs how long these polls had been waiting when they failed; null where none of
   *     them was ever sent
   */
  public record Failure(
      String kind, long count, Double holdMinMs, Double holdP50Ms, Double holdMaxMs) {}

  /**
   * Requests of one purpose that users sent besides polls, over the whole run.
   *
   * @param purpose {@code handshake}, {@code follow-up}, {@code ack} or {@code goodbye}
   * @param done those that did what they should
   * @param failed by kind
   * @param cut given up at the run's end
   * @param p50Ms from sent to answered, of those done; null where there were none
   */
  public record Requests(
      String purpose,
      long done,
      Map<String, Long> failed,
      long cut,
      Double p50Ms,
      Double p99Ms,
      Double maxMs) {}

  /**
   * What came of the events that the publisher was to make at the target, from its start to the
   * run's end.
   *
   * @param planned events whose instant had come
   * @param accepted by the target
   * @param refused answered otherwise
   * @param failed without an answer
   * @param unpublished left out, since the target took them too slowly
   * @param pending not sent yet, or not answered yet, when the run was over
   * @param lateP50Ms from the planned instant to the request sent; null where none was
   * @param acceptP50Ms from the request sent to the answer, of those accepted; null where none was
   */
  public record Publisher(
      long planned,
      long accepted,
      long refused,
      long failed,
      long unpublished,
      long pending,
      Double lateP50Ms,
      Double lateP99Ms,
      Double lateMaxMs,
      Double acceptP50Ms,
      Double acceptP99Ms,
      Double acceptMaxMs) {}
}
