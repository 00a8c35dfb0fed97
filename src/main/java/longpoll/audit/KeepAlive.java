package longpoll.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;

/** Judges whether a client's connection to the gateway serves its next poll as well. */
final class KeepAlive {
  static final String ID = "keep-alive";
  private static final String TITLE = "A client keeps its connection from one poll to the next";
  private static final String RULE =
      "RFC 9112, 9.3: connections persist unless one side says otherwise";

  private static final double KEPT = 0.9;
  private static final double LOST = 0.5;

  /** Polls that followed an answer, and how many of them went over the same connection. */
  record Reuse(List<SeenPoll> following, long reused) {
    Double share() {
      return following.isEmpty() ? null : (double) reused / following.size();
    }
  }

  private KeepAlive() {}

  static Reuse reuse(List<SeenPoll> side) {
    Map<Integer, SeenPoll> before = new HashMap<>();
    List<SeenPoll> following = new ArrayList<>();
    long reused = 0;
    for (SeenPoll poll : side) {
      SeenPoll previous = before.put(poll.client(), poll);
      if (previous != null && previous.understood()) {
        following.add(poll);
        reused += poll.overKeptConnection() ? 1 : 0;
      }
    }
    return new Reuse(following, reused);
  }

  static Finding judge(Comparison seen) {
    Reuse direct = reuse(seen.direct());
    Reuse via = reuse(seen.via());
    String found =
        "via, "
            + Words.part(via.reused, via.following.size(), "further polls")
            + " went over the connection of the poll before; direct, "
            + Words.part(direct.reused, direct.following.size(), "");
    if (direct.share() == null || via.share() == null) {
      return finding(
          Verdict.UNKNOWN,
          found.strip() + ": no client had a second poll after an answer",
          "",
          List.of());
    }
    if (via.share() >= KEPT || via.share() >= direct.share()) {
      return finding(Verdict.PASS, found.strip(), "", List.of());
    }
    if (direct.share() >= KEPT && via.share() <= LOST) {
      return finding(
          Verdict.FAIL,
          found.strip() + ". Each poll costs a connection, and TLS a handshake",
          "Let connections of clients stay: " + seen.gateway().keepAlive + ".",
          via.following.get(0).timeline("via"));
    }
    return finding(Verdict.UNKNOWN, found.strip() + ": neither all nor none", "", List.of());
  }

  private static Finding finding(
      Verdict verdict, String found, String advice, List<Finding.Moment> timeline) {
    return new Finding(ID, TITLE, verdict, found, RULE, advice, timeline);
  }
}
