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
 * The way that Gatling's protocol lays: its name resolver, its source addresses, its proxy. Kept by
 * each user, where the request that it is taken from would be much more.
 *
 * @param localAddresses null for any
 * @param proxyServer null for none
 */
record GatlingRoute(
    Uri uri,
    InetAddressNameResolver resolver,
    LocalAddresses localAddresses,
    ProxyServer proxyServer)
    implements Route {

  GatlingRoute {
    if (proxyServer instanceof HttpProxyServer proxy && proxy.isSecured()) {
      throw new IllegalStateException(
          "polls cannot go through a proxy that is spoken to over https ("
              + proxy.getHost()
              + "): use an http or SOCKS proxy");
    }
  }

  static GatlingRoute of(Request request) {
    return new GatlingRoute(
        request.getUri(),
        request.getNameResolver(),
        request.getLocalAddresses(),
        request.getProxyServer());
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
    return proxyServer instanceof HttpProxyServer && !tls();
  }

  @Override
  public Future<List<InetSocketAddress>> addresses(EventLoop loop) {
    if (proxyServer != null) {
      return loop.newSucceededFuture(
          List.of(
              wholeUrl()
                  ? proxyServer.getAddress()
                  : InetSocketAddress.createUnresolved(host(), port())));
    }
    Promise<List<InetSocketAddress>> found = loop.newPromise();
    Promise<List<InetAddress>> lookup = loop.newPromise();
    resolver
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
    return localAddresses == null || remote.isUnresolved()
        ? null
        : localAddresses.getLocalAddressForRemote(remote.getAddress());
  }

  @Override
  public Proxy proxy() {
    if (proxyServer == null || wholeUrl()) {
      return null;
    }
    ProxyHandler handler = proxyServer.newProxyHandler();
    return new Proxy(handler, handler.connectFuture());
  }
}
