package longpoll.probe;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.client.PollCycle;
import longpoll.client.PollPolicy;
import longpoll.dialect.Answer;
import longpoll.measure.Phase;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunLedger;
import longpoll.measure.Timeline;
import longpoll.text.Excerpt;
import longpoll.transport.ClientConnections;
import longpoll.transport.CookieJar;
import longpoll.transport.DirectRoute;
import longpoll.transport.PollTemplate;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;

/**
 * All probes, on an event loop of their own, which also notes when it looked at their sockets last.
 * {@link #run}, {@link #end} and {@link #cut} may be called from any thread; all else is confined
 * to the event loop.
 */
final class ProbeLoop {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How often a run's probes tell what they saw. */
  static final Duration TELL_EVERY = Duration.ofSeconds(1);

  /** The JDK's selector on Linux takes no more from the system in one call. */
  private static final int MOST_AT_ONCE = 1024;

  private final ProbeSettings settings;
  private final PollTemplate.Encoder encoder;
  private final PollPolicy policy;
  private final StampClock clock;
  private final long tellEveryNanos;
  private final Consumer<String> out;
  private final Timeline timeline;
  private final ProbeAccounts accounts;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final StampBound stampBound;
  private final List<Probe> probes = new ArrayList<>();
  private final Set<String> kindsSeen = new HashSet<>();
  private final CountDownLatch over = new CountDownLatch(1);

  private int present;
  private Phase phase = Phase.RAMP;
  private boolean allCut;
  private boolean graceRuns;
  private long graceEndsNanos;
  private long tickNanos;
  private long tellNanos;

  /** When the run is over for the probes; brought forward when the harness says so. */
  private volatile long endNanos;

  private volatile boolean endAsked;
  private volatile boolean cutAsked;

