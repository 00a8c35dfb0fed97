package longpoll.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import longpoll.transport.SingleRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TargetClientTest {
  private static final String OWN_COUNTS =
      "\"parked\":1,\"peak\":2,\"polls\":30,\"delivered\":11,\"empty\":12,\"gap\":3,\"aborted\":4,"
          + "\"published\":5,\"rejected\":6,\"connections\":7";

  private StubTarget stub;
  private TargetClient client;

  @BeforeEach
  void start() throws IOException {
    stub = new StubTarget();
    client = client(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void theClockIsReadBesideThePollEndpoint() {
    stub.answer("/deep/time", 200, "{\"now\":1700000000000001}");

    assertThat(client.time()).isEqualTo(1_700_000_000_000_001L);
  }

  @Test
  void aPlanIsAskedForInSlicesAndComesSorted() {
    stub.on(
        "/deep/plan",
        exchange ->
            StubTarget.send(
                exchange,
                200,
                exchange.getRequestURI().getQuery().contains("from=0&")
                    ? "{\"planned\":[5,3]}"
                    : "{\"planned\":[300000001]}"));

    assertThat(client.plan(0, 400_000_000, "a b")).containsExactly(3, 5, 300_000_001);
    assertThat(stub.requests)
        .containsExactly(
            "/deep/plan?from=0&to=300000000&channel=a+b",
            "/deep/plan?from=300000000&to=400000000&channel=a+b");
  }

  @Test
  void plansAreKeptByChannel() {
    stub.answer("/deep/plan", 200, "{\"planned\":[4]}");

    assertThat(client.plans(0, 10, List.of("c1", "c0"))).containsOnlyKeys("c0", "c1");
  }

  @Test
  void countsOfTheBundledServerAreReadInFull() {
    stub.answer(
        "/deep/stats",
        200,
        "{"
            + OWN_COUNTS
            + ",\"epoch\":\"e\",\"version\":\"0.1\",\"now\":9,\"origin\":8,\"malformed\":0,"
            + "\"connectionsOpened\":70,\"parkedSeconds\":1.5,\"eventsDelivered\":13,\"cpu\":0.25,"
            + "\"cores\":2,\"rssBytes\":1000,\"heapUsedBytes\":500,"
            + "\"gc\":{\"count\":1,\"pauseMs\":2.5,\"pauseMaxMs\":2.5,"
            + "\"recent\":[{\"endedAt\":7,\"ms\":2.5}]},\"publishSlipP99Ms\":0.1,"
            + "\"publishSlipMaxMs\":0.2,\"hold\":10.0,\"schedule\":\"poisson\",\"every\":10.0,"
            + "\"seed\":1,\"channels\":[\"c0\",\"c1\"],\"backlog\":1024,\"another\":true}");

    ServerStats stats = client.stats();

    assertThat(stats.polls()).isEqualTo(30);
    assertThat(stats.delivered()).isEqualTo(11);
    assertThat(stats.aborted()).isEqualTo(4);
    assertThat(stats.parkedSeconds()).isEqualTo(1.5);
    assertThat(stats.gc())
        .isEqualTo(new ServerStats.Gc(1L, 2.5, 2.5, List.of(new ServerStats.Pause(7L, 2.5))));
    assertThat(stats.channels()).containsExactly("c0", "c1");
    assertThat(stats.backlog()).isEqualTo(1024);
  }

  @Test
  void whatAnotherServerDoesNotTellIsNullAndNotZero() {
    stub.answer("/deep/stats", 200, "{" + OWN_COUNTS + "}");

    ServerStats stats = client.stats();

    assertThat(stats.rssBytes()).isNull();
    assertThat(stats.cpu()).isNull();
    assertThat(stats.gc()).isNull();
    assertThat(stats.channels()).isNull();
  }

  @Test
  void aCountOfTheProtocolThatIsMissingIsNamed() {
    stub.answer("/deep/stats", 200, "{\"parked\":1}");

    assertThatThrownBy(client::stats)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("/deep/stats")
        .hasMessageContaining("'peak'");
  }

  @Test
  void whatIsTooLongToBeKeptIsAsGoodAsNotTold() {
    stub.answer(
        "/deep/stats",
        200,
        "{"
            + OWN_COUNTS
            + ",\"epoch\":\""
            + "e".repeat(257)
            + "\",\"channels\":[\"c0\",\""
            + "c".repeat(257)
            + "\"]}");

    assertThat(client.stats().epoch()).isNull();
    assertThat(client.stats().channels()).isNull();
    assertThat(client.stats().polls()).isEqualTo(30);
  }

  @Test
  void moreChannelsThanCanBeAskedForAreNone() {
    String names = "\"c\",".repeat(ServerStats.MOST_CHANNELS);
    stub.answer("/deep/stats", 200, "{" + OWN_COUNTS + ",\"channels\":[" + names + "\"c\"]}");

    assertThat(client.stats().channels()).isNull();
  }

  @Test
  void textOfAServerIsFitToBePrinted() {
    stub.answer(
        "/deep/stats",
        200,
        "{"
            + OWN_COUNTS
            + ",\"version\":\"1\\u001b[31m\\n"
            + "x".repeat(1_000)
            + "\",\"schedule\":\"a\\u202eb\"}");

    assertThat(client.stats().version())
        .startsWith("1\ufffd[31m xxx")
        .hasSizeLessThanOrEqualTo(203);
    assertThat(client.stats().schedule()).isEqualTo("a\ufffdb");
  }

  @Test
  void whatAServerSaysInsteadIsQuotedInOnePrintableLine() {
    stub.answer("/deep/stats", 500, "\u001b]0;title\u0007\n\u202e" + "x".repeat(9_000));
    stub.answer("/deep/plan", 200, "{\"planned\":[\"\\u001b[2J\"]}");

    assertThatThrownBy(client::stats)
        .hasMessageContaining("answered 500 where 200 was expected: \ufffd]0;title\ufffd \ufffdxxx")
        .message()
        .hasSizeLessThan(400);
    // Jackson writes the escape as JSON has it.
    assertThatThrownBy(() -> client.plan(0, 1, "c0"))
        .hasMessageContaining("has '\"\\u001B[2J\"' where an instant belongs");
  }

  @Test
  void anAnswerThatIsNotWhatWasAskedForIsNamed() {
    stub.answer("/deep/time", 200, "{\"now\":\"noon\"}");
    stub.answer("/deep/stats", 200, "<html>");
    stub.answer("/deep/plan", 400, "too\nmany");

    assertThatThrownBy(client::time).hasMessageContaining("has no whole number 'now'");
    assertThatThrownBy(client::stats).hasMessageContaining("did not answer with JSON: <html>");
    assertThatThrownBy(() -> client.plan(0, 1, "c0"))
        .hasMessageContaining("answered 400 where 200 was expected: too many");
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForLongerThanTheLimit() {
    CountDownLatch released = new CountDownLatch(1);
    stub.on("/deep/time", exchange -> released.await());

    assertThatThrownBy(client(Duration.ofMillis(200))::time)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("no answer in time");
  }

  private TargetClient client(Duration limit) {
    URI poll = stub.uri("/deep/poll?x=1");
    return new TargetClient(SingleRequests.plain(poll), poll, limit);
  }
}
