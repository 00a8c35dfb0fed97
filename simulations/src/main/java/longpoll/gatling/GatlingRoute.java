package longpoll.gatling;

import io.gatling.http.client.LocalAddresses;
import io.gatling.http.client.Request;
import io.gatling.http.client.proxy.HttpProxyServer;
import io.gatling.http.client.proxy.ProxyServer;
import io.gatling.http.client.resolver.InetAddressNameResolver;
import io.gatling.http.client.uri.Uri;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import longpoll.transport.Route;

/**
 * The way that Gatling's protocol lays: its name resolver, its source addresses, its proxy. Keeps
 * no more of a request: each user has one.
 *
 * @param through a proxy, or null for none
 * @param sources or null for the system's choice
 */
record GatlingRoute(
    Uri uri, ProxyServer through, InetAddressNameResolver names, LocalAddresses sources)
    implements Route {

  GatlingRoute(Request request) {
    this(
        request.getUri(),
        request.getProxyServer(),
        request.getNameResolver(),
        request.getLocalAddresses());
  }

  GatlingRoute {
    if (through instanceof HttpProxyServer http && http.isSecured()) {
      throw new IllegalStateException(
          "polls cannot go through a proxy that is spoken to over https ("
              + http.getHost()
              + "): use an http or SOCKS proxy");
    }
  }

  @Override
  public String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public int port() {
    return uri.getExplicitPort();
  }

  @Override
  public boolean tls() {
    return uri.isSecured();
  }

  /** Whether the request line must carry the whole URL: a plain proxy reads it there. */
  boolean wholeUrl() {
    return through instanceof HttpProxyServer && !tls();
  }

  @Override
  public Future<List<InetSocketAddress>> addresses(EventLoop loop) {
    if (through != null) {
      return loop.newSucceededFuture(
          List.of(
              wholeUrl()
                  ? through.getAddress()
                  : InetSocketAddress.createUnresolved(host(), port())));
    }
    Promise<List<InetSocketAddress>> found = loop.newPromise();
    Promise<List<InetAddress>> lookup = loop.newPromise();
    names
        .resolveAll(uri.getHost(), lookup, null)
        .addListener(
            (Future<List<InetAddress>> addresses) -> {
              if (addresses.isSuccess()) {
                found.setSuccess(
                    addresses.getNow().stream()
                        .map(address -> new InetSocketAddress(address, port()))
                        .toList());
              } else {
                found.setFailure(addresses.cause());
              }
            });
    return found;
  }

  @Override
  public InetSocketAddress source(InetSocketAddress remote) {
    return sources == null || remote.isUnresolved()
        ? null
        : sources.getLocalAddressForRemote(remote.getAddress());
  }

  @Override
  public Proxy proxy() {
    if (through == null || wholeUrl()) {
      return null;
    }
    ProxyHandler handler = through.newProxyHandler();
    return new Proxy(handler, handler.connectFuture());
  }
}
