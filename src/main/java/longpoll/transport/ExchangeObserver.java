package longpoll.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import longpoll.settings.Settings;

/**
 * Observes single exchanges with a target, as many side by side as wanted: what came when, down to
 * what a client of a run has no use for. With the TLS, the routes, the bounds and the codec of all
 * other clients. Thread-safe; has an event loop of its own.
 */
public final class ExchangeObserver implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("longpoll-observer", true), NioIoHandler.newFactory());
  private final PollTransport transport;
  private final URI target;
  private final PollTemplate template;
  private final long originNanos;
  private final StallWatch stalls;
  private volatile UnaryOperator<String> secrets = UnaryOperator.identity();

  /**
   * @param template what all requests to the target have in common
   * @throws longpoll.settings.SettingsException when the target wants TLS and the trust store
   *     cannot be read
   */
  public ExchangeObserver(URI target, PollTemplate template, Settings.Tls tls, Settings.Body body) {
    this(target, template, tls, body, StampClock.SYSTEM);
  }

  ExchangeObserver(
      URI target, PollTemplate template, Settings.Tls tls, Settings.Body body, StampClock clock) {
    this.target = target;
    this.template = template;
    transport = new PollTransport(NioSocketChannel::new, tls, body, clock, nanos -> 0);
    if (DirectRoute.to(target, null).tls()) {
      transport.prepareTls();
    }
    originNanos = transport.clock().nanoTime();
    stalls = new StallWatch(loop(), () -> micros(System.nanoTime()));
  }

  /** Of requests by one method, with the headers of single requests. */
  public ExchangeObserver(URI target, String method, Settings.Tls tls, Settings.Body body) {
    this(target, PollTemplate.of(method, target, SingleRequests.HEADERS), tls, body);
  }

  /** Of GETs of the target, as single requests make them. */
  public ExchangeObserver(URI target, Settings.Tls tls, Settings.Body body) {
    this(target, "GET", tls, body);
  }

  /**
   * From now on what exchanges say of the server's words is without secrets.
   *
   * @param masking takes them out of a text; called on the event loop
   */
  public void masking(UnaryOperator<String> masking) {
    secrets = masking;
  }

  UnaryOperator<String> secrets() {
    return secrets;
  }

  /** Somebody new to the target, without connection and cookies. */
  public ObservedClient client(boolean keepsCookies) {
    return new ObservedClient(this, keepsCookies);
  }

  /** Now, on the scale of the stamps: microseconds since this observer was made. */
  public long micros() {
    return micros(transport.clock().nanoTime());
  }

  private long micros(long nanos) {
    return (nanos - originNanos) / 1_000;
  }

  /**
   * How long this observer itself stood still between two instants: by so much what it stamped then
   * may be late.
   */
  public long stalledMicros(long from, long to) {
    return stalls.micros(from, to);
  }

  URI target() {
    return target;
  }

  PollTemplate template() {
    return template;
  }

  PollTransport transport() {
    return transport;
  }

  EventLoop loop() {
    return group.next();
  }

  /** Ends all connections; what is under way is never completed. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
