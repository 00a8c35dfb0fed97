package longpoll.gatling;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import longpoll.dialect.Client;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.measure.PublishPlan;
import longpoll.publish.PublishOrder;
import longpoll.result.PublishingRemarks;
import longpoll.settings.Channels;
import longpoll.settings.LoadShare;
import longpoll.settings.Settings;
import longpoll.target.ClockOffset;
import longpoll.target.HoldCheck;
import longpoll.target.ServerStats;
import longpoll.target.TargetCheck;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;
import longpoll.transport.SingleRequests;
import longpoll.transport.StampClock;

/**
 * The target of a run, ready to be polled: the bundled server, or one that is there already. A
 * server of our own kind also tells its clock, its counts and its plan; of another, these are null.
 * Thread-safe.
 */
final class OpenTarget implements AutoCloseable {
  private static final Duration CHECK_PATIENCE = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final int CLOCK_EXCHANGES = 25;
  private static final Duration PUBLISHER_PATIENCE = Duration.ofSeconds(3);
  private static final Duration PUBLISHER_POLL = Duration.ofMillis(50);

  /**
   * The plan is asked for up to this long past the planned end: the first poll comes some time
   * after the question.
   */
  private static final Duration PLAN_SLACK = Duration.ofMinutes(2);

  /** Two stamps of one clock, each cut off to whole microseconds. */
  private static final ClockOffset ONE_CLOCK = new ClockOffset(0, 2);

  private final URI poll;
  private final Settings.Tls tls;

  /** Whether the run has its own server, whichever of its injectors has started that. */
  private final boolean bundled;

  /** Those that this process has started. */
  private final List<BundledServer> servers;

  private final TargetClient client;
  private final ServerStats atStart;
  private final String run;

  /** What the check before the load has against it, in words, or null. */
  private final String remark;

  /** Null where the target publishes by itself, or where another injector has started it. */
  private final PublisherProcess publisher;

  /** Where the publisher tells what it does; null where the target publishes by itself. */
  private final URI publisherStats;

  /** Knows plan and clock of the events: the target, or the publisher. */
  private final TargetClient events;

  private final ServerStats publisherAtStart;

  private OpenTarget(
      URI poll,
      Settings.Tls tls,
      boolean bundled,
      List<BundledServer> servers,
      TargetClient client,
      ServerStats atStart,
      String run,
      String remark,
      PublisherProcess publisher,
      URI publisherStats) {
    this.poll = poll;
    this.tls = tls;
    this.bundled = bundled;
    this.servers = servers;
    this.client = client;
    this.atStart = atStart;
    this.run = run;
    this.remark = remark;
    this.publisher = publisher;
    this.publisherStats = publisherStats;
    events =
        publisherStats == null
            ? client
            : new TargetClient(SingleRequests.plain(publisherStats), publisherStats, ANSWER_LIMIT);
    publisherAtStart = publisherStats();
  }

  /**
   * Starts the bundled servers, or checks that the target can be polled.
   *
   * @param shared what another injector has started already; empty for nothing
   * @throws TargetException when there is nothing to poll
   */
  static OpenTarget open(Settings settings, Optional<SharedRun> shared) {
    boolean starts = settings.bundled() && shared.isEmpty();
    List<BundledServer> servers = starts ? BundledServer.startAll(settings) : List.of();
    URI poll =
        settings
            .target()
            .or(() -> shared.map(SharedRun::target))
            .orElseGet(() -> servers.get(0).poll());
    Settings.Tls tls =
        shared
            .flatMap(SharedRun::trust)
            .orElseGet(() -> servers.isEmpty() ? settings.tls() : servers.get(0).tls());
    SingleRequests requests =
        new SingleRequests(
            poll, tls, settings.body(), settings.http(), settings.dialect().keepsCookies());
    String remark = null;
    if (!settings.bundled()) {
      boolean asks = settings.dialect().isSpokenByBundledServer();
      String channel = asks ? "" : Channels.nameFor(0, settings.channels());
      TargetCheck.FirstAnswer first =
          new TargetCheck(requests, CHECK_PATIENCE).check(poll, settings.dialect(), channel);
      remark =
          new HoldCheck(requests, CHECK_PATIENCE)
              .look(poll, settings.dialect(), first, settings.hold())
              .orElse(null);
    }
    TargetClient client = new TargetClient(requests, poll, ANSWER_LIMIT);
    String run =
        shared
            .map(SharedRun::run)
            .orElseGet(() -> Long.toString(System.currentTimeMillis(), Character.MAX_RADIX));
    PublisherProcess publisher = shared.isEmpty() ? publisher(settings, poll, run) : null;
    OpenTarget target =
        new OpenTarget(
            poll,
            tls,
            settings.bundled(),
            servers,
            client,
            statsOrNull(client),
            run,
            remark,
            publisher,
            publisher == null ? shared.map(SharedRun::publisher).orElse(null) : publisher.stats());
    target.checkPublisher();
    return target;
  }

  /**
   * What another injector of this run is to be told of it.
   *
   * @param share which one it is
   * @param barrier where it waits for the start
   */
  SharedRun sharedWith(LoadShare share, URI barrier) {
    BundledServer server = bundled ? servers.get(share.shard() % servers.size()) : null;
    return new SharedRun(
        share.toString(),
        server == null ? null : server.poll(),
        server == null ? null : server.tls().trustStore(),
        publisherStats,
        run,
        barrier,
        ProcessHandle.current().pid());
  }

