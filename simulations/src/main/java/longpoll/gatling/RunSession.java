package longpoll.gatling;

import static java.time.temporal.ChronoUnit.MICROS;

import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.session.Session;
import io.gatling.netty.util.Transports;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import longpoll.barrier.BarrierClient;
import longpoll.barrier.BarrierException;
import longpoll.client.PollPolicy;
import longpoll.collect.CollectToken;
import longpoll.dialect.Client;
import longpoll.host.LoopLag;
import longpoll.host.PortWatch;
import longpoll.host.TimeWait;
import longpoll.measure.Audience;
import longpoll.measure.ErrorCollector;
import longpoll.measure.Phase;
import longpoll.measure.PublishPlan;
import longpoll.measure.RunLedger;
import longpoll.measure.RunSampler;
import longpoll.measure.ServerWatch;
import longpoll.measure.Timeline;
import longpoll.preflight.HostFactsReader;
import longpoll.preflight.Preflight;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord.Objective;
import longpoll.report.Console;
import longpoll.settings.Channels;
import longpoll.settings.Settings;
import longpoll.target.ClockOffset;
import longpoll.transport.DirectRoute;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;
import longpoll.transport.stub.LoopbackStub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run from the opening of its target to the closing of its ledger. Thread-safe. */
final class RunSession {
  private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final Settings settings;
  private final String simulation;
  private final String gatlingVersion;
  private final OpenTarget target;
  private final ClockOffset offset;
  private final PublishPlan plan;
  private final RunLedger ledger;
  private final List<String> channels;
  private final Client clients;
  private final LoopLag loopLag = new LoopLag();
  private final ServerWatch serverWatch;
  private final RunSampler sampler;
  private final Console console;
  private final ProbeProcess probes;

  /** Where it waits for the others, or null. */
  private final URI barrier;

  /** Those that this one has started, or null. */
  private final Injectors injectors;

  /** When users are to begin, by this machine's clock; null for as soon as all is ready. */
  private volatile Long startMicros;

  /** The folder that Gatling made. */
  private volatile RunFolder folder;

  private PollContext polls;
  private final AtomicReference<ProbeRequest> probeRequest = new AtomicReference<>();
  private volatile List<Objective> closed;

  private RunSession(
      Settings settings,
      String simulation,
      String gatlingVersion,
      OpenTarget target,
      Optional<SharedRun> shared) {
    this.settings = settings;
    this.simulation = simulation;
    this.gatlingVersion = gatlingVersion;
    this.target = target;
    offset = target.clockOffset();
    settings.startAtMicros().ifPresent(this::startAt);
    plan = target.plan(settings);
    channels = target.channels(settings);
    clients = target.clients();
    ledger =
        RunLedger.builder()
            .timeline(this::timelineFrom)
            .serverOffsetMicros(offset == null ? null : offset.offsetUs())
            .plan(plan)
            .resumes(settings.dialect().resumes())
            .earliness(settings.dialect().earliness())
            .delivery(settings.dialect().delivery())
            .warning(LOG::warn)
            .audience(audience())
            .open();
    target.remark().ifPresent(words -> ledger.saw("check", words));
    serverWatch =
        target.atStart() == null
            ? null
            : new ServerWatch(() -> target.client().stats(), StampClock.SYSTEM);
    console = Console.ofThisProcess(settings);
    PortWatch ports = portWatch();
    sampler =
        new RunSampler(
            ledger,
            loopLag,
            serverWatch,
            progress -> {
              console.progress(progress);
              ports.look();
            });
    probes =
        settings.probeCount() == 0
            ? null
            : ProbeProcess.start(
                settings,
                target.tls(),
                clients,
                channels,
                ledger.serverOffsetMicros(),
                ledger.probes());
    long openedMillis = System.currentTimeMillis();
    ledger.onBegin(() -> begin(openedMillis));
    injectors =
        settings.injectors() > 1 && shared.isEmpty()
            ? Injectors.start(settings, simulation, target)
            : null;
    barrier =
        injectors == null
            ? settings.barrier().or(() -> shared.map(SharedRun::barrier)).orElse(null)
            : injectors.barrier();
  }

