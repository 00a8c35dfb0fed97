package longpoll.measure;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.deliveredIn;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.transport.PollListener.ConnectCause;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class UserLedgerTest {
  private static final Offset<Double> BUCKET = Offset.offset(10.0);

  private final TestRun run = TestRun.withoutPlan();
  private final TestRun.User user = run.user();

  private PollCounts.Snapshot window() {
    return run.ledger.window.snapshot();
  }

  private PollCounts.Snapshot total() {
    return run.ledger.total.snapshot();
  }

  private void assertBalanced() {
    assertThat(run.ledger.started.sum())
        .isEqualTo(total().answered() + run.ledger.cut.sum() + run.ledger.held.now());
  }

  @Test
  void aDeliveredPollHasAHoldTimeALagAndItsEvents() {
    user.sent(3_000).answered(3_500, delivered(event(1, 3_400), event(2, 3_490)));
    Map<Measure, MetricSummary> measured = run.drainedWindow();

    assertThat(window().delivered()).isEqualTo(1);
    assertThat(window().events()).isEqualTo(2);
    assertThat(measured.get(Measure.HOLD_DELIVERED).max()).isCloseTo(500, BUCKET);
    assertThat(measured.get(Measure.LAG).count()).isEqualTo(2);
    assertThat(measured.get(Measure.LAG).max()).isCloseTo(100, Offset.offset(0.1));
    assertThat(measured.get(Measure.LAG).min()).isCloseTo(10, Offset.offset(0.1));
    assertThat(measured).doesNotContainKeys(Measure.HOLD_EMPTY, Measure.LATENESS);
    assertBalanced();
  }

  @Test
  void anEmptyPollHasAHoldTimeAndALateness() {
    user.sent(3_000).answered(7_003, empty());
    Map<Measure, MetricSummary> measured = run.drainedWindow();

    assertThat(window().empty()).isEqualTo(1);
    assertThat(measured.get(Measure.HOLD_EMPTY).max()).isCloseTo(4_003, BUCKET);
    assertThat(measured.get(Measure.LATENESS).max()).isCloseTo(3, Offset.offset(0.01));
  }

  @Test
  void anEmptyAnswerThatComesEarlyIsLateBelowZero() {
    user.sent(3_000).answered(6_900, empty());

    assertThat(run.drainedWindow().get(Measure.LATENESS).max()).isCloseTo(-100, Offset.offset(0.1));
  }

  @Test
  void aGapAndAFailedAnswerHaveNoHoldTime() {
    user.sent(3_000).answered(3_100, Answer.gap(new StreamPosition("9", "e1"), null));
    user.sent(4_500)
        .answered(
            4_600, Answer.failed(StreamPosition.START, FailureKind.ofStatus(503), "busy", null));

    assertThat(window().gap()).isEqualTo(1);
    assertThat(window().failed()).containsExactly(entry("http-503", 1L));
    assertThat(run.drainedWindow()).doesNotContainKeys(Measure.HOLD_DELIVERED, Measure.HOLD_EMPTY);
    assertBalanced();
  }

  @Test
  void eventsThatComeWithAGapAreReceived() {
    user.sent(3_000).answered(3_050, delivered(event(1, 3_040)));
    user.sent(3_100)
        .answered(
            3_200,
            Answer.gap(new StreamPosition("9", "e1"), List.of(event(4, 3_190)), List.of(), null));

    assertThat(window().gap()).isEqualTo(1);
    assertThat(window().delivered()).isEqualTo(1);
    assertThat(window().events()).as("of delivered polls").isEqualTo(1);
    assertThat(run.events().received()).isEqualTo(2);
    assertThat(run.events().missed()).isEqualTo(2);
    assertBalanced();
  }

  @Test
  void eventsThatComeWithAGapInAFollowUpAreReceived() {
    user.sent(3_000).answered(3_050, delivered(event(1, 3_040)));
    Answer gap =
        Answer.gap(new StreamPosition("9", "e1"), List.of(event(4, 3_190)), List.of(), null);
    run.clock.to(3_200);
    user.userLedger.requested(
        Purpose.Kind.FOLLOW_UP,
        run.clock.nanoTime(),
        run.clock.nanoTime(),
        run.clock.epochMicros(),
        gap);

    assertThat(run.events().received()).isEqualTo(2);
    assertThat(run.events().missed()).isEqualTo(2);
  }

  @Test
  void aFailureBeforeSendingIsStartedAndFailedAtOnce() {
    user.failed(3_000, FailureKind.REFUSED);

    assertThat(run.ledger.started.sum()).isEqualTo(1);
    assertThat(total().failed()).containsExactly(entry("refused", 1L));
    assertThat(run.ledger.held.now()).isZero();
    assertBalanced();
  }

  @Test
  void aFailureAfterSendingEndsTheHold() {
    user.sent(3_000).failed(4_000, FailureKind.CLOSED);

    assertThat(run.ledger.started.sum()).isEqualTo(1);
    assertThat(run.ledger.held.now()).isZero();
    assertThat(run.ledger.held.nanosInWindow()).isEqualTo(1_000_000_000);
    assertBalanced();
  }

  @Test
  void aCutPollIsNeitherAnsweredNorFailed() {
    user.sent(13_000).cut(14_000);
    user.cut(14_001);

    assertThat(run.ledger.cut.sum()).isEqualTo(1);
    assertThat(total().answered()).isZero();
    assertBalanced();
  }

  @Test
  void aPollBelongsToTheWindowByItsCompletion() {
    user.sent(1_500).answered(2_000, delivered(event(1, 1_999)));
    user.sent(2_000).answered(11_999, empty());
    user.sent(11_999).answered(12_000, delivered(event(2, 11_999)));

    assertThat(window().delivered()).as("completed at the start, and at the end").isEqualTo(1);
    assertThat(window().empty()).isEqualTo(1);
    assertThat(total().delivered()).isEqualTo(2);
  }

  @Test
  void anEventBelongsToTheWindowByItsPlannedInstant() {
    user.sent(1_000).answered(2_500, delivered(event(1, 1_999), event(2, 2_000)));
    user.sent(11_000).answered(12_500, delivered(event(3, 11_999), event(4, 12_000)));

    assertThat(run.events().received()).isEqualTo(2);
    assertThat(run.drainedWindow().get(Measure.LAG).count()).isEqualTo(2);
  }

  @Test
  void holdTimeCountsAsFarAsItLiesInTheWindow() {
    user.sent(1_000).answered(3_000, empty());
    user.sent(11_500).answered(13_000, empty());

    assertThat(run.ledger.held.nanosInWindow()).isEqualTo(1_500_000_000L);
  }

  @Test
  void aPollThatNobodyEndsIsHeldUntilNow() {
    user.sent(11_000);
    run.clock.to(13_000);

    assertThat(user.userLedger.openHoldInWindowNanos(run.clock.nanoTime()))
        .isEqualTo(1_000_000_000L);
    user.answered(13_000, empty());
    assertThat(user.userLedger.openHoldInWindowNanos(run.clock.nanoTime())).isZero();
  }

  @Test
  void theLagIsParkedWhereThePollWasThereAtThePlannedInstant() {
    user.sent(3_000).answered(3_010, delivered(event(1, 3_000)));
    Map<Measure, MetricSummary> measured = run.drainedWindow();

    assertThat(measured).containsKey(Measure.LAG_PARKED).doesNotContainKey(Measure.LAG_REPLAYED);
  }

  @Test
  void theLagIsReplayedWhereThePollCameAfterThePlannedInstant() {
    user.sent(3_000).answered(3_010, delivered(event(1, 2_999.999), event(2, 3_005)));
    Map<Measure, MetricSummary> measured = run.drainedWindow();

    assertThat(measured.get(Measure.LAG_REPLAYED).count()).isEqualTo(1);
    assertThat(measured.get(Measure.LAG_PARKED).count()).isEqualTo(1);
    assertThat(measured.get(Measure.LAG).count()).isEqualTo(2);
  }

  @Test
  void aLagBelowZeroGoesToTheTwin() {
    user.sent(3_000).answered(3_100, delivered(event(1, 3_100.5)));

    assertThat(run.drainedWindow().get(Measure.LAG).max()).isCloseTo(-0.5, Offset.offset(0.001));
  }

  @Test
  void aDuplicateIsCountedAndHasNoLag() {
    user.got(3_000, 1, 3_100);
    user.sent(3_200).answered(3_300, delivered(event(1, 3_100), event(2, 3_290)));

    assertThat(run.events().duplicated()).isEqualTo(1);
    assertThat(run.events().received()).isEqualTo(2);
    assertThat(run.drainedWindow().get(Measure.LAG).count()).isEqualTo(2);
  }

  @Test
  void aDuplicateOfTheWarmUpIsNoMatterOfTheWindow() {
    user.got(1_000, 1, 1_100);
    user.sent(2_500).answered(2_600, delivered(event(1, 1_100)));

    assertThat(run.events().duplicated()).isZero();
    assertThat(run.drainedWindow()).doesNotContainKey(Measure.LAG);
  }

  @Test
  void anEventWithoutANumberIsARepeatWhenItsIdIs() {
    PolledEvent one = new PolledEvent(77, "default", PolledEvent.UNKNOWN, PolledEvent.UNKNOWN);
    PolledEvent two = new PolledEvent(78, "default", PolledEvent.UNKNOWN, PolledEvent.UNKNOWN);
    TestRun.User other = run.user("");
    TestRun.User all = run.user("");
    all.sent(3_000);
    other.sent(3_000).answered(3_100, delivered(one));
    all.answered(3_100, delivered(one)).sent(3_200).answered(3_300, delivered(one, two));
    all.sent(3_300).answered(3_400, deliveredIn("e2", one));

    assertThat(run.events().duplicated()).isEqualTo(1);
    assertThat(run.events().received()).isEqualTo(4);
    assertThat(run.events().outOfOrder()).as("only numbers tell an order").isNull();
    assertThat(run.events().missed()).as("only numbers tell a loss").isNull();
  }

  @Test
  void aNumberGoesBeforeAnId() {
    user.sent(3_000).answered(3_100, delivered(new PolledEvent(7, "a", 1, PolledEvent.UNKNOWN)));
    user.sent(3_100).answered(3_200, delivered(new PolledEvent(7, "a", 2, PolledEvent.UNKNOWN)));

    assertThat(run.events().duplicated()).isZero();
    assertThat(run.events().received()).isEqualTo(2);
  }

  @Test
  void aNewEpochCountsItsNumbersAnew() {
    user.got(3_000, 100, 3_100);
    user.sent(3_200).answered(3_300, deliveredIn("e2", event(1, 3_250)));
    user.sent(3_300).answered(3_400, deliveredIn("e2", event(2, 3_350)));

    assertThat(run.events().received()).isEqualTo(3);
    assertThat(run.events().duplicated()).isZero();
    assertThat(run.events().missed()).isZero();
  }

  @Test
  void onlySoManyEpochsAreKept() {
    for (int i = 0; i < 10 * RunLedger.MOST_EPOCHS; i++) {
      user.sent(3_000 + i).answered(3_001 + i, deliveredIn("e" + i, event(1, 3_000 + i)));
    }

    assertThat(SampleShards.snapshot(run.ledger).laterEpochs())
        .hasSize(RunLedger.MOST_EPOCHS)
        .contains("e1");
  }

  @Test
  void numbersOfTheSameEpochGoOnThroughAnAnswerThatNamesNone() {
    user.got(3_000, 1, 3_100);
    user.sent(3_200).answered(3_300, deliveredIn(null, event(2, 3_250)));
    user.sent(3_300).answered(3_400, deliveredIn("e1", event(2, 3_250)));

    assertThat(run.events().duplicated()).isEqualTo(1);
  }

  @Test
  void channelsAreNumberedEachByItself() {
    TestRun.User all = run.user("");
    all.sent(3_000).answered(3_100, delivered(event("a", 5, 3_050), event("b", 5, 3_060)));
    all.sent(3_100).answered(3_200, delivered(event("b", 6, 3_150), event("a", 7, 3_160)));

    assertThat(run.events().missed()).isEqualTo(1);
    assertThat(run.events().duplicated()).isZero();
    assertThat(run.events().received()).isEqualTo(4);
  }

  @Test
  void theReArmGapIsFromAnswerToNextPoll() {
    user.got(3_000, 1, 3_100);
    user.sent(3_121).answered(3_200, empty());
    user.sent(3_220);

    assertThat(run.drainedWindow().get(Measure.REARM).count()).isEqualTo(2);
  }

  @Test
  void stayingAwayAfterAFailureIsNoReArmGap() {
    user.sent(3_000).failed(3_100, FailureKind.RESET);
    user.sent(4_100)
        .answered(4_200, Answer.failed(StreamPosition.START, FailureKind.MALFORMED, "odd", null));
    user.sent(5_200).answered(5_300, empty());
    user.failed(5_301, FailureKind.REFUSED);
    user.sent(6_300);

    assertThat(run.drainedWindow()).doesNotContainKey(Measure.REARM);
  }

  @Test
  void theFirstPollHasNoReArmGap() {
    user.sent(3_000);

    assertThat(run.drainedWindow()).isEmpty();
  }

  @Test
  void anEventWithoutPlannedInstantBelongsWhereItArrivedAndHasNoLag() {
    PolledEvent untimed = new PolledEvent(1, "a", 1, PolledEvent.UNKNOWN);
    user.sent(1_000).answered(2_000, delivered(untimed));

    assertThat(run.events().received()).isEqualTo(1);
    assertThat(run.drainedWindow()).doesNotContainKey(Measure.LAG);
  }

  @Test
  void anUnknownClockGivesNoLagAndPlacesEventsWhereTheyArrived() {
    TestRun blind = new TestRun(RunLedger.builder().serverOffsetMicros(null));
    blind.user().sent(1_000).answered(2_000, delivered(event(1, 1_500)));

    assertThat(blind.events().received()).isEqualTo(1);
    assertThat(blind.drainedWindow()).doesNotContainKey(Measure.LAG);
  }

  @Test
  void connectionsAreCountedWithThoseThatReplaceOne() {
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    user.userLedger.connectionOpened(ConnectCause.SILENT_CLOSE);

    assertThat(connections().opened()).isEqualTo(2);
    assertThat(connections().reopened()).isEqualTo(1);
  }

  @Test
  void aConnectionLostThoughItsPollHadNotFailedIsCountedApart() {
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    user.sent(3_000).answered(3_100, delivered(event(1, 3_090)));
    user.userLedger.connectionOpened(ConnectCause.SILENT_CLOSE);
    assertThat(connections().reopenedIdle()).isEqualTo(1);

    user.sent(3_200).failed(3_300, FailureKind.CLOSED);
    user.userLedger.connectionOpened(ConnectCause.BROKEN_OFF);
    user.sent(3_400)
        .answered(3_500, Answer.failed(StreamPosition.START, FailureKind.MALFORMED, "no", null));
    user.userLedger.connectionOpened(ConnectCause.SILENT_CLOSE);
    assertThat(connections().reopenedIdle()).isEqualTo(1);
    assertThat(connections().reopened()).isEqualTo(3);
  }

  @Test
  void pollsThatWereNeverSentExcuseNoLostConnection() {
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    user.sent(3_000).answered(3_100, empty());
    user.failed(3_200, FailureKind.NO_LOCAL_PORT).failed(4_200, FailureKind.NO_LOCAL_PORT);
    user.userLedger.connectionOpened(ConnectCause.SILENT_CLOSE);
    assertThat(connections().reopenedIdle()).isEqualTo(1);

    user.sent(5_000).failed(5_100, FailureKind.RESET).failed(5_200, FailureKind.REFUSED);
    user.userLedger.connectionOpened(ConnectCause.BROKEN_OFF);
    assertThat(connections().reopenedIdle()).isEqualTo(1);
  }

  @Test
  void aCloseThatTheServerAnnouncedIsNoneInSilenceWhateverTheAnswerMeant() {
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    user.sent(3_000).answered(3_100, empty());
    user.userLedger.connectionOpened(ConnectCause.ANNOUNCED_CLOSE);
    user.sent(3_400)
        .answered(3_500, Answer.failed(StreamPosition.START, FailureKind.MALFORMED, "no", null));
    user.userLedger.connectionOpened(ConnectCause.ANNOUNCED_CLOSE);

    assertThat(connections())
        .isEqualTo(new RunRecord.Connections(3, 2, 0, 0L, 2L, connections().reopenedInWindow()));
  }

  @Test
  void aServerOfOldHttpIsNamedAndItsClosesWereAnnounced() {
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    assertThat(run.ledger.misfits.byKind()).isEmpty();
    user.userLedger.connectionOpened(ConnectCause.OLD_HTTP);

    assertThat(connections().announcedCloses()).isEqualTo(1);
    assertThat(connections().reopenedIdle()).isZero();
    assertThat(run.ledger.misfits.byKind().get("http-1.0")).contains("HTTP/1.0 without keep-alive");
  }

  @Test
  void bytesAfterAnAnswerAreAmongWhatDoesNotFit() {
    user.userLedger.trailingBytes(204, "Event occurred");
    user.userLedger.trailingBytes(200, "more");

    assertThat(run.ledger.misfits.byKind().values())
        .containsExactly(
            "first answer that does not fit: bytes came over its connection after the 204 was"
                + " over, which are part of no answer and reach no client: Event occurred");
  }

  @Test
  void reconnectsInsideTheWindowAreCountedApart() {
    run.clock.to(1_000);
    user.userLedger.connectionOpened(ConnectCause.FIRST);
    user.userLedger.connectionOpened(ConnectCause.ANNOUNCED_CLOSE);
    run.clock.to(3_000);
    user.userLedger.connectionOpened(ConnectCause.ANNOUNCED_CLOSE);
    user.userLedger.connectionOpened(ConnectCause.SILENT_CLOSE);
    run.clock.to(30_000);
    user.userLedger.connectionOpened(ConnectCause.BROKEN_OFF);

    assertThat(connections().reopened()).isEqualTo(4);
    assertThat(connections().reopenedInWindow()).isEqualTo(2);
  }

  private RunRecord.Connections connections() {
    return run.ledger.connections.snapshot();
  }
}
