package longpoll.target;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import longpoll.text.Excerpt;

/** The HTTP client of this package, and its errors in words. */
public final class TargetHttp {
  /** How long connecting may take. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  private TargetHttp() {}

  /** A client with the usual limit on connecting. */
  public static HttpClient client() {
    return client(CONNECT_LIMIT);
  }

  /**
   * A client that does what a load injector does: HTTP/1.1, no proxy, no redirect followed. Safe
   * for any thread.
   */
  public static HttpClient client(Duration connectLimit) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(connectLimit)
        .build();
  }

  /** What an exchange's failure means. */
  static String inWords(URI uri, Throwable failure) {
    String where = uri.getHost() + ":" + port(uri);
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return "the host name " + uri.getHost() + " has no address: check the name";
    }
    if (has(failure, HttpConnectTimeoutException.class)) {
      return "https".equalsIgnoreCase(uri.getScheme())
          ? "no TLS connection to "
              + where
              + " in time: check host, port and firewall, or whether the server speaks plain http"
              + " there"
          : "no connection to " + where + " in time: check host, port and firewall";
    }
    if (has(failure, ConnectException.class)) {
      return "nothing accepts connections at " + where + ": is the server running?";
    }
    if (has(failure, HttpTimeoutException.class)) {
      return "no answer in time";
    }
    if (has(failure, SSLException.class)) {
      return "no TLS connection ("
          + Excerpt.of(deepest(failure).getMessage())
          + "): check the certificate, or whether the server speaks plain http there";
    }
    String message = Excerpt.of(String.valueOf(deepest(failure).getMessage()));
    if (message.contains("nvalid status line") || message.contains("protocol")) {
      return "what answers at " + where + " does not speak HTTP: check the port";
    }
    return "the connection was closed before a whole answer came ("
        + message
        + "): does an HTTP server listen there, and is it http and not https?";
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable deepest(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null && t.getCause().getMessage() != null) {
      t = t.getCause();
    }
    return t;
  }
}
