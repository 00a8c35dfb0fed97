package longpoll.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import longpoll.server.http.HttpFront;
import longpoll.server.http.Routes;
import longpoll.server.hub.ByteBudget;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import longpoll.server.outbound.OutboundPublisher;
import longpoll.server.outbound.PublishInput;
import longpoll.server.outbound.Publishing;
import longpoll.server.process.MicroClock;
import longpoll.server.process.ProcessGauges;
import longpoll.server.publish.Plan;
import longpoll.server.publish.Publisher;
import longpoll.server.publish.SlipHistogram;
import longpoll.server.schedule.TraceFile;

/**
 * A running publisher: it makes planned events happen at another server, and answers {@code /plan},
 * {@code /time} and {@code /stats} as {@link PollServer} does. Thread-safe.
 */
public final class PublisherServer implements AutoCloseable {
  private final ServerOptions options;
  private final MicroClock clock;
  private final Plan plan;
  private final ProcessGauges process;
  private final SlipHistogram slip = new SlipHistogram();
  private final OutboundPublisher outbound;
  private final Publisher publisher;
  private final HttpFront front;

  private PublisherServer(
      ServerOptions options, OutboundPublisher.Limits limits, PublishInput input, MicroClock clock)
      throws IOException, TraceFile.BadTraceException, PublishInput.BadInputException {
    this.options = options;
    this.clock = clock;
    plan = Plan.of(options, clock.micros());
    outbound = new OutboundPublisher(input, limits, clock);
    outbound.requireTemplates(plan.channels());
    publisher =
        new Publisher(
            plan, limits.delayMicros(), defaultData(options), clock, outbound::publish, slip);
    process = new ProcessGauges(clock);
    try {
      front =
          new HttpFront(
              options,
              Routes.ofPublisher(plan, new ByteBudget(options.answerBytes()), this::stats, clock),
              process.maxDescriptors());
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Binds the port and starts to publish.
   *
   * @throws IOException when the address cannot be bound
   * @throws OptionException when the trace cannot be read
   * @throws PublishInput.BadInputException when the input cannot be used
   */
  public static PublisherServer start(
      ServerOptions options, OutboundPublisher.Limits limits, PublishInput input)
      throws IOException, PublishInput.BadInputException {
    PublisherServer server;
    try {
      server = new PublisherServer(options, limits, input, MicroClock.SYSTEM);
    } catch (TraceFile.BadTraceException e) {
      throw new OptionException("trace", "a readable trace", e.getMessage());
    }
    server.front.start();
    server.publisher.start();
    return server;
  }

  /** The port bound. */
  public int port() {
    return front.port();
  }

  public PublisherStats stats() {
    Publishing publishing = outbound.publishing();
    return new PublisherStats(
        Long.toString(plan.origin(), 36),
        Version.TEXT,
        clock.micros(),
        plan.origin(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        publishing.accepted(),
        0,
        front.connectionsOpen(),
        front.connectionsOpened(),
        process.cpuSeconds(),
        process.cores(),
        process.rssBytes(),
        process.heapUsedBytes(),
        process.gc(),
        slip.quantileMicros(0.99) / 1e3,
        slip.maxMicros() / 1e3,
        options.schedule().toString(),
        options.every().toNanos() / 1e9,
        options.seed(),
        plan.channels(),
        publishing);
  }

  @Override
  public void close() {
    publisher.stop();
    outbound.close();
    front.stop();
    process.close();
  }

  private static byte[] defaultData(ServerOptions options) {
    return ("\"" + "x".repeat((int) options.payload()) + "\"").getBytes(StandardCharsets.US_ASCII);
  }
}
