package longpoll.audit;

import java.util.List;
import java.util.stream.Stream;
import longpoll.audit.SeenPoll.Fate;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;

/** Judges whether the gateway holds as many polls side by side as the server does. */
final class ConnectionLimit {
  static final String ID = "connection-limit";
  private static final String TITLE =
      "The gateway holds as many polls side by side as the server does";

  private ConnectionLimit() {}

  static Finding judge(Comparison seen) {
    List<SeenPoll> refused = seen.withFate(seen.via(), Fate.REFUSED);
    List<SeenPoll> silent = seen.withFate(seen.via(), Fate.SILENT);
    int polls = seen.plan().polls();
    if (refused.isEmpty() && silent.isEmpty()) {
      return finding(
          Verdict.PASS,
          "of "
              + polls
              + " clients side by side none was refused or left waiting; at most "
              + Comparison.heldAtOnce(seen.via())
              + " polls were held at a time, direct "
              + Comparison.heldAtOnce(seen.direct()),
          "",
          List.of());
    }
    long refusedDirect = seen.withFate(seen.direct(), Fate.REFUSED).size();
    long silentDirect = seen.withFate(seen.direct(), Fate.SILENT).size();
    String found =
        "of "
            + polls
            + " clients side by side, via: "
            + Comparison.clients(refused)
            + " were refused"
            + (refused.isEmpty() ? "" : " (" + Words.kinds(refused, SeenPoll::ending) + ")")
            + ", "
            + Comparison.clients(silent)
            + " got no answer within "
            + Words.time(seen.plan().patience().toNanos() / 1e3)
            + ", and at most "
            + Comparison.heldAtOnce(seen.via())
            + " polls were held at a time; direct: "
            + refusedDirect
            + " refused, "
            + silentDirect
            + " without an answer, "
            + Comparison.heldAtOnce(seen.direct())
            + " held at a time";
    List<Finding.Moment> timeline =
        Stream.concat(refused.stream(), silent.stream()).findFirst().orElseThrow().timeline("via");
    if (2 * (refusedDirect + silentDirect) > refused.size() + silent.size()) {
      return finding(
          Verdict.UNKNOWN,
          found + ": the server does so by itself",
          "Try fewer --polls.",
          timeline);
    }
    return finding(
        Verdict.FAIL,
        found,
        "Allow a connection for each client on either side: " + seen.gateway().connections + ".",
        timeline);
  }

  private static Finding finding(
      Verdict verdict, String found, String advice, List<Finding.Moment> timeline) {
    return new Finding(ID, TITLE, verdict, found, "", advice, timeline);
  }
}
