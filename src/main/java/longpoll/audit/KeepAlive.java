package longpoll.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import longpoll.dialect.Client;
import longpoll.dialect.Dialect;
import longpoll.dialect.Purpose;
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
  private static final int SHORT_POLLS = 10;

  /** Polls that followed an answer, and how many of them went over the same connection. */
  record Reuse(List<SeenPoll> following, long reused) {
    Double share() {
      return following.isEmpty() ? null : (double) reused / following.size();
    }
  }

  private KeepAlive() {}

  static Reuse reuse(List<SeenPoll> side) {
    return reuse(side, SeenPoll::understood);
  }

  /**
   * @param ended which polls the connection should have outlived
   */
  private static Reuse reuse(List<SeenPoll> side, Predicate<SeenPoll> ended) {
    Map<Integer, SeenPoll> before = new HashMap<>();
    List<SeenPoll> following = new ArrayList<>();
    long reused = 0;
    for (SeenPoll poll : side) {
      SeenPoll previous = before.put(poll.client(), poll);
      if (previous != null && ended.test(previous)) {
        following.add(poll);
        reused += poll.overKeptConnection() ? 1 : 0;
      }
    }
    return new Reuse(following, reused);
  }

  /**
   * @param hop for polls that are not held, where the gateway let none of the others be answered
   */
  static Finding judge(Comparison seen, Side hop) throws InterruptedException {
    Reuse direct = reuse(seen.direct());
    Reuse via = reuse(seen.via());
    if (via.following.isEmpty() && seen.gateway() == Gateway.NGINX) {
      // It keeps connections over a 504 of its own; others do not.
      via = reuse(seen.via(), poll -> poll.exchange().answered());
    }
    if (via.following.isEmpty() && seen.plan().dialect().asksForHold()) {
      via = ofShortPolls(seen.plan(), hop);
    }
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
    if (direct.share() <= LOST && via.share() <= LOST) {
      return finding(
          Verdict.UNKNOWN, found.strip() + ": the server does not keep them either", "", List.of());
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

  private static Reuse ofShortPolls(AuditPlan plan, Side hop) throws InterruptedException {
    Dialect dialect = plan.dialect();
    if (dialect.handshakes() > 0) {
      return new Reuse(List.of(), 0);
    }
    Client client = new Client(hop.url(), plan.channels(), 0, "audit", null);
    Duration hold = dialect.shortestHold();
    List<SeenPoll> polls =
        hop
            .inTurn(
                SHORT_POLLS,
                dialect.request(Purpose.POLL, dialect.start(client), hold, plan.channels()),
                hold.plus(plan.margin()))
            .stream()
            .map(exchange -> new SeenPoll(1, exchange, 0, null))
            .toList();
    return reuse(polls, poll -> poll.exchange().answered());
  }

  private static Finding finding(
      Verdict verdict, String found, String advice, List<Finding.Moment> timeline) {
    return new Finding(ID, TITLE, verdict, found, RULE, advice, timeline);
  }
}
