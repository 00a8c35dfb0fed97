package longpoll.transport;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import longpoll.dialect.FailureKind;

/** Names what went wrong with a connection, from what Netty and the system threw. */
final class Failures {
  private Failures() {}

  /** The server does not speak HTTP/2. */
  static final class NoHttp2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param chosen what it chose instead, by ALPN, or null
     */
    NoHttp2Exception(String chosen) {
      super(
          "by ALPN the server chose "
              + (chosen == null ? "no protocol" : chosen)
              + ": turn HTTP/2 on there, or set protocol=h1");
    }
  }

  /** Loads what names failures: without a file descriptor left, no class could be. */
  static void load() {
    connecting(new BindException());
    inWords(new IOException());
  }

  /** Why no connection came about. */
  static String connecting(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String kind = kindOf(cause);
      if (kind != null) {
        return kind;
      }
    }
    return thrown instanceof IOException ? FailureKind.UNREACHABLE : FailureKind.INTERNAL;
  }

  private static String kindOf(Throwable cause) {
    String message = cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return FailureKind.UNKNOWN_HOST;
    }
    if (cause instanceof NoHttp2Exception) {
      return FailureKind.NO_HTTP2;
    }
    if (cause instanceof SSLException) {
      return FailureKind.TLS;
    }
    if (cause instanceof BindException || message.contains("cannot assign requested address")) {
      return FailureKind.NO_LOCAL_PORT;
    }
    if (message.contains("too many open files")) {
      return FailureKind.NO_DESCRIPTOR;
    }
    if (cause instanceof ConnectTimeoutException || cause instanceof NoRouteToHostException) {
      return FailureKind.UNREACHABLE;
    }
    if (cause instanceof ConnectException) {
      return message.contains("refused") ? FailureKind.REFUSED : FailureKind.UNREACHABLE;
    }
    return null;
  }

  static boolean isTls(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** The innermost message there is. */
  static String inWords(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null && deepest.getCause().getMessage() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }
}
