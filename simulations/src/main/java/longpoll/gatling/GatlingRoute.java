package longpoll.gatling;

import io.gatling.http.client.Request;
import io.gatling.http.client.proxy.HttpProxyServer;
import io.gatling.http.client.proxy.ProxyServer;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import longpoll.transport.Route;

/** The way that Gatling's protocol lays: its name resolver, its source addresses, its proxy. */
record GatlingRoute(Request request) implements Route {

  GatlingRoute {
    if (request.getProxyServer() instanceof HttpProxyServer proxy && proxy.isSecured()) {
      throw new IllegalStateException(
          "polls cannot go through a proxy that is spoken to over https ("
              + proxy.getHost()
              + "): use an http or SOCKS proxy");
    }
  }

  @Override
  public String host() {
    String host = request.getUri().getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public int port() {
    return request.getUri().getExplicitPort();
  }

  @Override
  public boolean tls() {
    return request.getUri().isSecured();
  }

  /** Whether the request line must carry the whole URL: a plain proxy reads it there. */
  boolean wholeUrl() {
    return request.getProxyServer() instanceof HttpProxyServer && !tls();
  }

  @Override
  public Future<List<InetSocketAddress>> addresses(EventLoop loop) {
    ProxyServer proxy = request.getProxyServer();
    if (proxy != null) {
      return loop.newSucceededFuture(
          List.of(
              wholeUrl()
                  ? proxy.getAddress()
                  : InetSocketAddress.createUnresolved(host(), port())));
    }
    Promise<List<InetSocketAddress>> found = loop.newPromise();
    Promise<List<InetAddress>> lookup = loop.newPromise();
    request
        .getNameResolver()
        .resolveAll(request.getUri().getHost(), lookup, null)
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
    return request.getLocalAddresses() == null || remote.isUnresolved()
        ? null
        : request.getLocalAddresses().getLocalAddressForRemote(remote.getAddress());
  }

  @Override
  public Proxy proxy() {
    if (request.getProxyServer() == null || wholeUrl()) {
      return null;
    }
    ProxyHandler handler = request.getProxyServer().newProxyHandler();
    return new Proxy(handler, handler.connectFuture());
  }
}
