package longpoll.audit;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Which gateway it is, as far as its answers tell, and what its settings are called. */
enum Gateway {
  NGINX(
      "nginx",
      "proxy_read_timeout (60 s unless set)",
      "proxy_buffering off, or the server's answer has the header X-Accel-Buffering: no",
      "keepalive_timeout (0 is off) and keepalive_requests (1000 unless set)",
      "proxy_http_version 1.1, proxy_set_header Connection \"\" and keepalive N in the upstream block",
      "worker_connections (both sides count) and limit_conn"),
  HAPROXY(
      "HAProxy",
      "timeout server, and timeout client if that is shorter",
      "no http-response wait-for-body, and option http-no-delay",
      "option http-keep-alive in place of httpclose, and timeout http-keep-alive",
      "option http-keep-alive in place of httpclose or http-server-close, and http-reuse",
      "maxconn: of global, frontend and server"),
  ALB(
      "AWS ALB",
      "idle_timeout.timeout_seconds (60 s unless set)",
      "nothing: it passes bytes on as they come",
      "client_keep_alive.seconds",
      "keep-alive at the server",
      "the targets' own limits"),
  ENVOY(
      "Envoy",
      "the route's timeout (15 s unless set) and idle_timeout",
      "no buffer filter on the route",
      "max_requests_per_connection and idle_timeout",
      "max_requests_per_connection of the cluster",
      "circuit_breakers of the cluster (1024 unless set)"),
  UNKNOWN(
      "the gateway",
      "nginx: proxy_read_timeout; HAProxy: timeout server; AWS ALB: idle_timeout.timeout_seconds",
      "nginx: proxy_buffering off; others: pass answers on as they come",
      "nginx: keepalive_timeout; HAProxy: option http-keep-alive",
      "nginx: proxy_http_version 1.1, proxy_set_header Connection \"\" and keepalive; HAProxy:"
          + " option http-keep-alive",
      "nginx: worker_connections; HAProxy: maxconn");

  private static final String HAPROXY_PAGE = "The server didn't respond in time.";

  final String title;
  final String readTimeout;
  final String passing;
  final String keepAlive;
  final String upstreamKeepAlive;
  final String connections;

  Gateway(
      String title,
      String readTimeout,
      String passing,
      String keepAlive,
      String upstreamKeepAlive,
      String connections) {
    this.title = title;
    this.readTimeout = readTimeout;
    this.passing = passing;
    this.keepAlive = keepAlive;
    this.upstreamKeepAlive = upstreamKeepAlive;
    this.connections = connections;
  }

  static Gateway of(List<SeenPoll> direct, List<SeenPoll> via) {
    if (via.stream().anyMatch(Gateway::isHaproxyPage)) {
      return HAPROXY;
    }
    String own = server(direct);
    String seen = server(via);
    if (seen.equals(own)) {
      return UNKNOWN;
    }
    return seen.startsWith("nginx") || seen.startsWith("openresty")
        ? NGINX
        : seen.startsWith("awselb") ? ALB : seen.startsWith("envoy") ? ENVOY : UNKNOWN;
  }

  private static boolean isHaproxyPage(SeenPoll poll) {
    return poll.exchange().status() == 504 && poll.body().start().contains(HAPROXY_PAGE);
  }

  private static String server(List<SeenPoll> polls) {
    return polls.stream()
        .map(poll -> poll.exchange().header("Server"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }
}
