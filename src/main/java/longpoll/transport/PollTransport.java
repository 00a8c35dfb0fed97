package longpoll.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import longpoll.settings.Settings;

/**
 * What all connections of a process have in common: sockets, TLS, bounds and clock. Thread-safe;
 * the connections it opens are confined to an event loop each.
 */
public final class PollTransport {
  /** How long connecting may take, and how long the TLS handshake after it. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final ChannelFactory<? extends Channel> sockets;
  private final Settings.Tls trust;
  private final BodyBudget bodies;
  private final StampClock clock;
  private final LongUnaryOperator lateness;
  private final TrafficCounter traffic;
  private SslContext tls;

  /**
   * @param sockets makes channels that fit the event loops
   * @param lateness how much earlier than now, in nanoseconds, what is read now may have been there
   */
  public PollTransport(
      ChannelFactory<? extends Channel> sockets,
      Settings.Tls trust,
      Settings.Body body,
      StampClock clock,
      LongUnaryOperator lateness) {
    this(sockets, trust, body, clock, lateness, TrafficCounter.NONE);
  }

  /** One whose bytes are counted. */
  public PollTransport(
      ChannelFactory<? extends Channel> sockets,
      Settings.Tls trust,
      Settings.Body body,
      StampClock clock,
      LongUnaryOperator lateness,
      TrafficCounter traffic) {
    this.sockets = sockets;
    this.trust = trust;
    this.clock = clock;
    this.lateness = lateness;
    this.traffic = traffic;
    bodies =
        new BodyBudget(
            body.maxBytes(), (long) (Runtime.getRuntime().maxMemory() * body.heapShare()));
    Failures.load();
    PollConnection.load();
  }

  /** A client of a target, on an event loop. Connects with its first poll. */
  public PollConnection open(EventLoop loop, Route route, PollListener listener) {
    return new PollConnection(this, loop, route, listener);
  }

  Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(sockets)
        .resolver(NoopAddressResolverGroup.INSTANCE)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_LIMIT.toMillis());
  }

  SslHandler tls(Channel channel, Route route) {
    SslHandler handler = tls().newHandler(channel.alloc(), route.host(), route.port());
    handler.setHandshakeTimeoutMillis(CONNECT_LIMIT.toMillis());
    return handler;
  }

  /**
   * Made when it is needed first: it takes a moment, and plain http does without.
   *
   * @throws longpoll.settings.SettingsException when the trust store cannot be read
   */
  public synchronized SslContext tls() {
    if (tls == null) {
      tls = TlsContexts.client(trust);
    }
    return tls;
  }

  BodyBudget bodies() {
    return bodies;
  }

  StampClock clock() {
    return clock;
  }

  LongUnaryOperator lateness() {
    return lateness;
  }

  TrafficCounter traffic() {
    return traffic;
  }
}
