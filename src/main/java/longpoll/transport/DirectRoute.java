package longpoll.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Straight to the host of a URL. Names are looked up by the JDK, which keeps what it found.
 *
 * @param sourceAddress where to connect from, or null for the system's choice; concerns targets of
 *     its own kind only, IPv4 or IPv6
 */
public record DirectRoute(String host, int port, boolean tls, InetAddress sourceAddress)
    implements Route {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The route to a URL's host. */
  public static DirectRoute to(URI uri, InetAddress sourceAddress) {
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
    String host = uri.getHost();
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new DirectRoute(
        bracketed ? host.substring(1, host.length() - 1) : host, port, tls, sourceAddress);
  }

  @Override
  public Future<List<InetSocketAddress>> addresses(EventLoop loop) {
    try {
      return loop.newSucceededFuture(
          Arrays.stream(InetAddress.getAllByName(host))
              .map(address -> new InetSocketAddress(address, port))
              .toList());
    } catch (UnknownHostException e) {
      return loop.newFailedFuture(e);
    }
  }

  @Override
  public InetSocketAddress source(InetSocketAddress remote) {
    boolean sameFamily =
        sourceAddress != null && sourceAddress.getClass() == remote.getAddress().getClass();
    return sameFamily ? new InetSocketAddress(sourceAddress, 0) : null;
  }
}
