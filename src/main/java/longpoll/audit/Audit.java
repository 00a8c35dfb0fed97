package longpoll.audit;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import longpoll.finding.FindingReport.Fact;
import longpoll.target.TargetClient;
import longpoll.target.TargetException;
import longpoll.text.Excerpt;
import longpoll.transport.SingleRequests;

/**
 * Polls a server directly and through a gateway, side by side, and judges what the gateway does.
 * Blocks for {@link AuditPlan#duration} and some seconds more.
 */
public final class Audit {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Set<String> OWN_FAILURES =
      Set.of(FailureKind.NO_DESCRIPTOR, FailureKind.NO_LOCAL_PORT, FailureKind.INTERNAL);

  private static final int LONGEST_FOUND = 2_000;

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
      Comparison seen = Comparison.of(plan, direct.stop(), via.stop());
      usable(seen);
      standing("--direct", plan.direct(), seen.direct());
      standing("--via", plan.via(), seen.via());
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

  /**
   * What this machine lacks, and what a side that has gone does not answer, says nothing of the
   * gateway.
   */
  private void standing(String option, URI url, List<SeenPoll> polls) {
    long refused =
        polls.stream()
            .filter(poll -> FailureKind.REFUSED.equals(poll.exchange().failure()))
            .mapToInt(SeenPoll::client)
            .distinct()
            .count();
    for (SeenPoll poll : polls) {
      String failure = poll.exchange().failure();
      if (failure != null && OWN_FAILURES.contains(failure)) {
        throw new AuditException(
            option
                + ": the polls of the audit itself failed ("
                + poll.exchange().detail()
                + "): audit with fewer --polls, or raise this machine's limit (ulimit -n)");
      }
      boolean gone =
          // One may be refused for any reason.
          refused >= Math.min(2, plan.polls())
              && FailureKind.REFUSED.equals(failure)
              && polls.stream()
                  .noneMatch(one -> one.understood() && one.sentMicros() > poll.sentMicros());
      if (gone) {
        throw new AuditException(
            option
                + ": "
                + url
                + " went away during the audit ("
                + poll.exchange().detail()
                + "): nothing can be said of it");
      }
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
    return findings.stream().map(this::shown).toList();
  }

  /** What a server sent may be in it. */
  private Finding shown(Finding finding) {
    return new Finding(
        finding.id(),
        finding.title(),
        finding.verdict(),
        Excerpt.of(plan.masking().apply(finding.found()), LONGEST_FOUND),
        finding.rule(),
        finding.advice(),
        finding.timeline());
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