  /**
   * Waits a moment for the first events: a target that takes none of them is known before any load.
   * Where none is due so soon, the run finds out.
   *
   * @throws TargetException when the target refuses them
   */
  private void checkPublisher() {
    long until = System.nanoTime() + PUBLISHER_PATIENCE.toNanos();
    ServerStats stats = publisherAtStart;
    while (stats != null && stats.publishing() != null && stats.publishing().accepted() == 0) {
      Optional<String> refused = PublishingRemarks.refusedFromTheStart(stats);
      if (refused.isPresent()) {
        close();
        throw new TargetException("Nothing can be published at " + poll + ": " + refused.get());
      }
      if (System.nanoTime() - until > 0) {
        return;
      }
      LockSupport.parkNanos(PUBLISHER_POLL.toNanos());
      stats = publisherStats();
    }
  }

  /** Starts what makes events at a target whose dialect says how. */
  private static PublisherProcess publisher(Settings settings, URI poll, String run) {
    if (!settings.publishes()) {
      return null;
    }
    return PublisherProcess.start(
        settings,
        PublishOrder.prepare(
            ((DeclaredDialect) settings.dialect()).file(),
            poll,
            Channels.names(settings.channels()),
            settings.tls(),
            settings.body(),
            (long) settings.users() + settings.allProbes(),
            run));
  }

  private static ServerStats statsOrNull(TargetClient client) {
    try {
      return client.stats();
    } catch (TargetException e) {
      return null;
    }
  }

  URI poll() {
    return poll;
  }

  /** Whom clients of it trust. */
  Settings.Tls tls() {
    return tls;
  }

  /** What the check before the load has against it, in words. */
  Optional<String> remark() {
    return Optional.ofNullable(remark);
  }

  boolean isBundled() {
    return bundled;
  }

  /** The server's counts before any load, or null where the target has none. */
  ServerStats atStart() {
    return atStart;
  }

  /** Asks for the server's counts; null where the target has none, or does not answer. */
  ServerStats stats() {
    return atStart == null ? null : statsOrNull(client);
  }

  /** For a watch that wants to know why there is no answer. */
  TargetClient client() {
    return client;
  }

  /**
   * The channels to wait on: what the settings ask for of the bundled server, what the server says
   * that it has of another of its kind, and none by name where that does not tell. The protocols of
   * others have no way to ask: their channels are as many as the settings say.
   */
  List<String> channels(Settings settings) {
    if (!settings.dialect().namesChannels()) {
      return List.of();
    }
    if (isBundled() || !settings.dialect().isSpokenByBundledServer()) {
      return Channels.names(settings.channels());
    }
    return atStart == null || atStart.channels() == null ? List.of() : atStart.channels();
  }

  /**
   * What the clients of a run have in common. They know the server's epoch from the start, so that
   * not even a first poll can miss a restart.
   */
  Client clients() {
    return Client.ofRun(poll, run, atStart == null ? null : atStart.epoch());
  }

  /**
   * How far the server's clock is ahead; null where that cannot be known. On this machine both read
   * the same clock, which an answer that fits it confirms more sharply than the exchange alone
   * could.
   */
  ClockOffset clockOffset() {
    ClockOffset measured = null;
    try {
      measured = ClockOffset.measure(CLOCK_EXCHANGES, StampClock.SYSTEM, events::time);
    } catch (TargetException e) {
      // No clock to ask.
    }
    if (!isHere()) {
      return measured;
    }
    boolean oneClock = measured == null || Math.abs(measured.offsetUs()) <= measured.boundUs();
    return oneClock ? ONE_CLOCK : measured;
  }

  private boolean isHere() {
    return publisherStats != null || isLoopback(poll);
  }

  /** Whether a server is on this machine, for sure. */
  static boolean isLoopback(URI url) {
    try {
      return InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * The publish plan from the server's start to some time past the run's end, or null where there
   * is none.
   */
  PublishPlan plan(Settings settings) {
    ServerStats stats = publisherStats == null ? atStart : publisherAtStart;
    boolean planned =
        stats != null
            && stats.channels() != null
            && stats.now() != null
            && !"none".equals(stats.schedule());
    if (!planned) {
      return null;
    }
    long from = Optional.ofNullable(stats.origin()).orElse(stats.now());
    // Of a server that has run for long, only what users of this run can get to see.
    long recent = Math.max(from, stats.now() - settings.hold().toNanos() / 1_000);
    long start = Math.max(stats.now(), settings.startAtMicros().orElse(stats.now()));
    long to = start + settings.total().plus(planSlack(settings)).toNanos() / 1_000;
    try {
      return new PublishPlan(events.plans(recent, to, stats.channels()));
    } catch (TargetException e) {
      return null;
    }
  }

  private static Duration planSlack(Settings settings) {
    return settings.shard().coversAll() ? PLAN_SLACK : PLAN_SLACK.plus(settings.barrierTimeout());
  }

  /** The publisher's counts before any load; null where the target publishes by itself. */
  ServerStats publisherAtStart() {
    return publisherAtStart;
  }

  /** The publisher's counts now; null where there is none, or it does not answer. */
  ServerStats publisherStats() {
    return publisherStats == null ? null : statsOrNull(events);
  }

  /** For the console; empty where the target has its own. */
  String whereEventsComeFrom() {
    return isBundled()
        ? servers.size() > 1
            ? "one of " + servers.size() + " bundled servers"
            : "the bundled server"
        : publisherStats == null
            ? ""
            : "this run publishes there; -Dlongpoll.publisher=false turns that off";
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
    servers.forEach(BundledServer::close);
  }
}
