package longpoll.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import longpoll.server.http.Counters;
import longpoll.server.http.HttpFront;
import longpoll.server.http.PollGateway;
import longpoll.server.http.Routes;
import longpoll.server.hub.Broadcaster;
import longpoll.server.hub.ByteBudget;
import longpoll.server.hub.Event;
import longpoll.server.hub.Hub;
import longpoll.server.hub.HubState;
import longpoll.server.hub.Outcome;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.MicroClock;
import longpoll.server.process.ProcessGauges;
import longpoll.server.publish.Plan;
import longpoll.server.publish.Publisher;
import longpoll.server.publish.SlipHistogram;
import longpoll.server.schedule.TraceFile;
import longpoll.server.text.Channels;

/**
 * A running server. It starts in {@link #start} and ends in {@link #close}, which answers every
 * held poll first. Thread-safe.
 *
 * <pre>{@code
 * try (PollServer server = PollServer.start(ServerOptions.builder().port(0).build())) {
 *   server.publish("default", "\"hello\"");
 * }
 * }</pre>
 *
 * <p>Threads: one to accept, {@code ioThreads} to read and write, one for hold limits, one to
 * publish. None waits for a poll.
 */
public final class PollServer implements AutoCloseable {
  /** The number an event got. */
  public record Published(long id, long seq) {}

  private static final Duration SLOW_CLIENTS = Duration.ofSeconds(2);

  private final ServerOptions options;
  private final MicroClock clock;
  private final String epoch;
  private final Plan plan;
  private final ByteBudget answerBudget;
  private final Hub hub;
  private final Counters counters = new Counters();
  private final SlipHistogram slip = new SlipHistogram();
  private final ProcessGauges process;
  private final Broadcaster broadcaster;
  private final Publisher publisher;
  private final PollGateway gateway;
  private final Thread timer;
  private final HttpFront front;
  private boolean closed;

  private PollServer(ServerOptions options, MicroClock clock, LongSupplier nanoTime)
      throws IOException, TraceFile.BadTraceException {
    this.options = options;
    this.clock = clock;
    long origin = options.origin().orElseGet(clock::micros);
    this.plan = Plan.of(options, origin);
    this.process = new ProcessGauges(clock);
    this.epoch = Long.toString(origin, 36);
    this.answerBudget = new ByteBudget(options.answerBytes());
    this.hub =
        new Hub(
            options, epoch, clock, nanoTime, new SplittableRandom(options.seed()), answerBudget);
    options.channelNames().forEach(hub::addChannel);
    plan.channels().forEach(hub::addChannel);
    this.broadcaster = new Broadcaster(options.seed());
    this.publisher =
        new Publisher(
            plan,
            options.publishDelay().toNanos() / 1_000,
            defaultData(options),
            clock,
            this::publish,
            slip);
    this.gateway = new PollGateway(hub, counters, options.ioThreads());
    this.timer = new Thread(this::expireForever, "longpoll-timer");
    this.timer.setDaemon(true);
    try {
      this.front =
          new HttpFront(
              options,
              Routes.of(
                  options, plan, hub, answerBudget, gateway, this::publishOne, this::stats, clock),
              process.maxDescriptors());
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Binds the port, and starts to serve and publish.
   *
   * @throws IOException when the address cannot be bound
   * @throws OptionException when the trace cannot be read
   */
  public static PollServer start(ServerOptions options) throws IOException {
    return start(options, MicroClock.SYSTEM, System::nanoTime);
  }

  static PollServer start(ServerOptions options, MicroClock clock, LongSupplier nanoTime)
      throws IOException {
    PollServer server;
    try {
      server = new PollServer(options, clock, nanoTime);
    } catch (TraceFile.BadTraceException e) {
      throw new OptionException("trace", "a readable trace", e.getMessage());
    }
    server.timer.start();
    server.front.start();
    server.publisher.start();
    return server;
  }

  /** The port bound. */
  public int port() {
    return front.port();
  }

  /**
   * Publishes one event now.
   *
   * @param dataJson the data, which must be JSON
   */
  public Published publish(String channel, String dataJson) {
    if (!Channels.isName(channel)) {
      throw new OptionException("channel", "a name of " + Channels.LIMIT, channel);
    }
    Event event =
        publishOne(
            new Event.Draft(channel, Event.PLANNED_NOW, dataJson.getBytes(StandardCharsets.UTF_8)));
    return new Published(event.id(), event.seq());
  }

  /** A reading of the hub; cheap enough for a loop. */
  HubState state() {
    return hub.state();
  }

  public ServerStats stats() {
    HubState state = hub.state();
    return new ServerStats(
        epoch,
        Version.TEXT,
        clock.micros(),
        plan.origin(),
        state.parked(),
        state.peak(),
        counters.polls(),
        counters.count(Outcome.DELIVERED),
        counters.count(Outcome.EMPTY),
        counters.count(Outcome.GAP),
        counters.count(Outcome.ABORTED),
        counters.published(),
        counters.count(Outcome.REJECTED),
        counters.count(Outcome.MALFORMED),
        front.connectionsOpen(),
        front.connectionsOpened(),
        state.parkedSeconds(),
        counters.eventsDelivered(),
        process.cpuSeconds(),
        process.cores(),
        process.rssBytes(),
        process.heapUsedBytes(),
        answerBudget.held(),
        answerBudget.peak(),
        answerBudget.most(),
        counters.shortened(),
        process.gc(),
        slip.quantileMicros(0.99) / 1e3,
        slip.maxMicros() / 1e3,
        options.hold().toNanos() / 1e9,
        options.schedule().toString(),
        options.every().toNanos() / 1e9,
        options.seed(),
        state.channels(),
        ServerOptions.BACKLOG);
  }

  /**
   * Answers every held poll, then closes the port and the connections. Takes seconds at most,
   * whatever clients do.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    publisher.stop();
    front.suspend();
    gateway.drain();
    broadcaster.release(hub.drain());
    front.awaitTasks();
    HttpFront.await(() -> gateway.slowWrites() == 0, SLOW_CLIENTS);
    front.stop();
    timer.interrupt();
    process.close();
  }

  private Event publishOne(Event.Draft draft) {
    return publish(List.of(draft)).get(0);
  }

  private List<Event> publish(List<Event.Draft> drafts) {
    Hub.Published published = hub.publish(drafts);
    counters.published(published.events().size());
    broadcaster.release(published.woken());
    return published.events();
  }

  private void expireForever() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        hub.awaitDeadline();
        broadcaster.release(hub.expire());
      }
    } catch (InterruptedException e) {
      // The server is closing.
    }
  }

  private static byte[] defaultData(ServerOptions options) {
    return ("\"" + "x".repeat((int) options.payload()) + "\"").getBytes(StandardCharsets.US_ASCII);
  }
}
