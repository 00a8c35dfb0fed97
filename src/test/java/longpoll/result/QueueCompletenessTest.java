package longpoll.result;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.measure.Audience;
import longpoll.measure.Broadcasts;
import longpoll.measure.RunLedger;
import longpoll.measure.SampleShards;
import longpoll.measure.TestRun;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;

/** Users of a queue compete for events: each is for one of them. */
class QueueCompletenessTest {
  private final TestRun run = queue(TestRun.builder(1_500, 3_000, 4_000, 5_000, 11_999, 12_500));
  private final TestRun.User first = run.user();
  private final TestRun.User second = run.user();

  private static TestRun queue(RunLedger.Builder builder) {
    return new TestRun(builder.delivery(Delivery.QUEUE));
  }

  private static PolledEvent onlyId(long id, double plannedMillis) {
    return new PolledEvent(id, "a", PolledEvent.UNKNOWN, TestRun.serverMicros(plannedMillis));
  }

  private static PolledEvent nameless(double plannedMillis) {
    return onlyId(PolledEvent.UNKNOWN, plannedMillis);
  }

  @Test
  void anEventThatOneUserGotIsLackedByNoOther() {
    first.got(1_400, 1, 1_500).got(2_000, 2, 3_000);
    second.got(3_100, 3, 4_000);
    first.got(4_100, 4, 5_000);
    second.sent(5_100).answered(12_010, delivered(event(5, 11_999))).got(12_011, 6, 12_500);

    assertThat(run.events())
        .isEqualTo(new RunRecord.Events("queue", 4L, 4L, 4L, 0L, 0L, null, null, 0.4, 1.0));
    assertThat(Completeness.reasons(SampleShards.snapshot(run.ledger))).isEmpty();
  }

  @Test
  void anEventThatArrivesInTheTailCountsWhereItWasPlanned() {
    first.sent(2_000).answered(13_900, delivered(event(5, 11_999)));

    assertThat(run.events().received()).isEqualTo(1);
    assertThat(run.events().missed()).isEqualTo(3);
  }

  @Test
  void anEventThatNobodyGotIsMissedOnce() {
    first.got(2_000, 2, 3_000).sent(3_100);
    second.got(3_200, 4, 5_000).sent(5_100).answered(TestRun.END, empty());
    first.answered(TestRun.END, empty());
    RunRecord.Events events = run.events();

    assertThat(events.expected()).isEqualTo(4);
    assertThat(events.received()).isEqualTo(2);
    assertThat(events.missed()).isEqualTo(2);
    assertThat(events.duplicated()).isZero();
  }

  @Test
  void anEventThatTwoUsersGotOrOneUserTwiceIsDuplicated() {
    first.got(2_000, 2, 3_000);
    second.sent(3_002).answered(3_500, delivered(event(2, 3_000)));
    first
        .got(3_600, 3, 4_000)
        .sent(4_100)
        .answered(9_000, delivered(event(3, 4_000), event(2, 3_000)));
    RunRecord.Events events = run.events();

    assertThat(events.duplicated()).as("number 2 twice more, number 3 once more").isEqualTo(3);
    assertThat(events.received()).isEqualTo(2);
    assertThat(events.missed()).as("a repeat makes up for no loss").isEqualTo(2);
  }

  @Test
  void anEventThatIsNotInThePlanHidesNoLoss() {
    first.got(2_000, 2, 3_000).got(3_100, 3, 3_500).got(3_600, 4, 4_000).got(4_100, 5, 5_000);
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(4);
    assertThat(events.missed()).isEqualTo(1);
    assertThat(events.expected()).isEqualTo(5);
  }

  @Test
  void anIdStandsForANumberThatIsNotThere() {
    first.sent(2_000).answered(3_001, delivered(onlyId(-77, 3_000)));
    second.sent(3_100).answered(4_001, delivered(onlyId(99, 4_000)));
    second.sent(4_002).answered(4_100, delivered(onlyId(-77, 3_000)));
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(2);
    assertThat(events.duplicated()).isEqualTo(1);
    assertThat(events.missed()).isEqualTo(2);
  }

