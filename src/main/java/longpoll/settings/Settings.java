package longpoll.settings;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import longpoll.api.ApiDefinitions;
import longpoll.api.LongPollApi;
import longpoll.dialect.Delivery;
import longpoll.dialect.Dialect;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DeclaredDialect;

/**
 * Every setting of a run, and the one place where a setting is described: each component, here and
 * in the groups below, is a row with its key, default, limits and meaning (see {@link Setting}). A
 * new setting is a new row and its use; {@code reference.conf} and the tables of {@code
 * docs/settings.md} are written from the rows by {@code SettingsManualTest}.
 *
 * <p>Made by {@link SettingsLoader}, which checks the rows and {@link SettingsRules}. Immutable,
 * safe for any thread.
 *
 * @param target empty starts the bundled server
 * @param tail as asked for; see {@link #effectiveTail}
 * @param probes as asked for; see {@link #probeCount}
 */
public record Settings(
    @Setting(
            section = "The load",
            key = "users",
            byDefault = "5000",
            range = "1 to 1000000",
            meaning =
                "Users, each of which waits in one poll at a time, of all injectors together. What this machine can"
                    + " hold is checked before load.")
        int users,
    @Setting(
            key = "injectors",
            byDefault = "1",
            range = "1 to " + Settings.MOST_INJECTORS,
            limits = "at most `users`",
            meaning =
                "Injectors that share the load [on this machine](merging.md#on-one-machine), each in"
                    + " a JVM of its own. The run is one run, with one report and one verdict.")
        int injectors,
    @Setting(
            key = "servers",
            byDefault = "1",
            range = "1 to " + Settings.MOST_INJECTORS,
            limits = "at most `injectors`; 1 with a `target`",
            meaning =
                "Bundled servers that publish the same events at the same instants; the injectors"
                    + " poll them in turn.")
        int servers,
    @Setting(
            key = "shard",
            byDefault = "",
            limits = "`i/N`, `env/N` or `env`; needs a `target`",
            meaning =
                "Which of N injectors this one is, from `0/N` to `N-1/N`: it makes an Nth of the"
                    + " `users` and of the `probes`. All get the same settings but for this one,"
                    + " and [`longpoll merge`](merging.md) makes one run of their folders."
                    + " `env/N` takes the number from the environment variable"
                    + " `JOB_COMPLETION_INDEX`, `env` takes both from `CI_NODE_INDEX` (which"
                    + " counts from 1) and `CI_NODE_TOTAL`. Empty for the only one.")
        LoadShare shard,
    @Setting(
            key = "start-at",
            byDefault = "",
            limits = "at most 1h ahead",
            meaning =
                "When the users begin, by the target's clock where it is known: several injectors"
                    + " that are given the same instant measure the same window. Empty begins as"
                    + " soon as all is ready.")
        Optional<Instant> startAt,
    @Setting(
            key = "barrier",
            byDefault = "",
            limits = "http or https; not with `start-at`; needs `shard`",
            meaning =
                "URL of a [start barrier](merging.md#a-common-start), where this injector waits"
                    + " until all have come. Without a path it is `/barrier`.")
        Optional<URI> barrier,
    @Setting(
            key = "barrier-timeout",
            byDefault = "10m",
            range = "1s to 1h",
            meaning = "The longest that an injector waits at the barrier before it gives up.")
        Duration barrierTimeout,
    @Setting(
            key = "ramp",
            byDefault = "10s",
            range = "0s to 1h",
            limits = "whole seconds",
            meaning =
                "Time over which the users start, evenly; 0s starts them all at once. With"
                    + " `hold=0s` a user's first poll comes up to one `rearm` delay later, so that"
                    + " users do not poll in step.")
        Duration ramp,
    @Setting(
            key = "warmup",
            byDefault = "10s",
            range = "0s to 1h",
            meaning = "Time that is discarded, after the ramp.")
        Duration warmup,
    @Setting(
            key = "duration",
            byDefault = "60s",
            range = "1s to 7d",
            meaning = "Time that is measured, after ramp and warm-up: the window.")
        Duration duration,
    @Setting(
            key = "hold",
            byDefault = "10s",
            range = "10ms to 1h",
            zero = "polls that are answered at once",
            meaning =
                "Hold limit: the longest a poll is held before it is answered 204. Asked of "
                    + "the target with each poll where the dialect has a way to ask, else expected"
                    + " of it (as with `article`, or `hold = server` in a dialect file). With 0s give the users a `rearm` delay.")
        Duration hold,
    @Setting(
            key = "rearm",
            byDefault = "immediate",
            limits = "waits of at most 1h",
            meaning =
                "What a user does between an answer and the next poll: `immediate` polls "
                    + "again at once; `fixed 2s` waits 2 s; `uniform 0s..1s` waits a time drawn "
                    + "evenly from this range; `article` waits out the rest of the hold limit "
                    + "after a 204 that came before it, but of such 204s in a row only after every "
                    + "other one, and otherwise polls again at once (docs/article-client.md).")
        Rearm rearm,
    @Setting(
            key = "tail",
            byDefault = "2s",
            range = "0s to 1h",
            meaning =
                "Users poll on for this long past the window, or for the hold limit if that "
                    + "is shorter and not 0, so that the window's last events can arrive. With"
                    + " `hold=0s` the longest `rearm` delay comes on top.")
        Duration tail,
    @Setting(
            key = "rehearsal",
            byDefault = "5s",
            range = "100ms to 1m",
            zero = "no rehearsal",
            meaning =
                "The longest that polls are [rehearsed](measuring.md#rehearsal) before the run's first"
                    + " one, against a stub of the injector's own, so that its code is compiled"
                    + " by then.")
        Duration rehearsal,
    @Setting(
            key = "request-timeout-margin",
            byDefault = "10s",
            range = "1s to 10m",
            meaning =
                "A user gives up on a poll after the hold limit, a sixteenth of it (the"
                    + " most jitter that a server adds) and this margin. The poll has then"
                    + " failed (`timeout`).")
        Duration requestTimeoutMargin,
    Backoff backoff,
    @Setting(
            section = "The target",
            key = "target",
            byDefault = "",
            limits = "http or https; no credentials, no fragment",
            meaning =
                "URL of the poll endpoint; without a path it is `/poll`. Empty starts the "
                    + "bundled server in a JVM of its own on a free port.")
        Optional<URI> target,
    @Setting(
            key = "api",
            byDefault = "",
            limits = "a readable [API definition](api.md)",
            meaning =
                "Path of an API definition. It gives `target`, `dialect` and `label` where these"
                    + " are not set, and `hold` where the command line does not set it (or the"
                    + " profile that names the definition).")
        ApiDefinitions api,
    @Setting(
            key = "api.name",
            byDefault = "",
            limits = "`NAME` or `METHOD NAME` of a long poll in `api`",
            meaning =
                "Which long poll of the definition is driven; empty for the first. In a profile"
                    + " it is written in quotes, as `\"api.name\" = Jobs`.")
        String apiName,
    @Setting(
            key = "dialect",
            byDefault = "native",
            meaning =
                "How polls are written: `native` is the bundled server's protocol, with "
                    + "cursor, timeout and channel; `article` is a bare GET, so that events "
                    + "between two polls are lost by contract. All others need a `target` and"
                    + " are [dialect files](dialects.md): shipped ones by name, yours by its path"
                    + " (with a slash or the ending `.conf`).")
        Dialect dialect,
    @Setting(
            key = "channels",
            byDefault = "50",
            limits = "1 to `users`; 1 with a dialect whose polls name none, as `article`",
            meaning =
                "Channels that are published to; user i waits on channel i mod `channels`. "
                    + "Where it is not set it becomes 1 with a dialect that cannot name a "
                    + "channel, as `article`, and is lowered to `users` where these are fewer. "
                    + "They are called `c0`, `c1` and so on, and a single one `default`. A target "
                    + "that speaks `native` names its own.")
        int channels,
    @Setting(
            key = "publisher",
            byDefault = "true",
            meaning =
                "Whether [our publisher](publishing.md) makes events at the target, as"
                    + " `schedule.*` says. It does where the dialect is a file with a `publish`"
                    + " block; a target that speaks `native` publishes by itself.")
        boolean publisher,
    @Setting(
            key = "connections.local-addresses",
            byDefault = "",
            limits = "IP addresses of this machine, each once",
            form = Setting.Form.COMMAS,
            meaning =
                "Source addresses of the polls, used in turn. Each has its own range of "
                    + "ports towards the target. Empty leaves the address to the system.")
        List<String> localAddresses,
    Tls tls,
    Http http,
    Body body,
    @Setting(
            section = "The bundled server",
            key = "payload",
            byDefault = "128B",
            range = "0B to 1MB",
            form = Setting.Form.SIZE,
            meaning = "Size of an event's data.")
        int payloadBytes,
    Schedule schedule,
    Server server,
    @Setting(
            section = "Measuring and reporting",
            key = "label",
            byDefault = "",
            limits = "at most " + Settings.LONGEST_LABEL + " characters, one line",
            meaning = "A name for the run, to find it again.")
        String label,
    @Setting(
            key = "profile",
            byDefault = "",
            limits = "command line only",
            meaning =
                "A named set of settings: "
                    + Profiles.SHIPPED
                    + ", or the path of a file "
                    + "(with a slash or the ending `.conf`).")
        String profile,
    @Setting(
            key = "probes",
            byDefault = "200",
            range = "0 to 10000",
            meaning =
                "[Polls held by a separate light "
                    + "process](measuring.md#probes-the-server-without-the-injectors-queue) to "
                    + "see the target without the injector's queue; never more than users. They "
                    + "are a load on the target like any other poll, and counted apart. 0 turns "
                    + "them off.")
        int probes,
    Report report,
    Objectives objectives,
    Validity validity) {

  /** On one machine. */
  public static final int MOST_INJECTORS = 100;

  static final int LONGEST_LABEL = 100;

  public Settings {
    localAddresses = List.copyOf(localAddresses);
  }

  /** How long a client stays away after a failure: doubled from initial to max. */
  public record Backoff(
      @Setting(
              key = "backoff.initial",
              byDefault = "1s",
              range = "10ms to 1h",
              meaning =
                  "How long a user stays away after a failure, a 503 or a 410; doubled with"
                      + " each further one in a row. A `Retry-After` header (seconds, or a date)"
                      + " takes precedence.")
          Duration initial,
      @Setting(
              key = "backoff.max",
              byDefault = "30s",
              range = "10ms to 1h",
              limits = "at least `backoff.initial`",
              meaning = "The longest that a user stays away; the doubling ends here.")
          Duration max) {

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

  /** Whom users, probes and the check before load trust over https. */
  public record Tls(
      @Setting(
              key = "tls.trust-all",
              byDefault = "false",
              limits = "not with `tls.trust-store`",
              meaning =
                  "Whether users, probes and the check before load trust any certificate,"
                      + " whoever signed it and whatever host it names. For a test target with a"
                      + " self-signed certificate, it is better to name that certificate in"
                      + " `tls.trust-store`.")
          boolean trustAll,
      @Setting(
              key = "tls.trust-store",
              byDefault = "",
              limits = "a readable file, PEM or PKCS12",
              form = Setting.Form.FILE,
              meaning =
                  "[Certificates to trust](targets.md#over-https) in place of those that the "
                      + "JDK trusts. The password of a PKCS12 file is taken from the environment "
                      + "variable `LONGPOLL_TRUST_STORE_PASSWORD`, or is `changeit`.")
          String trustStore) {}

  /** How polls are carried over https. */
  public record Http(
      @Setting(
              key = "protocol",
              byDefault = "h1",
              limits = "`h2` needs a `target` by https, or none",
              meaning =
                  "What users, probes and the check before load speak: `h1` is HTTP/1.1, with a"
                      + " connection a user; `h2` is [HTTP/2](http2.md), where each poll is a"
                      + " stream and users share connections. The bundled server is then started"
                      + " with https.")
          Protocol protocol,
      @Setting(
              key = "h2.streams",
              byDefault = "100",
              range = "1 to 1000",
              meaning =
                  "Users a connection with `protocol=h2`. Where the target allows fewer streams"
                      + " on a connection, it is so many.")
          int streams) {

    /** HTTP/1.1. */
    public static final Http H1 = new Http(Protocol.H1, 100);

    /** A version of HTTP. */
    public enum Protocol {
      H1,
      H2
    }

    public boolean speaksH2() {
      return protocol == Protocol.H2;
    }

    /** Clients that share a connection. */
    public int clientsPerConnection() {
      return speaksH2() ? streams : 1;
    }

    /** The connections that so many clients of one event loop have. */
    public int connections(int clients) {
      return (clients + clientsPerConnection() - 1) / clientsPerConnection();
    }
  }

  /** How much of what a target sends is kept. */
  public record Body(
      @Setting(
              key = "body.max",
              byDefault = "16MiB",
              range = "1000B to 1GiB",
              form = Setting.Form.SIZE,
              meaning =
                  "Longest body of one answer, decoded. A longer one fails its poll as "
                      + "`malformed`, and the connection is closed.")
          int maxBytes,
      @Setting(
              key = "body.heap-share",
              byDefault = "0.25",
              range = "0.01 to 0.5",
              of = "the heap",
              meaning =
                  "How much of the heap all bodies that are being read may take together,"
                      + " in the injector and in the probes' process alike. Beyond it polls fail"
                      + " as `malformed`.")
          double heapShare) {}

  /** When the bundled server publishes. */
  public record Schedule(
      @Setting(
              key = "schedule.kind",
              byDefault = "poisson",
              limits = "one of the [schedules](#schedules)",
              meaning = "When events are published. Each channel has a plan of its own.")
          String kind,
      @Setting(
              key = "schedule.every",
              byDefault = "10s",
              range = "1ms to 1h",
              meaning = "Distance, or mean distance, of two events (or bursts) of **one channel**.")
          Duration every,
      @Setting(
              key = "schedule.seed",
              byDefault = "1",
              meaning = "Seed of the plan; channel i uses seed + i.")
          long seed,
      @Setting(
              key = "schedule.burst",
              byDefault = "10",
              range = "1 to 10000",
              meaning = "Events at once, for kind `burst`.")
          int burst,
      @Setting(
              key = "schedule.trace",
              byDefault = "",
              limits = "a readable file with kind `trace`, else empty",
              form = Setting.Form.FILE,
              meaning =
                  "CSV or JSON lines, for kind `trace`; the format is in "
                      + "[target-server/README.md](../target-server/README.md).")
          String trace) {

    /** The kind that reads a file. */
    public static final String TRACE = "trace";
  }

  /** How the bundled server is started. */
  public record Server(
      @Setting(
              key = "server.jvm-args",
              byDefault = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms64m -Xmn24m -Xmx1g",
              meaning =
                  "Options of the server's JVM. The default is what a server started by hand "
                      + "takes too, and a largest heap.")
          List<String> jvmArgs,
      @Setting(
              key = "server.options",
              byDefault = "",
              meaning =
                  "More options of the server, as "
                      + "[target-server/README.md](../target-server/README.md) lists them: "
                      + "`-Dlongpoll.server.options=--jitter`.")
          List<String> options) {
    public Server {
      jvmArgs = List.copyOf(jvmArgs);
      options = List.copyOf(options);
    }
  }

  /** What is told during a run, and what is left of Gatling's own files. */
  public record Report(
      @Setting(
              key = "report.console-every",
              byDefault = "5s",
              range = "1s to 1h",
              zero = "no progress lines",
              meaning = "Distance of the progress lines.")
          Duration consoleEvery,
      @Setting(
              key = "report.keep-simulation-log",
              byDefault = "false",
              meaning =
                  "Whether Gatling's binary log, which grows with each poll, is kept after "
                      + "the run.")
          boolean keepSimulationLog,
      @Setting(
              key = "report.gatling-rows",
              byDefault = "true",
              meaning =
                  "Whether delivered and empty polls and delivery lag become rows of "
                      + "Gatling's own report.")
          boolean gatlingRows,
      @Setting(
              key = "report.gatling-results",
              byDefault = "",
              limits = "a folder",
              form = Setting.Form.FOLDER,
              meaning =
                  "The folder in which Gatling makes a folder for each run; this build sets"
                      + " it. If it is empty, it is found by the log file that Gatling keeps open,"
                      + " which works on Linux only.")
          String gatlingResults) {}

  /** What a run must reach to pass. */
  public record Objectives(
      @Setting(
              section = "What a run must reach",
              key = "objectives.failed.max",
              byDefault = "0",
              range = "at least 0",
              meaning = "Most failed polls over the whole run, 410s included.")
          long failedMax,
      @Setting(
              key = "objectives.missed.max",
              byDefault = "0",
              range = "at least 0",
              meaning = "Most missed events in the window.")
          long missedMax,
      @Setting(
              key = "objectives.duplicated.max",
              byDefault = "0",
              range = "at least 0",
              meaning = "Most duplicated events in the window.")
          long duplicatedMax,
      @Setting(
              key = "objectives.early.max",
              byDefault = "0.01",
              range = "0 to 1",
              of = "the 204s in the window",
              meaning =
                  "Most 204s that are early: before the hold limit that was asked for by"
                      + " more than 5 % of it and by more than 50 ms.")
          double earlyMax,
      @Setting(
              key = "objectives.held.min",
              byDefault = "0.95",
              range = "0 to 1",
              of = "the users",
              meaning =
                  "Least mean number of held polls in the window. A user that a re-arm delay "
                      + "keeps away should not be held, and does not count.")
          double heldMin) {

    /** Those of a run, by the settings that its record has. */
    public static Objectives recorded(Map<String, Object> settings) {
      return SettingTable.group(Objectives.class, settings);
    }
  }

  /**
   * What a run may show of the machine it ran on before its numbers are the machine's and not the
   * server's.
   */
  public record Validity(
      @Setting(
              section = "What a run may show of its machine",
              key = "validity.injector-queue.max",
              byDefault = "10ms",
              range = "1ms to 1h",
              meaning =
                  "How far the users' lag may be above the probes', at p50, p90 and p99,"
                      + " where both sides have at least 200, 1,000 and 5,000 deliveries. Users"
                      + " and probes see the same server, so the injector added the difference."
                      + " If the probes' lag is above the users' by more than this, a reason says that"
                      + " the probes were slow.")
          Duration injectorQueueMax,
      @Setting(
              key = "validity.injector-queue.share",
              byDefault = "0.15",
              range = "0 to 1",
              of = "the lower lag",
              meaning =
                  "The same as a share. So much is allowed in any case, since two"
                      + " measurements of a lag of a second may be 20 ms apart.")
          double injectorQueueShare,
      @Setting(
              key = "validity.loop-lag.max",
              byDefault = "500ms",
              range = "1ms to 1h",
              meaning =
                  "How late the injector's event loops may run what is due, at p99. A loop "
                      + "that deals with a broadcast is late without harm, since answers are "
                      + "stamped first; one that is late by this much also polls again late.")
          Duration loopLagMax,
      @Setting(
              key = "validity.gc-pause.max",
              byDefault = "500ms",
              range = "1ms to 1h",
              meaning = "Longest pause of the injector to collect garbage.")
          Duration gcPauseMax,
      @Setting(
              key = "validity.injector-cpu.max",
              byDefault = "0.9",
              range = "0 to 1",
              of = "all cores",
              meaning = "How much CPU the injector may use on average.")
          double injectorCpuMax,
      @Setting(
              key = "validity.publish-slip.max",
              byDefault = "1s",
              range = "1ms to 1h",
              meaning =
                  "How late the server may publish after the planned instant, at p99. Lag"
                      + " counts from the plan, so less than this shows up as lag. Checked where"
                      + " the server reports it.")
          Duration publishSlipMax,
      @Setting(
              key = "validity.reconnects.max",
              byDefault = "0.1",
              range = "0 to 1",
              of = "all polls",
              meaning =
                  "Polls that had to connect again though none before them had failed, and the"
                      + " target had not said that it closes the connection. 1 allows for a target"
                      + " that closes its connections after each answer without saying so.")
          double reconnectsMax) {

    /** Those of a run, by the settings that its record has. */
    public static Validity recorded(Map<String, Object> settings) {
      return SettingTable.group(Validity.class, settings);
    }
  }

  /** The long poll of the definition that this run is about; empty where none is named. */
  public Optional<LongPollApi> definition() {
    return api.apis().isEmpty() ? Optional.empty() : Optional.of(api.choose(apiName));
  }

  /** Whether polls are written as the definition says, and not in a dialect that was set. */
  public boolean speaksAsDefined() {
    return definition().filter(each -> each.dialect().spec().equals(dialect.spec())).isPresent();
  }

  /** Whether the harness starts the bundled server itself. */
  public boolean bundled() {
    return target.isEmpty();
  }

  /** Whether our publisher makes events at the target. */
  public boolean publishes() {
    return publisher
        && !"none".equals(schedule.kind())
        && dialect instanceof DeclaredDialect declared
        && declared.file().has(Purpose.Kind.PUBLISH);
  }

  /** When users begin, by the target's clock, in microseconds since the Unix epoch. */
  public Optional<Long> startAtMicros() {
    return startAt.map(instant -> ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  /** The users that this injector makes. */
  public int ownUsers() {
    return shard.count(users);
  }

  /**
   * Whether injectors on this machine have a loopback address each to poll from, since one has but
   * some 28,000 ports to a target.
   */
  public boolean spreadsAddresses() {
    return injectors > 1
        && localAddresses.isEmpty()
        && target.map(url -> url.getHost().equals("127.0.0.1")).orElse(true);
  }

  /** What this injector's polls come from; empty leaves it to the system. */
  public List<String> sourceAddresses() {
    return spreadsAddresses() ? List.of("127.0.0." + (shard.shard() + 1)) : localAddresses;
  }

  /** Probes that this injector really opens. */
  public int probeCount() {
    return shard.count(allProbes());
  }

  /**
   * Those of all injectors: never more than users, and none where they would take events from them.
   */
  public int allProbes() {
    return dialect.delivery() == Delivery.QUEUE ? 0 : Math.min(probes, users);
  }

  /**
   * How long it takes until every user has polled for the first time: the ramp, and where nothing
   * is held one re-arm delay more, over which the first polls are spread.
   */
  public Duration effectiveRamp() {
    return ramp.plus(rearm.period(hold));
  }

  /**
   * How long users poll on past the window: the tail, or the hold limit when that is shorter. Where
   * nothing is held, an event waits for the next poll, which may be one re-arm delay away, and the
   * tail comes on top of that.
   */
  public Duration effectiveTail() {
    Duration period = rearm.period(hold);
    return hold.isZero() || tail.compareTo(hold) < 0 ? tail.plus(period) : hold;
  }

  /**
   * When a client gives up on a poll: the hold limit, the most jitter a server may add to it (a
   * sixteenth, or what the dialect says), and the margin.
   */
  public Duration requestTimeout() {
    Duration usual = hold.dividedBy(16);
    Duration said = dialect.lateness(hold);
    return hold.plus(said.compareTo(usual) > 0 ? said : usual).plus(requestTimeoutMargin);
  }

  /** First user started to last poll ended. */
  public Duration total() {
    return effectiveRamp().plus(warmup).plus(duration).plus(effectiveTail());
  }

  /**
   * Every key, without prefix, with its value, sorted by key: numbers and booleans as such,
   * durations and sizes in their one canonical form, secrets masked.
   */
  public Map<String, Object> resolved() {
    return SettingTable.recorded(this);
  }
}
