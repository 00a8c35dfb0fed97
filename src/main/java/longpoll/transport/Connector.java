package longpoll.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;

/**
 * Makes one connection along a route: each address in turn, then the proxy, then TLS. Confined to
 * the event loop.
 */
final class Connector {
  private final PollTransport transport;
  private final EventLoop loop;
  private final Route route;
  private final Pipeline pipeline;
  private final BooleanSupplier wanted;
  private final Promise<Channel> standing;

  /** Puts handlers into a new channel. */
  interface Pipeline {
    /**
     * @param handlers between socket and HTTP: a proxy's, TLS; null for none
     */
    void install(Channel channel, ChannelHandler... handlers);

    /** What speaks TLS on a new channel. */
    default SslHandler tls(PollTransport transport, Channel channel, Route route) {
      return transport.tls(channel, route);
    }
  }

  private Connector(
      PollTransport transport,
      EventLoop loop,
      Route route,
      Pipeline pipeline,
      BooleanSupplier wanted) {
    this.transport = transport;
    this.loop = loop;
    this.route = route;
    this.pipeline = pipeline;
    this.wanted = wanted;
    standing = loop.newPromise();
  }

  /**
   * @param wanted whether anybody waits for the connection still; one that nobody waits for is not
   *     made, or is closed
   * @return done when requests can be written
   */
  static Future<Channel> connect(
      PollTransport transport,
      EventLoop loop,
      Route route,
      Pipeline pipeline,
      BooleanSupplier wanted) {
    Connector connector = new Connector(transport, loop, route, pipeline, wanted);
    connector.lookUp();
    return connector.standing;
  }

  private void lookUp() {
    try {
      route
          .addresses(loop)
          .addListener((Future<List<InetSocketAddress>> found) -> inLoop(() -> found(found)));
    } catch (RuntimeException e) {
      standing.setFailure(e);
    }
  }

  /** Futures of a channel that could not even be made are told by a thread of Netty's own. */
  private void inLoop(Runnable step) {
    if (loop.inEventLoop()) {
      step.run();
    } else {
      loop.execute(step);
    }
  }

  private void found(Future<List<InetSocketAddress>> lookup) {
    if (!wanted.getAsBoolean()) {
      standing.cancel(false);
    } else if (!lookup.isSuccess()) {
      standing.setFailure(lookup.cause());
    } else if (lookup.getNow().isEmpty()) {
      standing.setFailure(new UnknownHostException(route.host() + " has no address"));
    } else {
      connect(lookup.getNow(), 0);
    }
  }

  private void connect(List<InetSocketAddress> addresses, int index) {
    InetSocketAddress remote = addresses.get(index);
    Route.Proxy proxy = route.proxy();
    ChannelFuture connecting =
        transport
            .bootstrap(loop)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ChannelHandler tls =
                        route.tls() ? pipeline.tls(transport, channel, route) : null;
                    pipeline.install(channel, proxy == null ? null : proxy.handler(), tls);
                  }
                })
            .connect(remote, route.source(remote));
    connecting.addListener(
        future ->
            inLoop(
                () -> {
                  if (!wanted.getAsBoolean()) {
                    giveUp(connecting.channel());
                  } else if (future.isSuccess()) {
                    connected(connecting.channel(), proxy);
                  } else if (index + 1 < addresses.size()) {
                    connect(addresses, index + 1);
                  } else {
                    standing.setFailure(future.cause());
                  }
                }));
  }

  private void connected(Channel channel, Route.Proxy proxy) {
    if (proxy == null) {
      atTarget(channel);
    } else {
      whenDone(proxy.passed(), channel, () -> atTarget(channel), standing::setFailure);
    }
  }

  private void atTarget(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      standing.setSuccess(channel);
    } else {
      whenDone(
          tls.handshakeFuture(),
          channel,
          () -> standing.setSuccess(channel),
          this::cannotShakeHands);
    }
  }

  private void cannotShakeHands(Throwable cause) {
    standing.setFailure(
        Failures.isTls(cause)
            ? cause
            : new SSLHandshakeException("the connection ended in the middle of the handshake"));
  }

  private <T> void whenDone(
      Future<T> step, Channel channel, Runnable next, Consumer<Throwable> failure) {
    step.addListener(
        (Future<T> done) -> {
          if (!wanted.getAsBoolean()) {
            giveUp(channel);
          } else if (done.isSuccess()) {
            next.run();
          } else {
            channel.close();
            failure.accept(done.cause());
          }
        });
  }

  private void giveUp(Channel channel) {
    channel.close();
    standing.cancel(false);
  }
}
