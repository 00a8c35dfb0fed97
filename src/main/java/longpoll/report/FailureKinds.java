package longpoll.report;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import longpoll.dialect.FailureKind;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/** Failures by kind, with a sentence for each. */
final class FailureKinds {
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          entry(FailureKind.REFUSED, "The target refused the connection: nothing listened there."),
          entry(FailureKind.UNREACHABLE, "No connection within the connect timeout, or no route."),
          entry(FailureKind.UNKNOWN_HOST, "The host name has no address."),
          entry(FailureKind.TLS, "The TLS handshake failed."),
          entry(FailureKind.NO_HTTP2, "The server does not speak HTTP/2."),
          entry(FailureKind.CLOSED, "The connection was closed (FIN) while the poll was held."),
          entry(FailureKind.RESET, "The connection was reset (RST) while the poll was held."),
          entry(FailureKind.TIMEOUT, "No whole answer within the hold limit and its margin."),
          entry(FailureKind.TRUNCATED, "The connection ended in the middle of an answer."),
          entry(FailureKind.MALFORMED, "A whole answer came, but it does not fit the protocol."),
          entry(
              FailureKind.SESSION_LOST,
              "The server had forgotten the session; the user began another one."),
          entry(FailureKind.THROTTLED, "The server asked the user to stay away for a while."),
          entry(FailureKind.STREAM_CLOSED, "The server ended the stream of events for good."),
          entry(
              FailureKind.NO_LOCAL_PORT,
              "The injector had no port left towards the target: the fault is not the target's."),
          entry(
              FailureKind.NO_DESCRIPTOR,
              "The injector had no file descriptor left: the fault is not the target's."),
          entry(FailureKind.INTERNAL, "Something went wrong inside the injector, not the target."),
          entry(FailureKind.OTHER, "Failures of more kinds than are told apart."));

  /** Kinds that the injector causes, or whose time is known from their name. */
  private static final Set<String> OWN =
      Set.of(
          FailureKind.TIMEOUT,
          FailureKind.NO_LOCAL_PORT,
          FailureKind.NO_DESCRIPTOR,
          FailureKind.INTERNAL,
          FailureKind.OTHER);

  /** Fewer may well come at one time by chance. */
  private static final int FEWEST = 5;

  /** What fails sooner was not held. */
  private static final double SHORTEST_MILLIS = 500;

  /** Failures so near each other come after the same wait. */
  private static final double SAME_MILLIS = 100;

  private static final double SAME_SHARE = 0.05;

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
    Map<String, RunRecord.Failure> holds = new HashMap<>();
    failures(run).forEach(failure -> holds.put(failure.kind(), failure));
    // Older records have no holds.
    boolean timed = run.failures() != null;
    Table.Builder table =
        new Table.Builder("Failed polls by kind")
            .text("Kind")
            .numbers("In the window", "Whole run");
    if (timed) {
      table.numbers("Failed after, min", "p50", "Max");
    }
    table.text("Meaning");
    for (String kind : all) {
      List<String> row = new ArrayList<>();
      row.add(kind);
      row.add(Numbers.count(window.getOrDefault(kind, 0L)));
      row.add(Numbers.count(whole.getOrDefault(kind, 0L)));
      if (timed) {
        row.addAll(holds(holds.get(kind)));
      }
      row.add(sentence(kind));
      table.row(row.toArray(String[]::new));
    }
    return timed
        ? table
            .note(
                "Failed after: how long these polls had been waiting, over the whole run; a dash"
                    + " where none was ever sent.")
            .build()
        : table.build();
  }

  /** For the terminal; null when no poll failed. */
  static Table brief(RunRecord run) {
    if (failures(run).isEmpty()) {
      return null;
    }
    Table.Builder table =
        new Table.Builder("Failed polls of the whole run")
            .text("Failed polls")
            .numbers("count", "after, min", "p50", "max");
    for (RunRecord.Failure failure : failures(run)) {
      List<String> row = new ArrayList<>(List.of(failure.kind(), Numbers.count(failure.count())));
      row.addAll(holds(failure));
      table.row(row.toArray(String[]::new));
    }
    return table.build();
  }

  /**
   * A sentence for each kind whose failures all come after the same wait: what ends them is a
   * time-out, not chance.
   */
  static List<String> cuts(RunRecord run) {
    return failures(run).stream().filter(FailureKinds::cut).map(FailureKinds::inWords).toList();
  }

  private static boolean cut(RunRecord.Failure failure) {
    boolean known =
        failure.holdMinMs() != null && failure.holdP50Ms() != null && failure.holdMaxMs() != null;
    if (!known || failure.count() < FEWEST || OWN.contains(failure.kind())) {
      return false;
    }
    double apart = failure.holdMaxMs() - failure.holdMinMs();
    return failure.holdMinMs() >= SHORTEST_MILLIS
        && apart <= Math.max(SAME_MILLIS, SAME_SHARE * failure.holdP50Ms());
  }

  private static String inWords(RunRecord.Failure failure) {
    String kind = failure.kind();
    boolean connection =
        List.of(FailureKind.CLOSED, FailureKind.RESET, FailureKind.TRUNCATED).contains(kind);
    boolean gaveUp = connection || kind.equals("http-408") || kind.matches("http-5\\d{2}");
    return "All "
        + Numbers.count(failure.count())
        + " "
        + kind
        + " came "
        // The soonest is the nearest to what the timer is set to.
        + Numbers.digits(failure.holdMinMs() / 1e3)
        + "\u00a0s after their poll was sent, within "
        + Numbers.millis(failure.holdMaxMs() - failure.holdMinMs())
        + " of each other: "
        + (gaveUp
            ? "a proxy's or server's timeout cuts them there; look at its read timeout."
            : "the target or a proxy answers so when a time is up; if that is its way to say that"
                + " nothing came, the dialect does not fit.");
  }

  private static List<String> holds(RunRecord.Failure failure) {
    return failure == null
        ? List.of(Numbers.NONE, Numbers.NONE, Numbers.NONE)
        : List.of(
            Numbers.millis(failure.holdMinMs()),
            Numbers.millis(failure.holdP50Ms()),
            Numbers.millis(failure.holdMaxMs()));
  }

  private static List<RunRecord.Failure> failures(RunRecord run) {
    return run.failures() == null ? List.of() : run.failures();
  }

  private static Map<String, Long> kinds(Map<String, Long> counts) {
    return counts == null ? Map.of() : new TreeMap<>(counts);
  }
}
