package longpoll.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;

/** How a connection gets to its target. Immutable, or confined to the connection's event loop. */
public interface Route {

  /** The target's host as a certificate names it. */
  String host();

  int port();

  boolean tls();

  /** The addresses to try, in this order. */
  Future<List<InetSocketAddress>> addresses(EventLoop loop);

  /** The source address towards a remote one, or null for the system's choice. */
  InetSocketAddress source(InetSocketAddress remote);

  /**
   * What gets one connection through a proxy, or null for none.
   *
   * @param handler stands next to the socket
   * @param passed done when the proxy has connected to the target
   */
  record Proxy(ChannelHandler handler, Future<?> passed) {}

  /** The way of the next connection through a proxy, or null for none. */
  default Proxy proxy() {
    return null;
  }
}
