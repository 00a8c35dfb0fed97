package longpoll.audit;

import java.time.Duration;
import java.util.List;
import longpoll.dialect.PollRequest;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;
import longpoll.target.ServerStats;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;

/**
 * Finds out whether the gateway keeps its connections to the server: polls that are answered at
 * once are sent through it one after the other, and the server's own counts tell how many
 * connections they came over.
 */
final class UpstreamKeepAlive {
  static final String ID = "upstream-keep-alive";
  private static final String TITLE = "The gateway keeps its connections to the server";
  private static final int POLLS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Answered at once, and by nothing that others publish. */
  private static final PollRequest REQUEST =
      PollRequest.ofQuery("channel=" + AuditPlan.IDLE_CHANNEL + "&timeout=0");

  private UpstreamKeepAlive() {}

  /**
   * @param server direct, or null where it tells no counts
   */
  static Finding examine(Side via, TargetClient server, Gateway gateway)
      throws InterruptedException {
    if (server == null) {
      return unknown(
          "only a server that counts its connections can tell, as target-server does at /stats");
    }
    ServerStats before;
    ServerStats after;
    int sent;
    try {
      before = server.stats();
      sent = via.inTurn(POLLS, REQUEST, LIMIT).size();
      after = server.stats();
      if (after.polls() - before.polls() != sent) {
        return unknown(
            "the server counted "
                + (after.polls() - before.polls())
                + " polls while "
                + sent
                + " were sent through the gateway: others poll it, or the gateway answers by itself");
      }
    } catch (TargetException e) {
      return unknown(e.getMessage());
    }
    if (before.connectionsOpened() == null || after.connectionsOpened() == null) {
      return unknown("the server does not say how many connections were opened");
    }
    long opened = after.connectionsOpened() - before.connectionsOpened();
    String found =
        sent
            + " polls in turn through the gateway reached the server over "
            + opened
            + " new connections";
    return opened > sent / 2
        ? finding(
            Verdict.FAIL,
            found + ": each poll costs one more",
            "Keep connections to the server: " + gateway.upstreamKeepAlive + ".")
        : finding(Verdict.PASS, found, "");
  }

  private static Finding unknown(String why) {
    return finding(Verdict.UNKNOWN, why, "Look at the number of connections at the server.");
  }

  private static Finding finding(Verdict verdict, String found, String advice) {
    return new Finding(ID, TITLE, verdict, found, "", advice, List.of());
  }
}
