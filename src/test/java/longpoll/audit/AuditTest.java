package longpoll.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import longpoll.dialect.Dialects;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Verdict;
import longpoll.finding.FindingReport;
import longpoll.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AuditTest {
  private static final Duration HOLD = Duration.ofSeconds(1);
  private static final int POLLS = 10;

  private final List<AutoCloseable> stubs = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable stub : stubs) {
      stub.close();
    }
  }

  private <T extends AutoCloseable> T closed(T stub) {
    stubs.add(stub);
    return stub;
  }

  /** Publishes when all clients of both sides are parked. */
  private StubOrigin origin() throws Exception {
    return closed(StubOrigin.bare(HOLD, 2 * POLLS));
  }

  private StubGateway start(StubGateway gateway) {
    return closed(gateway).started();
  }

  private static AuditPlan plan(URI direct, URI via, String pieces) {
    return new AuditPlan(
        direct,
        via,
        Dialects.named("article", Map.of()),
        "",
        HOLD,
        POLLS,
        pieces,
        Duration.ofMillis(100),
        new Settings.Tls(false, ""));
  }

  private static FindingReport audit(StubPeer direct, StubPeer via) throws Exception {
    return audit(plan(direct.poll(), via.poll(), "pieces"));
  }

  private static FindingReport audit(AuditPlan plan) throws Exception {
    Audit audit = new Audit(plan);
    audit.check();
    return audit.run();
  }

  private static Finding finding(FindingReport report, String id) {
    return report.sections().get(0).findings().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> failed(FindingReport report) {
    return report.sections().get(0).findings().stream()
        .filter(one -> one.verdict() == Verdict.FAIL)
        .map(Finding::id)
        .collect(Collectors.toList());
  }

  @Test
  void nothingIsFoundAtAGatewayThatPassesEverythingOn() throws Exception {
    StubOrigin origin = origin();
    FindingReport report = audit(origin, start(StubGateway.to(origin)));

    assertThat(failed(report)).isEmpty();
    assertThat(finding(report, PollsCut.ID).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, ConnectionLimit.ID).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, KeepAlive.ID).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, Buffering.ID).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, AddedLag.ID).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, AnswerChanges.STATUSES).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, AnswerChanges.HEADERS).verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding(report, UpstreamKeepAlive.ID).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(report.sections().get(0).notices()).isEmpty();
  }

  @Test
  void pollsThatItCutsAreFoundWithTheTimeAndTheCost() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));
    FindingReport report =
        audit(origin, start(StubGateway.to(origin).cutting(Duration.ofMillis(500))));

    assertThat(failed(report)).containsExactly(PollsCut.ID);
    assertThat(finding(report, PollsCut.ID).found())
        .contains("with 504", "direct, 0 of", "times a day in place of 86,400", "loses what is");
    assertThat(finding(report, PollsCut.ID).timeline()).isNotEmpty();
  }

  @Test
  void answersThatItHoldsBackAreFound() throws Exception {
    StubOrigin origin = origin();
    FindingReport report = audit(origin, start(StubGateway.to(origin).buffering()));

    assertThat(failed(report)).containsExactly(Buffering.ID);
    assertThat(finding(report, Buffering.ID).found()).contains("the gateway holds back");
  }

  @Test
  void withoutAnAnswerInPiecesBufferingCannotBeTold() throws Exception {
    StubOrigin origin = origin();
    StubGateway gateway = start(StubGateway.to(origin).buffering());
    Finding finding =
        finding(audit(plan(origin.poll(), gateway.poll(), "poll?timeout=0")), Buffering.ID);

    assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(finding.found()).contains("does not come in pieces");
  }

  @Test
  void connectionsThatItEndsAfterEachAnswerAreFound() throws Exception {
    StubOrigin origin = origin();
    FindingReport report = audit(origin, start(StubGateway.to(origin).closing()));

    assertThat(failed(report)).containsExactly(KeepAlive.ID);
  }

  @Test
  void connectionsToTheServerThatItDoesNotKeepAreFoundInTheServersCounts() throws Exception {
    StubOrigin origin = closed(new StubOrigin(HOLD, 2 * POLLS, "e1", "{\"event\":1}"));

    FindingReport kept = audit(origin, start(StubGateway.to(origin)));
    assertThat(finding(kept, UpstreamKeepAlive.ID).verdict()).isEqualTo(Verdict.PASS);
    FindingReport lost = audit(origin, start(StubGateway.to(origin).closingUpstream()));
    assertThat(failed(lost)).containsExactly(UpstreamKeepAlive.ID);
  }

  @Test
  void pollsThatItRefusesAreFound() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));
    FindingReport report = audit(origin, start(StubGateway.to(origin).allowing(POLLS / 2)));

    assertThat(failed(report)).containsExactly(ConnectionLimit.ID);
    assertThat(finding(report, ConnectionLimit.ID).found()).contains("were refused (");
  }

  @Test
  void lagThatItAddsIsFound() throws Exception {
    StubOrigin origin = origin();
    FindingReport report =
        audit(origin, start(StubGateway.to(origin).delaying(Duration.ofMillis(300))));

    assertThat(failed(report)).containsExactly(AddedLag.ID);
  }

  @Test
  void headersAndStatusesThatItChangesAreFound() throws Exception {
    StubOrigin origin = origin();
    FindingReport report =
        audit(
            origin,
            start(
                StubGateway.to(origin)
                    .rewriting(
                        head ->
                            head.replace("204 No Content", "200 OK\r\nContent-Length: 0")
                                .replace("no-store", "max-age=60"))));

    assertThat(failed(report))
        .containsExactlyInAnyOrder(AnswerChanges.STATUSES, AnswerChanges.HEADERS);
    assertThat(finding(report, AnswerChanges.HEADERS).found())
        .contains("cache-control of a 200 is changed from no-store to max-age=60");
  }

  @Test
  void twoServersAreToldApartByTheirEpochs() throws Exception {
    StubOrigin one = closed(new StubOrigin(HOLD, 0, "e1", "{}"));
    StubOrigin other = closed(new StubOrigin(HOLD, 0, "e2", "{}"));

    assertThatThrownBy(() -> audit(one, other))
        .isInstanceOf(AuditException.class)
        .hasMessageStartingWith("two URLs that are different servers: the epoch of ");
  }

  @Test
  void whatCannotBeToldOfTwoServersIsSaid() throws Exception {
    StubOrigin one = closed(StubOrigin.bare(HOLD, 0));
    StubOrigin other = closed(StubOrigin.bare(HOLD, 0));

    assertThat(audit(one, other).sections().get(0).notices())
        .singleElement()
        .asString()
        .startsWith("whether both URLs are the same server cannot be told");
  }

  @Test
  void aGatewayThatIsNotThereIsOneMessage() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));
    StubOrigin gone = StubOrigin.bare(HOLD, 0);
    gone.close();

    assertThatThrownBy(() -> audit(origin, gone))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("--via: The target " + gone.poll() + " cannot be polled");
  }

  @Test
  void aPathThatTheGatewayDoesNotKnowIsOneMessage() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));

    assertThatThrownBy(() -> audit(plan(origin.poll(), origin.poll().resolve("/elsewhere"), null)))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("there is no such path (404)");
  }

  @Test
  void aGatewayThatGoesAwayIsOneMessage() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));
    CountDownLatch secondPolls = origin.afterPolls(3 * POLLS);
    StubGateway gateway = start(StubGateway.to(origin));
    Audit audit = new Audit(plan(origin.poll(), gateway.poll(), "pieces"));
    audit.check();
    CompletableFuture<FindingReport> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return audit.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    secondPolls.await();
    gateway.close();

    assertThatThrownBy(running::join)
        .hasCauseInstanceOf(AuditException.class)
        .hasMessageContaining("went away during the audit");
  }

  @Test
  void aClientsPollsADayAreThoseOfItsOwnPace() throws Exception {
    StubOrigin origin = closed(StubOrigin.bare(HOLD, 0));
    FindingReport report = audit(origin, start(StubGateway.to(origin)));

    assertThat(
            report.sections().get(0).figures().stream()
                .filter(figure -> figure.name().equals("polls.day"))
                .findFirst()
                .orElseThrow()
                .values())
        // No client can poll more often than the hold allows, and a busy machine takes longer.
        .allSatisfy(
            value ->
                assertThat(value)
                    .isBetween(0.5 * 86_400_000 / HOLD.toMillis(), 86_400_000.0 / HOLD.toMillis()));
  }

  @Test
  void theSameUrlTwiceIsRefused() {
    URI url = URI.create("http://127.0.0.1:1/poll");
    assertThatThrownBy(() -> plan(url, url, null))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("the same URL");
  }
}
