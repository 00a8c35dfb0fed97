package longpoll.target;

import java.net.URI;
import longpoll.dialect.FailureKind;
import longpoll.transport.DirectRoute;
import longpoll.transport.SingleRequests;

/** Why a request got no answer, and what to do about it. */
public final class FailuresInWords {
  private FailuresInWords() {}

  public static String of(URI uri, SingleRequests.Reply reply) {
    DirectRoute route = DirectRoute.to(uri, null);
    String where = uri.getHost() + ":" + route.port();
    return switch (reply.failure()) {
      case FailureKind.UNKNOWN_HOST ->
          "the host name " + uri.getHost() + " has no address: check the name";
      case FailureKind.UNREACHABLE ->
          "no connection to " + where + " in time: check host, port and firewall";
      case FailureKind.REFUSED ->
          "nothing accepts connections at " + where + ": is the server running?";
      case FailureKind.TIMEOUT -> "no answer in time";
      case FailureKind.TLS ->
          "no TLS connection to "
              + where
              + " ("
              + reply.detail()
              + "): set tls.trust-store (--trust-store) to a file with its certificate, or, for a test"
              + " server, tls.trust-all=true (--trust-all); or check whether the server speaks plain http there";
      case FailureKind.NO_HTTP2 ->
          "nothing speaks HTTP/2 at " + where + " (" + reply.detail() + ")";
      case FailureKind.NO_LOCAL_PORT -> "this machine has no port left towards " + where;
      case FailureKind.NO_DESCRIPTOR -> "this process has no file descriptor left: raise ulimit -n";
      case FailureKind.MALFORMED ->
          reply.status() == 0
              ? "what answers at " + where + " does not speak HTTP: check the port"
              : "its answer cannot be read (" + reply.detail() + ")";
      default ->
          "the connection was closed before a whole answer came ("
              + reply.detail()
              + "): does an HTTP server listen there, and is it http and not https?";
    };
  }
}
