package longpoll.measure;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.record.RunRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The hold limit is 4 s: 5 % of it are 200 ms. */
class EarlyReturnsTest {
  private final TestRun run = TestRun.withoutPlan();
  private final TestRun.User user = run.user();

  private RunRecord.Polls polls() {
    return run.ledger.tally().polls(10, null);
  }

  @Test
  void anEmptyAnswerIsEarlyBeyondFivePercentOfItsHoldLimit() {
    user.sent(2_000).answered(5_800, empty());
    assertThat(polls().early()).isZero();
    assertThat(polls().earlyP50Ms()).isNull();

    user.sent(6_000).answered(9_799.9, empty());
    assertThat(polls().early()).isEqualTo(1);
    assertThat(polls().earlyP50Ms()).isCloseTo(200.1, Offset.offset(0.5));
  }

  @Test
  void anEmptyAnswerIsEarlyByMoreThanFiftyMilliseconds() {
    long shortHold = Duration.ofMillis(400).toNanos();
    user.sent(3_000, shortHold).answered(3_350, empty());
    assertThat(polls().early()).isZero();

    user.sent(4_000, shortHold).answered(4_349.9, empty());
    assertThat(polls().early()).isEqualTo(1);
  }

  @Test
  void theHoldLimitIsTheOneThatThePollAskedFor() {
    user.sent(3_000, Duration.ofSeconds(2).toNanos()).answered(5_000, empty());

    assertThat(polls().early()).isZero();
    assertThat(polls().unheld()).isEmpty();
  }

  @Test
  void howMuchEarlierIsTheMedian() {
    user.sent(2_000).answered(5_000, empty());
    user.sent(5_000).answered(7_000, empty());
    user.sent(7_000).answered(7_100, empty());

    assertThat(polls().early()).isEqualTo(3);
    assertThat(polls().earlyP50Ms()).isCloseTo(2_000, Offset.offset(2.0));
  }

  @Test
  void onlyWhatEndsInTheWindowCounts() {
    user.sent(1_000).answered(1_999, empty());
    user.sent(11_999).answered(12_000, empty());
    user.sent(12_500).failed(12_501, FailureKind.CLOSED);

    assertThat(run.ledger.total.snapshot().answered()).isEqualTo(3);
    assertThat(polls().early()).as("no poll ended in the window").isNull();
    assertThat(polls().unheld()).isNull();
  }

  @Test
  void whatComesBackWithoutAnEventBeforeFivePercentOfItsHoldIsUnheld() {
    user.sent(2_000).answered(2_199, empty());
    user.sent(3_000).answered(3_199, Answer.gap(new StreamPosition("9", "e1"), null));
    user.sent(4_000)
        .answered(
            4_199, Answer.failed(StreamPosition.START, FailureKind.ofStatus(400), "no", null));
    user.sent(5_000).failed(5_199, FailureKind.CLOSED);
    user.sent(6_000).answered(6_199, delivered(PolledEvent.ANY));

    assertThat(polls().unheld())
        .isEqualTo(Map.of("empty", 1L, "gap", 1L, "http-400", 1L, "closed", 1L, "fieldless", 1L));
  }

  @Test
  void theUsersOwnChannelIsNoFieldOfAnEvent() {
    PolledEvent blank =
        new PolledEvent(PolledEvent.UNKNOWN, "c7", PolledEvent.UNKNOWN, PolledEvent.UNKNOWN);
    user.sent(3_000).answered(3_199, delivered(blank));
    user.sent(4_000).answered(4_199, delivered(blank, event(1, 4_190)));

    assertThat(polls().unheld()).isEqualTo(Map.of("fieldless", 1L));
  }

  @Test
  void aGapThatBringsEventsIsNoUnheldPoll() {
    StreamPosition oldest = new StreamPosition("9", "e1");
    user.sent(3_000).answered(3_199, Answer.gap(oldest, List.of(PolledEvent.ANY), List.of(), null));

    assertThat(polls().unheld()).isEmpty();
  }

  @Test
  void aPollThatIsHeldForFivePercentIsHeld() {
    user.sent(2_000).answered(2_200, empty());
    user.sent(3_000).answered(3_200, Answer.gap(new StreamPosition("9", "e1"), null));
    user.sent(4_000)
        .answered(
            4_200, Answer.failed(StreamPosition.START, FailureKind.ofStatus(400), "no", null));
    user.sent(5_000).failed(5_200, FailureKind.CLOSED);
    user.sent(6_000).answered(6_200, delivered(PolledEvent.ANY));

    assertThat(polls().total()).isEqualTo(5);
    assertThat(polls().unheld()).isEmpty();
  }

  @Test
  void anEventIsNewsHoweverSoonItComes() {
    user.sent(3_000).answered(3_001, delivered(event(1, 3_000)));
    user.sent(4_000).answered(4_001, delivered(PolledEvent.ANY, event(2, 4_000)));

    assertThat(polls().unheld()).isEmpty();
  }

  @Test
  void aPollThatWasNeverSentHasNotComeBack() {
    user.failed(3_000, FailureKind.REFUSED);
    user.sent(4_000).answered(8_000, empty());

    assertThat(polls().failed()).containsOnlyKeys("refused");
    assertThat(polls().unheld()).isEmpty();
  }

  @Test
  void withoutAHoldLimitNothingCanBeEarly() {
    user.sent(3_000, 0).answered(3_001, empty());
    user.sent(4_000, 0).failed(4_001, FailureKind.CLOSED);

    assertThat(polls().empty()).isEqualTo(1);
    assertThat(polls().early()).isNull();
    assertThat(polls().earlyP50Ms()).isNull();
    assertThat(polls().unheld()).isNull();
  }

  @Test
  void theProbesAccountHasTheSameOfTheirs() {
    user.sent(2_000).answered(4_000, empty());
    user.sent(5_000).failed(5_001, FailureKind.RESET);
    run.clock.to(TestRun.END);

    RunRecord.Polls polls =
        new ProbeAccounts(run.ledger)
            .delta()
            .account()
            .report(1, run.ledger.timing(), true)
            .polls();
    assertThat(polls.total()).isEqualTo(2);
    assertThat(polls.perSecond()).isEqualTo(0.2);
    assertThat(polls.early()).isEqualTo(1);
    assertThat(polls.earlyP50Ms()).isCloseTo(2_000, Offset.offset(2.0));
    assertThat(polls.unheld()).isEqualTo(Map.of("reset", 1L));
  }
}