  /**
   * @param template what each probe sends
   * @param timeline by this process's clock
   * @param tellEvery how often to tell what was seen
   * @param out takes the lines that the harness is to read
   */
  ProbeLoop(
      ProbeSettings settings,
      PollTemplate template,
      Timeline timeline,
      StampClock clock,
      Duration tellEvery,
      Consumer<String> out)
      throws IOException {
    this.settings = settings;
    encoder = template.encoder();
    this.clock = clock;
    this.out = out;
    tellEveryNanos = tellEvery.toNanos();
    this.timeline = timeline;
    policy = settings.policy();
    endNanos = timeline.endNanos();
    RunLedger ledger =
        RunLedger.builder()
            .clock(clock)
            .timeline(any -> timeline)
            .serverOffsetMicros(settings.offsetMicros())
            .resumes(policy.dialect().resumes())
            .earliness(policy.dialect().earliness())
            .delivery(policy.dialect().delivery())
            .audience(null)
            .open();
    accounts = new ProbeAccounts(ledger);
    stampBound = new StampBound(clock.nanoTime());
    tickNanos = clock.nanoTime() + TICK_NANOS;
    tellNanos = clock.nanoTime() + tellEveryNanos;
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("longpoll-probes", true),
            NioIoHandler.newFactory(SelectorProvider.provider(), () -> this::look));
    loop = group.next();
    PollTransport transport =
        new PollTransport(
            NioSocketChannel::new,
            settings.tls(),
            settings.body(),
            settings.http(),
            clock,
            stampBound::stamped,
            TrafficCounter.NONE);
    String path = settings.poll().getRawPath();
    for (int i = 0; i < settings.count(); i++) {
      String channel = settings.channelOf(i);
      DirectRoute route = DirectRoute.to(settings.poll(), source(i));
      probes.add(
          new Probe(
              this,
              ledger.user(channel),
              new PollCycle(
                  policy,
                  channel,
                  policy.dialect().start(settings.client(i)),
                  () -> endNanos,
                  new SplittableRandom()),
              new CookieJar(route, path),
              listener -> new ClientConnections(transport, loop, route, listener)));
    }
    present = probes.size();
  }

  private InetAddress source(int probe) throws UnknownHostException {
    List<String> addresses = settings.localAddresses();
    return addresses.isEmpty()
        ? null
        : InetAddress.getByName(addresses.get(probe % addresses.size()));
  }

  /** Polls until the run is over, and says the last of what was seen. */
  void run() throws InterruptedException {
    loop.execute(this::start);
    over.await();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    tell(ProbeLines.DONE);
  }

  private void start() {
    long arriving = Math.max(0, timeline.ramp().minus(policy.period()).toNanos());
    for (int i = 0; i < probes.size(); i++) {
      long arrives = timeline.startNanos() + arriving / probes.size() * i;
      long opens = arrives + probes.get(i).firstWaitNanos();
      loop.schedule(probes.get(i)::poll, opens - clock.nanoTime(), TimeUnit.NANOSECONDS);
    }
    tickNanos = clock.nanoTime() + TICK_NANOS;
    loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  /** How the event loop looks at its sockets: notes when, and waits only where nothing is there. */
  private int look(IntSupplier selectNow, boolean hasTasks) throws Exception {
    stampBound.looksNow(clock.nanoTime());
    int found = selectNow.get();
    if (found >= MOST_AT_ONCE) {
      stampBound.leftSomeOver();
    }
    if (found > 0 || hasTasks) {
      return found;
    }
    long nanos = clock.nanoTime();
    stampBound.waitsFor(nanos, Math.max(0, tickNanos - nanos));
    return SelectStrategy.SELECT;
  }

  /** The harness closes its ledger: no more polls, and what is held ends soon. */
  void end() {
    long nanos = clock.nanoTime();
    if (nanos - endNanos < 0) {
      endNanos = nanos;
    }
    endAsked = true;
  }

  /** Nothing is waited for any more. */
  void cut() {
    end();
    cutAsked = true;
  }

  private void tick() {
    long nanos = clock.nanoTime();
    accounts.late(Math.max(0, nanos - tickNanos), phase == Phase.WINDOW);
    enterPhase(timeline.phaseAt(nanos));
    boolean runIsOver = nanos - endNanos >= 0;
    if (runIsOver && !graceRuns) {
      graceRuns = true;
      graceEndsNanos = nanos + policy.patienceAtTheEnd().toNanos();
    }
    boolean cutNow = cutAsked || (runIsOver && nanos - graceEndsNanos >= 0);
    for (Probe probe : probes) {
      if (cutNow && !allCut) {
        probe.cut();
      } else if (runIsOver) {
        probe.end();
      }
    }
    allCut |= cutNow;
    if (nanos - tellNanos >= 0) {
      tell(ProbeLines.DELTA);
      tellNanos += tellEveryNanos;
    }
    if (present == 0 && endAsked) {
      over.countDown();
      return;
    }
    tickNanos = nanos + TICK_NANOS;
    loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  private void enterPhase(Phase now) {
    if (now != phase) {
      if (now == Phase.WINDOW) {
        accounts.windowBegins();
      } else if (phase == Phase.WINDOW) {
        accounts.windowEnds();
      }
      phase = now;
    }
  }

  private void tell(String word) {
    out.accept(ProbeLines.delta(word, accounts.delta()));
  }

  /** Runs a probe's next step after a wait. */
  void after(long waitNanos, Runnable step) {
    if (waitNanos == 0) {
      step.run();
    } else {
      loop.schedule(step, waitNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The first failure of each kind is worth a line. */
  void problem(String kind, String detail) {
    if (kindsSeen.add(kind)) {
      out.accept(ProbeLines.PROBLEM + " " + kind + ": " + Excerpt.sentence(detail));
    }
  }

  /** A probe has gone for good. */
  void left() {
    present--;
  }

  /** Events were delivered by an answer that may have been there before it was stamped. */
  void delivered(Answer answer, long stampMicros, long maybeEarlierNanos) {
    accounts.delivered(answer, stampMicros, maybeEarlierNanos);
  }

  boolean keepsCookies() {
    return policy.dialect().keepsCookies();
  }

  StampClock clock() {
    return clock;
  }

  PollTemplate.Encoder encoder() {
    return encoder;
  }
}
