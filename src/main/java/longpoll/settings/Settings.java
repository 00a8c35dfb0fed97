package longpoll.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import longpoll.dialect.Dialect;

/**
 * Every setting of a run, checked. What each one means is written once, in {@code reference.conf}
 * beside this class; the names here are those of the keys. Immutable, safe for any thread.
 *
 * @param target the poll endpoint, or empty to start the bundled server
 * @param api reserved; always blank for now
 * @param channels user i waits on channel i mod channels
 * @param payloadBytes size of an event's data
 * @param tail as asked for; see {@link #effectiveTail}
 * @param localAddresses source addresses of the polls; empty leaves it to the system
 */
public record Settings(
    int users,
    Duration ramp,
    Duration warmup,
    Duration duration,
    Duration hold,
    Optional<URI> target,
    String api,
    Dialect dialect,
    int channels,
    int payloadBytes,
    Rearm rearm,
    Schedule schedule,
    int probes,
    String label,
    String profile,
    Duration tail,
    List<String> localAddresses,
    Server server,
    Duration requestTimeoutMargin,
    Report report,
    Objectives objectives,
    Validity validity,
    Backoff backoff,
    Tls tls,
    Body body) {

  public Settings {
    localAddresses = List.copyOf(localAddresses);
    SettingsRules rules = new SettingsRules();
    rules.load(users, ramp, warmup, duration, hold, tail, requestTimeoutMargin);
    rules.wire(target, api, dialect, channels, users, payloadBytes);
    rules.schedule(schedule);
    rules.rest(probes, label, localAddresses, report, objectives, backoff);
    rules.validity(validity);
    rules.transport(tls, body);
    rules.throwIfAny();
  }

  /**
   * @param every mean distance of two events of one channel (or of two bursts)
   * @param burst events at once, for {@link ScheduleKind#BURST}
   * @param trace a file, for {@link ScheduleKind#TRACE}; otherwise blank
   */
  public record Schedule(ScheduleKind kind, Duration every, long seed, int burst, String trace) {}

  /** How the bundled server is started. */
  public record Server(List<String> jvmArgs, List<String> options) {
    public Server {
      jvmArgs = List.copyOf(jvmArgs);
      options = List.copyOf(options);
    }
  }

  /**
   * @param consoleEvery 0 = no progress lines
   * @param gatlingRows whether outcomes and lag become rows of Gatling's own report
   * @param gatlingResults the folder Gatling makes its run folders in, or blank to find it
   */
  public record Report(
      Duration consoleEvery,
      boolean keepSimulationLog,
      boolean gatlingRows,
      String gatlingResults) {}

  /**
   * What a run must reach to pass.
   *
   * @param earlyMax 204s before their time / 204s
   * @param heldMin mean held polls / those intended
   */
  public record Objectives(
      long failedMax, long missedMax, long duplicatedMax, double earlyMax, double heldMin) {}

  /**
   * What a run may show of the machine it ran on before its numbers are the machine's and not the
   * server's.
   *
   * @param injectorQueueMax users' lag above the probes'
   * @param injectorQueueShare the same as a share of the probes' lag, which is allowed in any case
   * @param loopLagMax how late the event loops may be at p99
   * @param injectorCpuMax share of all cores
   * @param publishSlipMax how late the server may publish at p99
   * @param reconnectsMax polls that had to connect again without a failure, as a share of all
   */
  public record Validity(
      Duration injectorQueueMax,
      double injectorQueueShare,
      Duration loopLagMax,
      Duration gcPauseMax,
      double injectorCpuMax,
      Duration publishSlipMax,
      double reconnectsMax) {}

  /** How long a client stays away after a failure: doubled from initial to max. */
  public record Backoff(Duration initial, Duration max) {

    /**
     * @param failuresBefore how many polls in a row had failed before the one that just did
     */
    public Duration after(int failuresBefore) {
      Duration wait = initial;
      for (int i = 0; i < failuresBefore && wait.compareTo(max) < 0; i++) {
        wait = wait.multipliedBy(2);
      }
      return wait.compareTo(max) < 0 ? wait : max;
    }
  }

  /**
   * Whom users, probes and the check before load trust over https.
   *
   * @param trustStore a file, PEM or PKCS12, or blank for what the JDK trusts
   */
  public record Tls(boolean trustAll, String trustStore) {}

  /**
   * How much of what a target sends is kept.
   *
   * @param maxBytes of one decoded body
   * @param heapShare what all bodies that are being read may take of the heap
   */
  public record Body(int maxBytes, double heapShare) {}

  /** Whether the harness starts the bundled server itself. */
  public boolean bundled() {
    return target.isEmpty();
  }

  /** Probes that are really opened: never more than users. */
  public int probeCount() {
    return Math.min(probes, users);
  }

  /**
   * How long users poll on past the window: the tail, or the hold limit when that is shorter. Where
   * nothing is held, events wait for the next poll, and that may take all of the tail.
   */
  public Duration effectiveTail() {
    return hold.isZero() || tail.compareTo(hold) < 0 ? tail : hold;
  }

  /**
   * When a client gives up on a poll: the hold limit, the most jitter a server may add to it (a
   * sixteenth), and the margin.
   */
  public Duration requestTimeout() {
    return hold.plus(hold.dividedBy(16)).plus(requestTimeoutMargin);
  }

  /** First user started to last poll ended. */
  public Duration total() {
    return ramp.plus(warmup).plus(duration).plus(effectiveTail());
  }

  /**
   * Every key, without prefix, with its value, sorted by key: numbers and booleans as such,
   * durations and sizes in their one canonical form, secrets masked.
   */
  public Map<String, Object> resolved() {
    return ResolvedSettings.of(this);
  }
}
