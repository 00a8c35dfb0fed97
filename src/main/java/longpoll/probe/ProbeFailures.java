package longpoll.probe;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.Locale;
import longpoll.dialect.FailureKind;

/** Names what went wrong with a probe's poll, as the users' failures are named. */
final class ProbeFailures {
  private ProbeFailures() {}

  static String connecting(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
    if (e instanceof BindException || message.contains("cannot assign requested address")) {
      return FailureKind.NO_LOCAL_PORT;
    }
    if (message.contains("too many open files")) {
      return FailureKind.NO_DESCRIPTOR;
    }
    return e instanceof ConnectException && message.contains("refused")
        ? FailureKind.REFUSED
        : FailureKind.UNREACHABLE;
  }

  /**
   * The connection of a held poll has gone.
   *
   * @param answering whether a part of the answer had arrived
   */
  static String held(boolean answering, boolean reset) {
    if (answering) {
      return FailureKind.TRUNCATED;
    }
    return reset ? FailureKind.RESET : FailureKind.CLOSED;
  }
}
