package longpoll.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.commons.util.GatlingVersion;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import longpoll.barrier.BarrierException;
import longpoll.preflight.HostFactsReader;
import longpoll.preflight.Preflight;
import longpoll.preflight.PreflightReport;
import longpoll.record.RunRecord.Objective;
import longpoll.result.Objectives;
import longpoll.server.schedule.ScheduleKind;
import longpoll.settings.LoadShare;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import longpoll.settings.SettingsLoader;
import longpoll.target.TargetException;

/**
 * Everything around the polls of a simulation: its settings, its target, its ledger, and their
 * closing. One for each simulation; see {@link LongPollDsl} for how it is used.
 *
 * <p>A setting or target that cannot be used ends the JVM with exit code 3 after one message,
 * before any load: an exception thrown from a simulation's constructor would be shown as two stack
 * traces.
 */
public final class LongPollRun {
  /** What users call themselves, unless a simulation says otherwise. */
  static final String USER_AGENT = "longpoll-harness";

  private static final int CANNOT_START = 3;

  private final Settings settings;
  private final RunSession session;
  private final AtomicBoolean rehearsed = new AtomicBoolean();
  private final AtomicBoolean watched = new AtomicBoolean();

  private LongPollRun(Settings settings, RunSession session) {
    this.settings = settings;
    this.session = session;
  }

  /** Reads the settings from the system properties and prepares the run. */
  public static LongPollRun open(Simulation simulation) {
    return open(simulation, Map.of());
  }

  /**
   * The same for a simulation that is about certain settings: they override those of a profile, and
   * what is set on the command line overrides them.
   *
   * @param own values by their keys, without {@code longpoll.} before them
   */
  public static LongPollRun open(Simulation simulation, Map<String, String> own) {
    ParentWatch.start();
    try {
      Optional<SharedRun> shared = SharedRun.ofThisProcess();
      shared.ifPresent(run -> ParentWatch.require(run.starter()));
      Settings settings = settings(own, shared);
      tellOfDefinition(settings);
      GatlingBands.set(settings.hold());
      if (shared.isEmpty()) {
        // Who has started this injector has checked what all of them need.
        preflight(settings);
      }
      return new LongPollRun(
          settings,
          RunSession.open(
              settings,
              simulation.getClass().getName(),
              GatlingVersion.ThisVersion().fullVersion(),
              shared));
    } catch (SettingsException | TargetException | RefusedException e) {
      cannotStart(e);
      throw e;
    }
  }

  private static Settings settings(Map<String, String> own, Optional<SharedRun> shared) {
    SettingsLoader loader = new SettingsLoader(Path.of(""), ScheduleKind.names()).ofSimulation(own);
    Settings settings = loader.load(System.getProperties());
    return settings.injectors() == 1
        ? settings
        : loader
            .ofInjector(shared.map(SharedRun::share).orElse(new LoadShare(0, settings.injectors())))
            .load(System.getProperties());
  }

  /** One message, and the end of the JVM. */
  static void cannotStart(RuntimeException e) {
    System.out.flush();
    System.err.println();
    System.err.println(e.getMessage());
    System.err.println();
    System.err.flush();
    System.exit(CANNOT_START);
  }

  private static void tellOfDefinition(Settings settings) {
    settings.api().notices().forEach(System.out::println);
    settings.definition().flatMap(settings.api()::choiceInWords).ifPresent(System.out::println);
  }

  private static void preflight(Settings settings) {
    PreflightReport report = Preflight.check(settings, new HostFactsReader().read(settings));
    if (report.refused()) {
      throw new RefusedException(report.text());
    }
    if (!report.findings().isEmpty()) {
      System.out.println(report.text());
    }
  }

  public Settings settings() {
    return settings;
  }

  /** The URL that users poll. */
  public String pollUrl() {
    return session.target().poll().toString();
  }

  /** A protocol that fits long polls. More can be set on it, such as headers. */
  public HttpProtocolBuilder protocol() {
    HttpProtocolBuilder protocol =
        http.disableWarmUp()
            // Spares each user a TLS context of its own. Polls have a connection each all the same.
            .shareConnections()
            .disableFollowRedirect()
            .disableCaching()
            .acceptHeader("application/json")
            .userAgentHeader(USER_AGENT);
    return settings.sourceAddresses().isEmpty()
        ? protocol
        : protocol.localAddresses(settings.sourceAddresses());
  }

  /** Lets the users arrive over the ramp, and closes the ledger when the last of them has left. */
  public PopulationBuilder inject(ScenarioBuilder users) {
    Duration ramp = settings.ramp();
    OpenInjectionStep arrival =
        ramp.isZero()
            ? atOnceUsers(settings.ownUsers())
            : rampUsers(settings.ownUsers()).during(ramp);
    ScenarioBuilder closing =
        scenario("closing")
            .exec(
                new WorkActionBuilder(
                    () -> close().stream().map(WorkActionBuilder::of).toList(),
                    e ->
                        WorkActionBuilder.of(
                            new Objective("run is valid", "complete", e.toString(), false))));
    PopulationBuilder load = users.injectOpen(arrival).andThen(closing.injectOpen(atOnceUsers(1)));
    return session.hasCommonStart()
        ? scenario("opening")
            .exec(new WorkActionBuilder(this::awaitStart, LongPollRun::notStarted))
            .injectOpen(atOnceUsers(1))
            .andThen(load)
        : load;
  }

  private List<WorkActionBuilder.Row> awaitStart() {
    try {
      session.awaitStart();
    } catch (BarrierException | RefusedException e) {
      cannotStart(e);
    } catch (RuntimeException e) {
      // Otherwise the users would begin all the same, at an instant of their own.
      cannotStart(new RefusedException("the common start failed: " + e));
    }
    return List.of();
  }

  private static WorkActionBuilder.Row notStarted(Throwable e) {
    return new WorkActionBuilder.Row("common start", e.toString());
  }

  /** One assertion for each objective. */
  public List<Assertion> assertions() {
    return Objectives.NAMES.stream()
        .map(name -> details(WorkActionBuilder.rowOf(name)).failedRequests().count().is(0L))
        .toList();
  }

  PollContext pollContext(GatlingConfiguration configuration) {
    return session.pollContext(configuration);
  }

  /** The first user is about to poll: what it sends is what probes send. */
  void describe(PollDefinition definition, Session user) {
    session.describe(definition, user);
  }

  /** Rehearses the polls on the event loops that will carry them, once. */
  void rehearse(EventLoopGroup loops, GatlingConfiguration configuration) {
    if (rehearsed.compareAndSet(false, true)) {
      session.rehearse(loops, configuration);
    }
  }

  /** Begins to measure the event loops, once. */
  void watch(List<EventLoop> loops) {
    if (watched.compareAndSet(false, true)) {
      session.watch(loops);
    }
  }

  List<Objective> close() {
    return session.close(false);
  }
}
