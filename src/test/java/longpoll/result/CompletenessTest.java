package longpoll.result;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.measure.Audience;
import longpoll.measure.RunLedger;
import longpoll.measure.SampleShards;
import longpoll.measure.StreamLimit;
import longpoll.measure.TestRun;
import longpoll.measure.UserLedger;
import longpoll.measure.VirtualClock;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;

class CompletenessTest {
  /** One event a second, half a second off the window's edges; numbered from 1. */
  private static final double[] PLAN = {
    500, 1_500, 2_500, 3_500, 4_500, 5_500, 6_500, 7_500, 8_500, 9_500, 10_500, 11_500, 12_500
  };

  private final TestRun run = TestRun.withPlan(PLAN);
  private final TestRun.User user = run.user();

  /** A user that gets all planned events but the given numbers, and waits on to the end. */
  private static void play(TestRun.User user, long... lost) {
    double sent = 100;
    for (int i = 0; i < PLAN.length; i++) {
      long seq = i + 1;
      if (Arrays.stream(lost).noneMatch(number -> number == seq)) {
        user.got(sent, seq, PLAN[i]);
        sent = PLAN[i] + 1;
      }
    }
    user.sent(sent).answered(TestRun.END, empty());
  }

  private static void assertBalanced(RunRecord.Events events) {
    assertThat(events.expected()).isEqualTo(events.received() + events.missed() + events.unseen());
  }

  @Test
  void aCompleteUserHasWhatThePlanSays() {
    play(user);
    RunRecord.Events events = run.events();

    assertThat(events.published()).isEqualTo(10);
    assertThat(events.expected()).isEqualTo(10);
    assertThat(events.received()).isEqualTo(10);
    assertThat(events.missed()).isZero();
    assertThat(events.unseen()).isZero();
    assertThat(events.duplicated()).isZero();
    assertThat(events.outOfOrder()).isZero();
    assertThat(events.perSecond()).isEqualTo(1.0);
    assertThat(events.perPoll()).isEqualTo(1.0);
  }

  @Test
  void aLossAtTheStartOfTheWindowIsMissed() {
    play(user, 3);
    assertThat(run.events().missed()).isEqualTo(1);
    assertBalanced(run.events());
  }

  @Test
  void lossesInTheMiddleAreMissed() {
    play(user, 5, 6, 9);
    assertThat(run.events().missed()).isEqualTo(3);
    assertBalanced(run.events());
  }

  @Test
  void aLossAtTheEndIsMissedThoughALaterEventShowsIt() {
    play(user, 12);
    assertThat(run.events().missed()).isEqualTo(1);
  }

  @Test
  void aLossAtTheEndIsMissedThoughNothingShowsIt() {
    play(user, 12, 13);
    assertThat(run.events().missed()).isEqualTo(1);
  }

  @Test
  void lossesOutsideTheWindowAreNotItsOwn() {
    play(user, 2, 13);
    assertThat(run.events().missed()).isZero();
    assertThat(run.events().expected()).isEqualTo(10);
  }

  @Test
  void losingEverythingIsMissingEverything() {
    user.sent(100).answered(4_100, empty());
    user.sent(4_100).answered(8_100, empty());
    user.sent(8_100).answered(TestRun.END, empty());

    assertThat(run.events().missed()).isEqualTo(10);
    assertThat(run.events().duplicated()).as("nothing came, so nothing came twice").isZero();
  }

  @Test
  void aUserThatNeverGotThroughMissesEverything() {
    user.failed(3_000, FailureKind.REFUSED);
    run.clock.to(TestRun.END);

    assertThat(run.events().missed()).isEqualTo(10);
  }

  @Test
  void extraEventsDoNotHideALoss() {
    // Planned numbers 1 to 13 with extras between: the last planned of the window is lost.
    user.got(100, 1, 500);
    user.got(600, 2, 1_500);
    for (int i = 0; i < 9; i++) {
      user.got(2_000 + 1_000 * i, 3 + 2 * i, 2_500 + 1_000 * i);
      user.got(2_600 + 1_000 * i, 4 + 2 * i, 2_700 + 1_000 * i);
    }
    user.sent(10_800).answered(TestRun.END, empty());
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(18);
    assertThat(events.missed()).isEqualTo(1);
    assertThat(events.expected()).isEqualTo(19);
  }

