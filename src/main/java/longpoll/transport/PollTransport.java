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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
  private final Settings.Http http;
  private final BodyBudget bodies;
  private final StampClock clock;
  private final LongUnaryOperator lateness;
  private final TrafficCounter traffic;
  private final ConcurrentMap<Http2Pool.Key, Http2Pool> pools = new ConcurrentHashMap<>();
  private SslContext tls;
  private SslContext http2Tls;

  /**
   * One that speaks HTTP/1.1, and whose bytes are not counted.
   *
   * @param sockets makes channels that fit the event loops
   * @param lateness how much earlier than now, in nanoseconds, what is read now may have been there
   */
  public PollTransport(
      ChannelFactory<? extends Channel> sockets,
      Settings.Tls trust,
      Settings.Body body,
      StampClock clock,
      LongUnaryOperator lateness) {
    this(sockets, trust, body, Settings.Http.H1, clock, lateness, TrafficCounter.NONE);
  }

  /**
   * @param sockets makes channels that fit the event loops
   * @param lateness how much earlier than now, in nanoseconds, what is read now may have been there
   */
  public PollTransport(
      ChannelFactory<? extends Channel> sockets,
      Settings.Tls trust,
      Settings.Body body,
      Settings.Http http,
      StampClock clock,
      LongUnaryOperator lateness,
      TrafficCounter traffic) {
    this.sockets = sockets;
    this.trust = trust;
    this.http = http;
    this.clock = clock;
    this.lateness = lateness;
    this.traffic = traffic;
    bodies =
        new BodyBudget(
            body.maxBytes(), (long) (Runtime.getRuntime().maxMemory() * body.heapShare()));
    Failures.load();
    ClientConnection.load();
    Wire.load();
  }

  /**
   * A client of a target, on an event loop. Connects with its first poll. What goes by plain http
   * goes by HTTP/1.1, whatever the settings say.
   */
  public ClientConnection open(EventLoop loop, Route route, PollListener listener) {
    return http.speaksH2() && route.tls()
        ? new PollStream(this, loop, route, listener)
        : new PollConnection(this, loop, route, listener);
  }

  /** The connections over HTTP/2 to the host of a route, on an event loop. */
  Http2Pool pool(EventLoop loop, Route route) {
    return pools.computeIfAbsent(
        new Http2Pool.Key(loop, route.host(), route.port()), key -> new Http2Pool(this, loop));
  }

  /** Most clients of a connection over HTTP/2. */
  int streams() {
    return http.streams();
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
    return handler(tls(), channel, route);
  }

  SslHandler http2Tls(Channel channel, Route route) {
    return handler(http2Tls(), channel, route);
  }

  private static SslHandler handler(SslContext context, Channel channel, Route route) {
    SslHandler handler = context.newHandler(channel.alloc(), route.host(), route.port());
    handler.setHandshakeTimeoutMillis(CONNECT_LIMIT.toMillis());
    return handler;
  }

  /**
   * Makes what https needs, if it is not there: it takes a moment, and plain http does without.
   *
   * @throws longpoll.settings.SettingsException when the trust store cannot be read
   */
  public void prepareTls() {
    if (http.speaksH2()) {
      http2Tls();
    } else {
      tls();
    }
  }

  private synchronized SslContext http2Tls() {
    if (http2Tls == null) {
      // Offered too, so that a server without HTTP/2 can be told from one without TLS.
      http2Tls = TlsContexts.client(trust, Http2Connection.PROTOCOL, "http/1.1");
    }
    return http2Tls;
  }

  private synchronized SslContext tls() {
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