  /**
   * @param shared what another injector has started already; empty for nothing
   */
  static RunSession open(
      Settings settings, String simulation, String gatlingVersion, Optional<SharedRun> shared) {
    OpenTarget target = OpenTarget.open(settings, shared);
    try {
      RunSession session = new RunSession(settings, simulation, gatlingVersion, target, shared);
      Runtime.getRuntime().addShutdownHook(new Thread(session::onExit, "longpoll-exit"));
      session.console.opening(target.poll().toString(), target.whereEventsComeFrom());
      return session;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** This injector's users, by the channel that they wait on; nobody waits on any other. */
  private Audience audience() {
    if (channels.isEmpty()) {
      return Audience.ofEach(settings.ownUsers());
    }
    return Audience.on(
        channels, Channels.usersByChannel(settings.users(), channels.size(), settings.shard()));
  }

  OpenTarget target() {
    return target;
  }

  private PortWatch portWatch() {
    return new PortWatch(
        new HostFactsReader().read(settings).localPorts(settings).orElse(Long.MAX_VALUE),
        Preflight.portsNeeded(settings),
        DirectRoute.to(target.poll(), null).port(),
        settings.sourceAddresses(),
        new TimeWait(),
        LOG::warn);
  }

  synchronized PollContext pollContext(GatlingConfiguration configuration) {
    if (polls == null) {
      polls =
          new PollContext(
              ledger,
              transport(configuration, target.tls(), ledger.traffic()),
              settings,
              channels,
              clients);
    }
    return polls;
  }

  private PollTransport transport(
      GatlingConfiguration configuration, Settings.Tls tls, TrafficCounter traffic) {
    ChannelFactory<? extends Channel> sockets =
        Transports.newSocketChannelFactory(
            configuration.netty().useNativeTransport(), configuration.netty().useIoUring());
    return new PollTransport(
        () -> {
          Channel socket = sockets.newChannel();
          // A port that is bound before the target is known is taken from all other addresses too;
          // what is no epoll socket leaves it at that.
          socket.config().setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
          return socket;
        },
        tls,
        settings.body(),
        settings.http(),
        StampClock.SYSTEM,
        nanos -> 0,
        traffic);
  }

  /**
   * Rehearses the polls, if the settings say so, and waits until the probes have done it too.
   *
   * @param loops those that will carry them
   */
  void rehearse(EventLoopGroup loops, GatlingConfiguration configuration) {
    new Rehearsal(
            settings,
            plan != null,
            loops,
            traffic -> transport(configuration, LoopbackStub.TRUST, traffic),
            LoopbackStub.Protocol.of(target.poll(), settings.http()))
        .run();
    if (probes != null) {
      probes.awaitReady();
    }
  }

  /** Takes what the first user sends as what the probes are to send, as far as they can. */
  void describe(PollDefinition definition, Session user) {
    if (probeRequest.get() == null) {
      probeRequest.compareAndSet(null, ProbeRequest.like(definition, user, target.poll()));
    }
  }

  void watch(List<EventLoop> loops) {
    LoopLagProbe.start(loops, loopLag, StampClock.SYSTEM, this::inWindow);
  }

  private boolean inWindow() {
    return ledger
        .timeline()
        .map(timeline -> timeline.phaseAt(StampClock.SYSTEM.nanoTime()) == Phase.WINDOW)
        .orElse(false);
  }

  private Timeline timelineFrom(StampClock clock) {
    long now = clock.epochMicros();
    long start = startMicros == null ? now : startMicros;
    return new Timeline(
        clock.nanoTime() - TimeUnit.MICROSECONDS.toNanos(now - start),
        start,
        settings.effectiveRamp(),
        settings.warmup(),
        settings.duration(),
        settings.effectiveTail());
  }

  /**
   * An instant that has passed was meant for another run, or is too soon for this machine.
   *
   * @param commonMicros by the target's clock, where that is known
   */
  private void startAt(long commonMicros) {
    long micros = commonMicros - (offset == null ? 0 : offset.offsetUs());
    Duration ahead = Duration.of(micros - StampClock.SYSTEM.epochMicros(), MICROS);
    if (ahead.isNegative() || ahead.compareTo(LONGEST_WAIT) > 0) {
      throw new RefusedException(
          "longpoll.start-at: an instant from now to "
              + LONGEST_WAIT.toHours()
              + " h ahead is expected, but "
              + settings.startAt().orElseThrow()
              + " is "
              + ahead.abs().toSeconds()
              + " s "
              + (ahead.isNegative() ? "ago" : "ahead")
              + ": name one that every injector can reach, such as a minute from now");
    }
    startMicros = micros;
  }

  /** Whether users wait for a start that injectors have in common. */
  boolean hasCommonStart() {
    return startMicros != null || barrier != null;
  }

  /**
   * Blocks until users are to begin.
   *
   * @throws BarrierException when the other injectors do not come
   */
  void awaitStart() {
    if (barrier != null) {
      startMicros = startOfAll();
    }
    long left;
    while ((left = startMicros - StampClock.SYSTEM.epochMicros()) > 0) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(left));
    }
  }