  @Test
  void aLostExtraEventIsMissedAsWell() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500);
    // Number 4 was published between two planned ones and never came.
    user.got(2_600, 5, 3_500);
    for (int i = 4; i < PLAN.length; i++) {
      user.got(PLAN[i] - 500, i + 2, PLAN[i]);
    }
    user.sent(13_000).answered(TestRun.END, empty());

    assertThat(run.events().missed()).isEqualTo(1);
    assertBalanced(run.events());
  }

  @Test
  void aBurstIsCountedEventByEvent() {
    TestRun burst = TestRun.withPlan(5_000, 5_000, 5_000, 5_000, 9_000, 9_000, 9_000);
    TestRun.User reader = burst.user();
    reader.sent(4_000).answered(5_001, delivered(event(1, 5_000), event(4, 5_000)));
    reader.sent(5_100).answered(9_001, delivered(event(5, 9_000), event(6, 9_000)));
    reader.sent(9_100).answered(TestRun.END, empty());

    assertThat(burst.events().missed()).as("two in the first burst, one in the last").isEqualTo(3);
    assertThat(burst.events().expected()).isEqualTo(7);
  }

  @Test
  void aLateArrivalIsNoLoss() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500);
    user.sent(2_600).answered(4_501, delivered(event(5, 4_500), event(4, 3_500)));
    for (int i = 5; i < PLAN.length; i++) {
      user.got(PLAN[i] - 500, i + 1, PLAN[i]);
    }
    user.sent(13_000).answered(TestRun.END, empty());

    assertThat(run.events().missed()).isZero();
    assertThat(run.events().outOfOrder()).isEqualTo(1);
  }

  @Test
  void aLateArrivalFromTheWarmUpDoesNotPayForALossInTheWindow() {
    TestRun blind = TestRun.withoutPlan();
    TestRun.User reader = blind.user();
    reader.sent(100).answered(1_900, delivered(event(1, 1_100), event(3, 1_800)));
    reader.sent(2_000).answered(3_000, delivered(event(4, 2_900), event(6, 2_950)));
    reader.sent(3_000).answered(3_100, delivered(event(2, 3_050)));

    assertThat(blind.events().missed()).isEqualTo(1);
  }

  @Test
  void aUserThatCameLateIsOwedWhatCameAfterIt() {
    user.got(7_000, 8, 7_500);
    for (int i = 8; i < PLAN.length; i++) {
      user.got(PLAN[i] - 500, i + 1, PLAN[i]);
    }
    user.sent(13_000).answered(TestRun.END, empty());

    assertThat(run.events().expected()).isEqualTo(5);
    assertThat(run.events().missed()).isZero();
  }

  @Test
  void aUserThatLeftIsOwedNoMoreThanItAskedFor() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500).got(2_600, 4, 3_500);
    run.clock.to(TestRun.END);

    assertThat(run.events().expected()).isEqualTo(2);
    assertThat(run.events().missed()).isZero();
  }

  @Test
  void aUserWhoseLastPollFailedIsOwedEverything() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500);
    user.sent(2_600).failed(6_000, FailureKind.TIMEOUT);
    run.clock.to(TestRun.END);

    assertThat(run.events().missed()).isEqualTo(9);
  }

  @Test
  void aUserThatIsCutAtTheEndIsOwedEverything() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500);
    user.sent(2_600).cut(TestRun.END);

    assertThat(run.events().missed()).isEqualTo(9);
  }

  @Test
  void anInterruptedRunMissesOnlyWhatLaterEventsOvertook() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500).got(2_600, 5, 4_500);
    user.sent(4_600);
    run.clock.to(6_000);
    RunRecord.Events events = run.events(false, 4);

    assertThat(events.published()).isEqualTo(4);
    assertThat(events.received()).isEqualTo(2);
    assertThat(events.missed()).isEqualTo(1);
    assertThat(events.expected()).isEqualTo(3);
    assertThat(events.perSecond()).isEqualTo(0.5);
  }

  @Test
  void aWindowThatWasNotReachedHasNoNumbersAtAll() {
    user.got(100, 1, 500);

    assertThat(run.events(false, 0)).isEqualTo(RunRecord.Events.unknown("broadcast"));
  }

  @Test
  void severalUsersAddUp() {
    TestRun.User second = run.user();
    user.sent(100);
    second.sent(100);
    for (int i = 0; i < PLAN.length; i++) {
      user.answered(PLAN[i] + 1, delivered(event(i + 1, PLAN[i]))).sent(PLAN[i] + 1);
      if (i != 6) {
        second.answered(PLAN[i] + 2, delivered(event(i + 1, PLAN[i]))).sent(PLAN[i] + 2);
      }
    }
    user.answered(TestRun.END, empty());
    second.answered(TestRun.END, empty());

    assertThat(run.events().published()).isEqualTo(10);
    assertThat(run.events().expected()).isEqualTo(20);
    assertThat(run.events().missed()).isEqualTo(1);
  }

  @Test
  void aUserOfAllChannelsIsOwedThemAll() {
    TestRun two =
        new TestRun(
            RunLedger.builder()
                .serverOffsetMicros(TestRun.OFFSET_MICROS)
                .plan(
                    TestRun.plan(
                        Map.of("a", new double[] {3_000, 5_000}, "b", new double[] {4_000}))));
    TestRun.User reader = two.user("");
    reader.sent(2_000).answered(3_001, delivered(event("a", 1, 3_000)));
    reader.sent(3_100).answered(5_001, delivered(event("a", 2, 5_000)));
    reader.sent(5_100).answered(TestRun.END, empty());

    assertThat(two.events().expected()).isEqualTo(3);
    assertThat(two.events().missed()).isEqualTo(1);
  }

  @Test
  void withoutAPlanTheNumbersTellTheLossesBetweenEvents() {
    TestRun blind = TestRun.withoutPlan();
    TestRun.User reader = blind.user();
    reader.got(2_600, 7, 3_000).got(3_100, 9, 4_000).got(4_100, 12, 5_000);
    reader.sent(5_100).answered(TestRun.END, empty());
    RunRecord.Events events = blind.events();

    assertThat(events.published()).isNull();
    assertThat(events.received()).isEqualTo(3);
    assertThat(events.missed()).isEqualTo(3);
    assertThat(events.expected()).isEqualTo(6);
  }

  @Test
  void withoutPlanAndNumbersNothingIsKnownOfLosses() {
    TestRun blind = TestRun.withoutPlan();
    blind.user().sent(2_600).answered(3_000, delivered(PolledEvent.ANY));
    RunRecord.Events events = blind.events();

    assertThat(events.received()).isEqualTo(1);
    assertThat(events)
        .extracting(
            RunRecord.Events::published,
            RunRecord.Events::expected,
            RunRecord.Events::missed,
            RunRecord.Events::duplicated,
            RunRecord.Events::outOfOrder,
            RunRecord.Events::unseen)
        .containsOnlyNulls();
  }

  @Test
  void aPlanWhoseClockIsUnknownIsNoPlan() {
    TestRun blind =
        new TestRun(
            RunLedger.builder().plan(TestRun.plan(Map.of("a", PLAN))).serverOffsetMicros(null));
    play(blind.user(), 5);

    assertThat(blind.events().published()).isNull();
    assertThat(blind.events().missed()).isEqualTo(1);
  }

  @Test
  void whatABareClientLosesBetweenPollsIsUnseen() {
    TestRun bare = TestRun.bare(PLAN);
    TestRun.User reader = bare.user("");
    reader.got(2_400, 3, 2_500);
    // Blind from 2501 to 3600: number 4 is gone.
    reader.got(3_600, 5, 4_500);
    for (int i = 5; i < PLAN.length; i++) {
      reader.got(PLAN[i - 1] + 2, i + 1, PLAN[i]);
    }
    reader.sent(12_600).cut(TestRun.END);
    RunRecord.Events events = bare.events();

    assertThat(events.unseen()).isEqualTo(1);
    assertThat(events.missed()).isZero();
    assertBalanced(events);
  }

  @Test
  void whatABareClientWaitsForAndDoesNotGetIsMissed() {
    TestRun bare = TestRun.bare(PLAN);
    TestRun.User reader = bare.user("");
    reader.got(2_400, 3, 2_500);
    reader.got(2_502, 5, 4_500);
    // An empty answer through the middle of which number 6 was published, then a broken poll.
    reader.sent(4_502).answered(6_300, empty());
    reader.sent(6_301).answered(6_501, delivered(event(7, 6_500)));
    reader.sent(6_502).failed(8_200, FailureKind.RESET);
    reader.sent(8_300).answered(8_501, delivered(event(9, 8_500)));
    for (int i = 9; i < PLAN.length; i++) {
      reader.got(PLAN[i - 1] + 2, i + 1, PLAN[i]);
    }
    reader.sent(12_600).cut(TestRun.END);
    RunRecord.Events events = bare.events();

    assertThat(events.missed()).as("numbers 4, 6 and 8").isEqualTo(3);
    assertThat(events.unseen()).isZero();
  }

  @Test
  void aBareClientWithoutPlanCannotTellMissedFromUnseen() {
    TestRun bare =
        new TestRun(RunLedger.builder().serverOffsetMicros(TestRun.OFFSET_MICROS).resumes(false));
    bare.user("").got(2_400, 1, 2_500).got(2_600, 4, 4_500);
    bare.clock.to(TestRun.END);
    RunRecord.Events events = bare.events();

    assertThat(events.missed()).isNull();
    assertThat(events.unseen()).isEqualTo(2);
    assertThat(events.expected()).isEqualTo(4);
  }

  @Test
  void eventsOfMoreChannelsThanCanBeFollowedLeaveLossesUnknown() {
    TestRun many =
        new TestRun(RunLedger.builder().serverOffsetMicros(TestRun.OFFSET_MICROS).mostStreams(3));
    TestRun.User first = many.user("");
    TestRun.User second = many.user("");
    first.sent(2_000).answered(3_001, delivered(event("a", 1, 3_000), event("b", 1, 3_000)));
    second.sent(3_001).answered(3_002, delivered(event("a", 1, 3_000), event("b", 1, 3_000)));
    first.sent(3_002).answered(4_001, delivered(event("a", 3, 4_000), event("c", 1, 4_000)));
    assertThat(many.events().missed()).as("three channels beyond the first of each").isEqualTo(1);
    assertThat(Completeness.reasons(SampleShards.snapshot(many.ledger))).isEmpty();

    first.sent(4_002).answered(5_001, delivered(event("d", 1, 5_000), event("d", 1, 5_000)));
    RunRecord.Events events = many.events();
    assertThat(events.received()).isEqualTo(8);
    assertThat(events)
        .extracting(
            RunRecord.Events::expected,
            RunRecord.Events::missed,
            RunRecord.Events::duplicated,
            RunRecord.Events::outOfOrder,
            RunRecord.Events::unseen)
        .containsOnlyNulls();
    assertThat(Completeness.reasons(SampleShards.snapshot(many.ledger)))
        .hasSize(1)
        .allSatisfy(
            reason -> assertThat(reason).contains("too many channels", "(limit 65,536", " 3 "));
  }

  @Test
  void usersOfOneChannelNeedNoRoomForFurtherOnes() {
    TestRun narrow =
        new TestRun(RunLedger.builder().serverOffsetMicros(TestRun.OFFSET_MICROS).mostStreams(0));
    narrow.user("a").got(2_600, 1, 3_000);
    narrow.user("b").sent(3_002).answered(3_003, delivered(event("b", 1, 3_000)));
    narrow.user("").sent(3_004).answered(3_005, delivered(event("c", 1, 3_000)));

    assertThat(narrow.events().duplicated()).isZero();
    assertThat(Completeness.reasons(SampleShards.snapshot(narrow.ledger))).isEmpty();
  }

  @Test
  void aTargetThatNamesAnotherChannelEachTimeIsNotFollowedForEver() {
    TestRun endless = TestRun.withoutPlan();
    UserLedger userLedger = endless.ledger.user("");
    long nanos = VirtualClock.START_NANOS + 3_000_000_000L;
    long micros = VirtualClock.START_MICROS + 3_000_000;
    for (int i = 0; i < StreamLimit.MOST_CHANNELS + 2; i++) {
      userLedger.sent(nanos, micros, TestRun.HOLD_NANOS);
      userLedger.answered(nanos, micros, delivered(event("channel-" + i, 1, 3_000)));
    }

    assertThat(endless.events().missed()).isNull();
    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(endless.ledger)))
        .isNotNull();
    assertThat(Completeness.reasons(SampleShards.snapshot(endless.ledger))).hasSize(1);
  }

  @Test
  void anEventThatCannotBeFoundInThePlanLeavesWhatThePlanTellsUnknown() {
    user.got(100, 1, 500).got(600, 2, 1_500).got(1_600, 3, 2_500);
    PolledEvent untimed = new PolledEvent(4, "a", 4, PolledEvent.UNKNOWN);
    user.sent(2_600).answered(3_501, delivered(untimed));
    user.sent(3_502).answered(3_600, delivered(untimed));
    run.clock.to(TestRun.END);
    RunRecord.Events events = run.events();

    assertThat(events.received()).isEqualTo(2);
    assertThat(events.duplicated()).as("numbers still tell it").isEqualTo(1);
    assertThat(events.outOfOrder()).isZero();
    assertThat(events.published()).isEqualTo(10);
    assertThat(events.expected()).isNull();
    assertThat(events.missed()).isNull();
    assertThat(events.unseen()).isNull();
    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(run.ledger))).isNull();
    assertThat(Completeness.reasons(SampleShards.snapshot(run.ledger)))
        .hasSize(1)
        .allSatisfy(reason -> assertThat(reason).contains("cannot be found in the plan"));
  }

  @Test
  void eventsThatNothingTellsApartAreNamedBesideThoseThatAreToldApart() {
    TestRun blind = TestRun.withoutPlan();
    blind.user().sent(2_600).answered(3_000, delivered(PolledEvent.ANY));
    assertThat(Completeness.reasons(SampleShards.snapshot(blind.ledger)))
        .as("nothing is told of any")
        .isEmpty();

    assertThat(Completeness.unreadable(SampleShards.snapshot(blind.ledger))).isEmpty();

    PolledEvent[] others = new PolledEvent[99];
    Arrays.setAll(others, i -> event(i + 1, 3_000));
    blind.user().sent(3_100).answered(3_500, delivered(others));
    assertThat(blind.events().duplicated()).isZero();
    assertThat(Completeness.reasons(SampleShards.snapshot(blind.ledger)))
        .containsExactly(
            "1 of 100 events received carried neither seq nor id: whether these were repeated"
                + " cannot be told");
    assertThat(Completeness.unreadable(SampleShards.snapshot(blind.ledger))).isEmpty();
  }

  @Test
  void eventsThatLackWhatTellsTheOthersApartWereProbablyNotRead() {
    TestRun blind = TestRun.withoutPlan();
    blind.user().sent(2_600).answered(3_000, delivered(PolledEvent.ANY));
    blind.user().got(3_000, 1, 3_500);

    assertThat(Completeness.unreadable(SampleShards.snapshot(blind.ledger)))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .startsWith(
                        "1 of 2 events received carried neither seq nor id, which the others did"));
    assertThat(Completeness.reasons(SampleShards.snapshot(blind.ledger))).isEmpty();
  }

  @Test
  void broadcastsThatSomeOrNobodyGotAreIncomplete() {
    TestRun two = new TestRun(TestRun.builder(3_000, 4_000, 5_000).audience(Audience.ofEach(2)));
    TestRun.User first = two.user();
    TestRun.User second = two.user();
    first.sent(2_500);
    second.sent(2_500);
    first.answered(3_001, delivered(event(1, 3_000))).sent(3_002);
    second.answered(3_003, delivered(event(1, 3_000))).sent(3_004);
    // An extra that both got, a planned one that one got, a planned one that nobody got.
    first.answered(3_501, delivered(event(2, 3_500))).sent(3_502);
    second.answered(3_503, delivered(event(2, 3_500))).sent(3_504);
    first.answered(4_001, delivered(event(3, 4_000))).sent(4_002);
    first.answered(TestRun.END, empty());
    second.answered(TestRun.END, empty());

    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(two.ledger))).isEqualTo(2);
    assertThat(two.drainedWindow().get(Measure.BROADCAST).count()).isEqualTo(2);
  }

  @Test
  void channelsThatNobodyWaitsOnAreNotIncomplete() {
    TestRun deserted = new TestRun(TestRun.builder(3_000, 4_000).audience(Audience.ofEach(0)));

    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(deserted.ledger))).isZero();
  }
}
