package longpoll.report;

import static java.util.Map.entry;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import longpoll.dialect.FailureKind;
import longpoll.record.RunRecord;

/** Failures by kind, with a sentence for each. */
final class FailureKinds {
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          entry(FailureKind.REFUSED, "The target refused the connection: nothing listened there."),
          entry(FailureKind.UNREACHABLE, "No connection within the connect timeout, or no route."),
          entry(FailureKind.UNKNOWN_HOST, "The host name has no address."),
          entry(FailureKind.TLS, "The TLS handshake failed."),
          entry(FailureKind.CLOSED, "The connection was closed (FIN) while the poll was held."),
          entry(FailureKind.RESET, "The connection was reset (RST) while the poll was held."),
          entry(FailureKind.TIMEOUT, "No whole answer within the hold limit and its margin."),
          entry(FailureKind.TRUNCATED, "The connection ended in the middle of an answer."),
          entry(FailureKind.MALFORMED, "A whole answer came, but it does not fit the protocol."),
          entry(
              FailureKind.NO_LOCAL_PORT,
              "The injector had no port left towards the target: the fault is not the target's."),
          entry(
              FailureKind.NO_DESCRIPTOR,
              "The injector had no file descriptor left: the fault is not the target's."),
          entry(FailureKind.INTERNAL, "Something went wrong inside the injector, not the target."),
          entry(FailureKind.OTHER, "Failures of more kinds than are told apart."));

  private FailureKinds() {}

  static String sentence(String kind) {
    String known = SENTENCES.get(kind);
    if (known != null) {
      return known;
    }
    if (kind.equals("http-503")) {
      return "The target answered 503: it was over its capacity or shutting down.";
    }
    if (kind.matches("http-\\d{3}")) {
      return "The target answered with status " + kind.substring(5) + ".";
    }
    return "A kind of failure that this report has no sentence for.";
  }

  /** Null when no poll failed. */
  static Table of(RunRecord run) {
    Map<String, Long> window = kinds(run.polls() == null ? null : run.polls().failed());
    Map<String, Long> whole = kinds(run.totals() == null ? null : run.totals().failed());
    TreeSet<String> all = new TreeSet<>(window.keySet());
    all.addAll(whole.keySet());
    if (all.isEmpty()) {
      return null;
    }
    Table.Builder table =
        new Table.Builder("Failed polls by kind")
            .text("Kind")
            .numbers("In the window", "Whole run")
            .text("Meaning");
    for (String kind : all) {
      table.row(
          kind,
          Text.count(window.getOrDefault(kind, 0L)),
          Text.count(whole.getOrDefault(kind, 0L)),
          sentence(kind));
    }
    return table.build();
  }

  private static Map<String, Long> kinds(Map<String, Long> counts) {
    return counts == null ? Map.of() : new TreeMap<>(counts);
  }
}
