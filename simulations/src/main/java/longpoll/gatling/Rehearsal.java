package longpoll.gatling;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.gatling.core.session.Session;
import io.gatling.core.session.Session$;
import io.gatling.http.client.RequestBuilder;
import io.gatling.http.client.resolver.InetAddressNameResolver;
import io.gatling.http.client.uri.Uri;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;
import longpoll.client.PollPolicy;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.RehearsedAnswers;
import longpoll.measure.Audience;
import longpoll.measure.LedgerRehearsal;
import longpoll.measure.PublishPlan;
import longpoll.measure.RunLedger;
import longpoll.measure.Timeline;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;
import longpoll.transport.TrafficCounter;
import longpoll.transport.stub.LoopbackStub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users that poll a stub of this process's own before the run's first poll, on the event loops of
 * the run. Code that has never run is slow, and would be so while the first real answers wait to be
 * stamped. First they poll as fast as they can, so that the JVM learns what is worth compiling;
 * then slowly, so that the compiler has the cores to catch up.
 *
 * <p>Nothing of it is counted: their ledger is thrown away, and their rows go nowhere. A rehearsal
 * that fails leaves the run as it is.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final int USERS = 32;

  /** As many as the JVM wants to have seen of a method before it compiles it well, twice over. */
  private static final int FAST_ROUNDS = 20_000 / USERS;

  private static final long SLOW_ROUND_NANOS = MILLISECONDS.toNanos(10);

  private static final long LOOK_MILLIS = 100;

  /** One compilation may take some tenths of a second, and counts when it is over. */
  private static final int QUIET_LOOKS = 5;

  /** Of the time, in compiling: what is left then is not of the polls. */
  private static final double QUIET = 0.2;

  private static final Duration BACKOFF = Duration.ofMillis(50);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(3);
  private static final Duration WORTH_A_LINE = Duration.ofMillis(500);
  private static final long PLAN_STEP_MICROS = 1_000;

  private final Settings settings;
  private final boolean planned;
  private final EventLoopGroup loops;
  private final Function<TrafficCounter, PollTransport> transports;
  private final LoopbackStub.Protocol protocol;
  private final IntFunction<byte[]> answers;
  private final Dialect dialect;

  /** When users leave. */
  private volatile long endNanos;

  private final AtomicInteger rounds = new AtomicInteger();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(USERS);

  /**
   * @param planned whether the run has a plan
   * @param loops of the run
   * @param transports makes what the users poll through; trusts {@link LoopbackStub#TRUST}
   * @param protocol that the run speaks
   */
  Rehearsal(
      Settings settings,
      boolean planned,
      EventLoopGroup loops,
      Function<TrafficCounter, PollTransport> transports,
      LoopbackStub.Protocol protocol) {
    this(
        settings,
        planned,
        loops,
        transports,
        protocol,
        answersIn(RehearsedAnswers.dialectFor(settings.dialect())));
  }

  /**
   * @param answers the stub's, by the number of the round
   */
  Rehearsal(
      Settings settings,
      boolean planned,
      EventLoopGroup loops,
      Function<TrafficCounter, PollTransport> transports,
      LoopbackStub.Protocol protocol,
      IntFunction<byte[]> answers) {
    this.settings = settings;
    this.planned = planned;
    this.loops = loops;
    this.transports = transports;
    this.protocol = protocol;
    this.answers = answers;
    dialect = RehearsedAnswers.dialectFor(settings.dialect());
  }

  private static IntFunction<byte[]> answersIn(Dialect dialect) {
    boolean bare = !dialect.resumes();
    return round -> RehearsedAnswers.of(round, bare, planned(StampClock.SYSTEM.epochMicros()));
  }

  private static long planned(long micros) {
    return micros - micros % PLAN_STEP_MICROS;
  }

  /**
   * Blocks until the rehearsal is over.
   *
   * @return the polls that were answered; 0 where an answer was not understood
   */
  int run() {
    if (settings.rehearsal().isZero()) {
      return 0;
    }
    long start = System.nanoTime();
    endNanos = start + settings.rehearsal().toNanos();
    try (LoopbackStub stub = new LoopbackStub(USERS, this::answer, protocol)) {
      poll(stub.poll());
    } catch (IOException | RuntimeException e) {
      LOG.warn("polls could not be rehearsed, the first of the run may be slow: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int polls = rounds.get() * USERS;
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (failed.getCount() == 0) {
      LOG.warn("polls could not be rehearsed, the first of the run may be slow");
      return 0;
    }
    if (took.compareTo(WORTH_A_LINE) > 0) {
      System.out.printf(
          Locale.ROOT,
          "Rehearsed for %.1f s with %,d polls of a stub in this process.%n",
          took.toMillis() / 1e3,
          polls);
    }
    return polls;
  }

  /** On the stub's thread. */
  private byte[] answer(int round) {
    rounds.set(round);
    if (round > FAST_ROUNDS) {
      LockSupport.parkNanos(SLOW_ROUND_NANOS);
    }
    return answers.apply(round);
  }

  private void poll(URI stub) throws InterruptedException {
    PollContext context = context(stub);
    PollAction action = action(context, stub);
    try {
      for (int user = 0; user < USERS; user++) {
        EventLoop loop = loops.next();
        Session session = Session$.MODULE$.apply("rehearsal", user, loop);
        loop.execute(() -> action.execute(session));
      }
      // What the stub's answers do not lead to, the ledger gets by itself.
      LedgerRehearsal.run(planned, settings.dialect().delivery());
      awaitCompiled();
    } finally {
      letLeave(context);
    }
  }

  /** With the answers that they wait for, or without. */
  private void letLeave(PollContext context) throws InterruptedException {
    endNanos = System.nanoTime();
    long patience = endNanos + LEAVE_LIMIT.toNanos();
    try {
      while (!left.await(LOOK_MILLIS, MILLISECONDS) && patience - System.nanoTime() > 0) {
        context.cutAll();
      }
    } catch (InterruptedException e) {
      context.cutAll();
      throw e;
    }
  }

  /**
   * Until the compiler, if there is one, has little to do, a poll has failed, or the time is over.
   */
  private void awaitCompiled() throws InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    Deque<Long> compiled = new ArrayDeque<>();
    while (endNanos - System.nanoTime() > 0 && !failed.await(LOOK_MILLIS, MILLISECONDS)) {
      if (compiler == null) {
        // With -Xint: classes are loaded by now, and nothing gets any faster.
        return;
      }
      compiled.add(compiler.getTotalCompilationTime());
      if (compiled.size() > QUIET_LOOKS) {
        long since = compiled.getLast() - compiled.remove();
        if (rounds.get() > FAST_ROUNDS && since < QUIET * QUIET_LOOKS * LOOK_MILLIS) {
          return;
        }
      }
    }
  }

  private PollContext context(URI stub) {
    RunLedger ledger = ledger();
    PollPolicy policy =
        new PollPolicy(
            dialect,
            settings.hold(),
            settings.requestTimeout(),
            new Rearm.Immediate(),
            new Settings.Backoff(BACKOFF, BACKOFF));
    return new PollContext(
        ledger,
        () -> endNanos,
        transports.apply(ledger.traffic()),
        policy,
        dialect.namesChannels() ? List.of(PolledEvent.DEFAULT_CHANNEL) : List.of(),
        Client.ofRun(stub, "rehearsal", null),
        0,
        settings.report().gatlingRows(),
        new AtomicInteger(),
        new ConcurrentLinkedQueue<>());
  }

  /** Its phases share the time that the rehearsal may take, and half of it is the window. */
  private RunLedger ledger() {
    Duration eighth = settings.rehearsal().dividedBy(8);
    return RunLedger.builder()
        .timeline(
            clock ->
                new Timeline(
                    clock.nanoTime(),
                    clock.epochMicros(),
                    eighth,
                    eighth,
                    eighth.multipliedBy(4),
                    eighth.multipliedBy(2)))
        .serverOffsetMicros(0L)
        .plan(planned ? plan() : null)
        .resumes(dialect.resumes())
        .delivery(dialect.delivery())
        .audience(Audience.ofEach(USERS))
        .open();
  }

  private PublishPlan plan() {
    long first = planned(StampClock.SYSTEM.epochMicros());
    long[] instants = new long[(int) (settings.rehearsal().toMillis() * 1_000 / PLAN_STEP_MICROS)];
    for (int i = 0; i < instants.length; i++) {
      instants[i] = first + i * PLAN_STEP_MICROS;
    }
    return new PublishPlan(Map.of(PolledEvent.DEFAULT_CHANNEL, instants));
  }

  private PollAction action(PollContext context, URI stub) {
    RequestBuilder request =
        new RequestBuilder(
            "rehearsal",
            HttpMethod.GET,
            Uri.create(stub.toString()),
            InetAddressNameResolver.JAVA_RESOLVER);
    return new PollAction(
        "rehearsal",
        new PollDefinition(request.build()),
        context,
        PollLoops.of(loops),
        true,
        new GatlingRows(new RowsToNobody(failed::countDown)),
        user -> {},
        new LastAction(left::countDown));
  }
}
