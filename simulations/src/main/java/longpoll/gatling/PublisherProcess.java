package longpoll.gatling;

import java.net.URI;
import java.util.List;
import longpoll.publish.PublishOrder;
import longpoll.settings.Channels;
import longpoll.settings.Settings;
import longpoll.target.TargetException;

/**
 * The publisher for a target that does not publish by itself, in a small JVM of its own. What it is
 * to send goes to its standard input, since there may be secrets in it. Thread-safe.
 */
final class PublisherProcess implements AutoCloseable {
  private static final String MAIN = "longpoll.server.PublisherMain";

  /**
   * As those of the probes, for the same reasons: a pause here is an event that is published late.
   */
  private static final List<String> JVM_ARGS =
      List.of("-Xms128m", "-Xmx128m", "-XX:+UseZGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private final ServerJvm jvm;

  private PublisherProcess(ServerJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Starts the publisher, which begins at once to publish as {@code schedule.*} says.
   *
   * @param order made for the channels that the settings have
   * @throws TargetException when it does not start, with what it said
   */
  static PublisherProcess start(Settings settings, PublishOrder order) {
    List<String> planned = Channels.names(settings.channels());
    boolean traced = !settings.schedule().trace().isBlank();
    if (!traced && !order.channels().containsAll(planned)) {
      throw new IllegalArgumentException(
          "the schedule has " + planned.size() + " channels, but the order is " + order);
    }
    return new PublisherProcess(
        ServerJvm.start(
            "the publisher", JVM_ARGS, MAIN, ServerJvm.schedule(settings), order.json()));
  }

  /**
   * Where its {@code /stats} are; {@code /plan} and {@code /time} are beside it, where a {@link
   * longpoll.target.TargetClient} made with this address finds them.
   */
  URI stats() {
    return jvm.address();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