  private long startOfAll() {
    boolean oneClock = offset != null || OpenTarget.isLoopback(barrier);
    long apart = offset == null ? 0 : offset.offsetUs();
    BarrierClient.Start start;
    try {
      start =
          new BarrierClient(
                  barrier,
                  authorization(),
                  settings.shard(),
                  () ->
                      oneClock
                          ? OptionalLong.of(StampClock.SYSTEM.epochMicros() + apart)
                          : OptionalLong.empty(),
                  settings.barrierTimeout())
              .await();
    } catch (BarrierException e) {
      throw injectors == null ? e : injectors.notStarted(e);
    }
    if (injectors != null) {
      injectors.begun();
    }
    long ahead = (start.nanos() - StampClock.SYSTEM.nanoTime()) / 1_000;
    return start.commonMicros().isPresent()
        ? start.commonMicros().getAsLong() - apart
        : StampClock.SYSTEM.epochMicros() + ahead;
  }

  /** The barrier of injectors on one machine asks for none. */
  private Optional<String> authorization() {
    if (settings.barrier().isEmpty()) {
      return Optional.empty();
    }
    try {
      return CollectToken.ifSet(System.getenv()).map(CollectToken::header);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  /** The first poll is about to be sent. */
  private void begin(long openedMillis) {
    folder = RunFolders.find(settings.report().gatlingResults(), openedMillis);
    if (injectors != null) {
      injectors.prepare(folder);
    }
    sampler.begin(ownFolder());
    if (probes != null) {
      probes.begin(ledger.begin(), probeRequest.get().template());
    }
    Duration patience = PollPolicy.of(settings).patienceAtTheEnd();
    sampler.at(ledger.begin().endNanos() + patience.toNanos(), this::cutAll);
  }

  /** Where this injector writes; of several, the run's folder is for all of them together. */
  private RunFolder ownFolder() {
    return injectors == null ? folder : Injectors.folderOfFirst(folder);
  }

  private void cutAll() {
    polls.cutAll();
  }

  /**
   * Closes the ledger and writes the record and its reports. Later calls return what the first
   * found.
   *
   * @param aborted whether the run did not come to its end
   */
  synchronized List<Objective> close(boolean aborted) {
    if (closed == null) {
      ErrorCollector errors =
          new ErrorCollector(
              (part, thrown) -> LOG.error("{} failed while the run was closed", part, thrown));
      List<Objective> own =
          new RunClosing(
                  settings,
                  simulation,
                  gatlingVersion,
                  target,
                  this::endTarget,
                  offset,
                  ledger,
                  sampler,
                  probes,
                  probeRequest.get(),
                  console,
                  ownFolder(),
                  errors)
              .close(aborted);
      closed = injectors == null ? own : new MergedClosing(injectors, folder, console).close();
      if (serverWatch != null) {
        serverWatch.close();
      }
    }
    return closed;
  }

  /** The others poll it as well. */
  private void endTarget() {
    if (injectors != null) {
      injectors.awaitEnd();
    }
    target.close();
  }

  /** The JVM ends: after a run that came to its end there is only its log to remove. */
  private void onExit() {
    if (folder == null) {
      if (probes != null) {
        probes.close();
      }
      if (injectors != null) {
        injectors.close();
      }
      target.close();
      return;
    }
    if (closed == null) {
      if (injectors != null) {
        // Not in close(): a closing that goes on already may be waiting for them.
        injectors.stop();
      }
      close(true);
    }
    if (!settings.report().keepSimulationLog()) {
      try {
        Files.deleteIfExists(folder.simulationLog());
      } catch (IOException e) {
        LOG.warn("{} could not be deleted: {}", folder.simulationLog(), e.toString());
      }
    }
  }
}
