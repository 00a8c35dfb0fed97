package longpoll.gatling;

import io.gatling.http.client.impl.PrematureCloseException;
import io.gatling.http.client.impl.RequestTimeoutException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import longpoll.dialect.FailureKind;

/** Names what went wrong with a poll, from what the HTTP client threw. */
final class Failures {
  private Failures() {}

  /**
   * @param answering whether a part of the answer had arrived
   */
  static String kindOf(Throwable thrown, boolean answering) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String kind = kindOfOne(cause, answering);
      if (kind != null) {
        return kind;
      }
    }
    return FailureKind.INTERNAL;
  }

  private static String kindOfOne(Throwable cause, boolean answering) {
    String message = cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
    if (cause instanceof RequestTimeoutException) {
      return FailureKind.TIMEOUT;
    }
    if (cause instanceof PrematureCloseException) {
      return answering ? FailureKind.TRUNCATED : FailureKind.CLOSED;
    }
    if (cause instanceof UnknownHostException) {
      return FailureKind.UNKNOWN_HOST;
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
    if (cause instanceof IOException) {
      return answering ? FailureKind.TRUNCATED : FailureKind.RESET;
    }
    if (cause.getClass().getName().startsWith("io.netty.handler.codec.")
        || cause instanceof IllegalArgumentException) {
      return FailureKind.MALFORMED;
    }
    return null;
  }
}