  @Test
  void whereNothingTellsEventsApartTheirNumberTellsLosses() {
    first.sent(2_000).answered(3_001, delivered(nameless(3_000)));
    second.sent(3_100).answered(5_001, delivered(nameless(4_000), nameless(5_000)));
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(3);
    assertThat(events.missed()).isEqualTo(1);
    assertThat(events.duplicated()).isNull();
    assertThat(Completeness.reasons(SampleShards.snapshot(run.ledger)))
        .containsExactly(
            "3 of 3 events received carried neither seq nor id: whether these were repeated cannot"
                + " be told, and a repeat may hide an event that nobody got");
  }

  @Test
  void eventsOfAChannelThatNobodyWaitsOnAreNotExpected() {
    TestRun two =
        queue(
            RunLedger.builder()
                .serverOffsetMicros(TestRun.OFFSET_MICROS)
                .audience(new Audience(Map.of("a", 1L), 0))
                .plan(
                    TestRun.plan(
                        Map.of("a", new double[] {3_000}, "b", new double[] {4_000, 5_000}))));
    two.user().sent(2_000).answered(TestRun.END, empty());

    assertThat(two.events().missed()).isEqualTo(1);
    assertThat(two.events().duplicated()).as("nothing came, so nothing came twice").isZero();
  }

  @Test
  void withoutAPlanLossesAreUnknown() {
    TestRun blind = queue(RunLedger.builder().serverOffsetMicros(TestRun.OFFSET_MICROS));
    blind.user().got(2_600, 1, 3_000).got(3_100, 5, 4_000);
    RunRecord.Events events = blind.events();

    assertThat(events)
        .isEqualTo(new RunRecord.Events("queue", null, null, 2L, null, 0L, null, null, 0.2, 1.0));
  }

  @Test
  void ofAnInterruptedRunLossesAreUnknown() {
    first.got(2_000, 2, 3_000).sent(3_100);
    run.clock.to(6_000);

    assertThat(run.events(false, 4).missed()).isNull();
    assertThat(run.events(false, 4).expected()).isNull();
    assertThat(run.events(false, 4).duplicated()).isZero();
  }

  @Test
  void eventsThatCannotBeFoundInThePlanLeaveLossesUnknown() {
    PolledEvent untimed = new PolledEvent(2, "a", 2, PolledEvent.UNKNOWN);
    first.sent(2_000).answered(3_001, delivered(untimed));
    second.sent(3_002).answered(3_003, delivered(untimed));
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(1);
    assertThat(events.duplicated()).isEqualTo(1);
    assertThat(events.missed()).isNull();
    assertThat(Completeness.reasons(SampleShards.snapshot(run.ledger)))
        .containsExactly(
            "some events came without a planned instant that can be used, and cannot be found in"
                + " the plan: expected and missed events are unknown");
  }

  @Test
  void nothingIsABroadcastAndNothingIsPredicted() {
    first.got(2_000, 2, 3_000);
    second.sent(3_002).answered(3_003, delivered(event(2, 3_000)));
    run.clock.to(TestRun.END);

    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(run.ledger))).isNull();
    assertThat(SampleShards.snapshot(run.ledger).inWindow(Measure.BROADCAST).isEmpty()).isTrue();
    assertThat(RunPrediction.of(SampleShards.snapshot(run.ledger), 0L)).isNull();
    assertThat(run.drainedWindow()).doesNotContainKey(Measure.BROADCAST).containsKey(Measure.LAG);
  }

  @Test
  void moreDeliveriesThanAreKeptLeaveRepeatsUnknown() {
    TestRun many = queue(TestRun.builder(3_000));
    PolledEvent[] same = new PolledEvent[Broadcasts.MOST_KEPT + 1];
    Arrays.fill(same, event(1, 3_000));
    many.user().sent(2_000).answered(3_001, delivered(same));
    RunRecord.Events events = many.events();

    assertThat(events.duplicated()).isNull();
    assertThat(events.received()).as("the last cannot be told from the others").isEqualTo(2);
    assertThat(Completeness.reasons(SampleShards.snapshot(many.ledger)))
        .singleElement()
        .asString()
        .contains("262,144 events of a queue", "duplicated events are unknown");
  }
}
