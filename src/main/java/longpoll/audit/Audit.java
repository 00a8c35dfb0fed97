package longpoll.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import longpoll.finding.FindingReport.Fact;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;
import longpoll.transport.SingleRequests;

/**
 * Polls a server directly and through a gateway, side by side, and judges what the gateway does.
 * Blocks for {@link AuditPlan#duration} and some seconds more.
 */
public final class Audit {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final AuditPlan plan;

  /** Whether both are seen to be one server. */
  private boolean same;

  private final List<String> notices = new ArrayList<>();

  public Audit(AuditPlan plan) {
    this.plan = plan;
  }

  /** Whether the server takes a poll of the plan's dialect. */
  public static boolean isSpoken(AuditPlan plan) {
    return SameServer.isSpoken(plan);
  }

  /**
   * Checks before anything is measured that both can be polled.
   *
   * @throws AuditException when they cannot, or are seen to be different servers
   */
  public void check() throws InterruptedException {
    same = SameServer.check(plan);
  }

  /**
   * @throws AuditException when both are seen to be different servers, or nothing can be compared
   */
  public FindingReport run() throws InterruptedException {
    Instant startedAt = Instant.now();
    long origin = System.nanoTime();
    try (Side direct = new Side("direct", plan.direct(), plan, origin);
        Side via = new Side("via", plan.via(), plan, origin)) {
      direct.start();
      via.start();
      TimeUnit.NANOSECONDS.sleep(plan.duration().toNanos());
      Comparison seen =
          Comparison.of(plan, direct.stop(), via.stop(), (System.nanoTime() - origin) / 1_000);
      usable(seen);
      String doubt = SameServer.check(seen);
      if (doubt != null && !same) {
        notices.add(doubt);
      }
      AddedLag lag = AddedLag.of(seen);
      // Their connections are in nobody's way any more.
      direct.close();
      via.close();
      List<Finding> findings = findings(seen, lag);
      long durationMs = (System.nanoTime() - origin) / 1_000_000;
      return new FindingReport(
          FindingReport.Kind.AUDIT,
          plan.via() + " beside " + plan.direct(),
          startedAt,
          durationMs,
          List.of(
              new FindingReport.Section(
                  seen.gateway() == Gateway.UNKNOWN ? "gateway" : seen.gateway().title,
                  about(),
                  List.of("direct", "via"),
                  AuditFigures.of(seen, lag),
                  findings,
                  notices)));
    }
  }

  /** Without answers there is nothing to compare with. */
  private void usable(Comparison seen) {
    if (seen.direct().stream().noneMatch(SeenPoll::understood)) {
      throw new AuditException(
          "--direct: "
              + plan.direct()
              + " answered none of its polls within "
              + plan.patience().toMillis()
              + " ms"
              + (seen.direct().isEmpty()
                  ? ""
                  : " (" + Words.kinds(seen.direct(), SeenPoll::ending) + ")")
              + ": set --hold to the longest that the server holds a poll");
    }
  }

  private List<Finding> findings(Comparison seen, AddedLag lag) throws InterruptedException {
    boolean bundled = SameServer.isBundled(seen.direct());
    List<Finding> findings = new ArrayList<>();
    findings.add(PollsCut.judge(seen));
    findings.add(ConnectionLimit.judge(seen));
    long origin = System.nanoTime();
    try (Side direct = new Side("direct", plan.direct(), plan, origin);
        Side via = new Side("via", plan.via(), plan, origin);
        SingleRequests requests = new SingleRequests(plan.direct(), plan.tls(), Side.BODY)) {
      TargetClient server = bundled ? stats(requests) : null;
      findings.add(KeepAlive.judge(seen, via));
      findings.add(UpstreamKeepAlive.examine(via, server, seen.gateway()));
      findings.add(Buffering.examine(direct, via, seen, bundled));
    }
    findings.add(lag.judge(plan));
    findings.add(AnswerChanges.statuses(seen));
    findings.add(AnswerChanges.headers(seen));
    return findings;
  }

  /** Null where the server does not tell. */
  private TargetClient stats(SingleRequests requests) {
    TargetClient server = new TargetClient(requests, plan.direct(), LIMIT);
    try {
      server.stats();
      return server;
    } catch (TargetException e) {
      return null;
    }
  }

  private List<Fact> about() {
    return List.of(
        new Fact("direct", plan.direct().toString()),
        new Fact("via", plan.via().toString()),
        new Fact("dialect", plan.dialect().name()),
        new Fact("hold limit", plan.hold().toMillis() + " ms"),
        new Fact("polls side by side", String.valueOf(plan.polls())));
  }
}
