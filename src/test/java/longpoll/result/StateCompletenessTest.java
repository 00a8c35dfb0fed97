package longpoll.result;

import static longpoll.measure.TestRun.delivered;
import static longpoll.measure.TestRun.empty;
import static longpoll.measure.TestRun.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.histogram.Measure;
import longpoll.measure.Audience;
import longpoll.measure.RunLedger;
import longpoll.measure.SampleShards;
import longpoll.measure.TestRun;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;

/** An answer is the newest version of a state: whoever has that lacks nothing. */
class StateCompletenessTest {
  private final TestRun run = state(TestRun.builder(1_500, 3_000, 4_000, 5_000, 11_000, 12_500));
  private final TestRun.User user = run.user();

  private static TestRun state(RunLedger.Builder builder) {
    return new TestRun(builder.delivery(Delivery.STATE));
  }

  @Test
  void aVersionThatWasSkippedIsUnseenAndNotMissed() {
    user.got(1_400, 1, 1_500).got(2_000, 2, 3_000).got(3_100, 5, 11_000);
    user.sent(11_100).answered(TestRun.END, empty());

    assertThat(run.events())
        .isEqualTo(new RunRecord.Events("state", 4L, 4L, 2L, 0L, 0L, 0L, 2L, 0.2, 1.0));
  }

  @Test
  void aUserWithoutTheNewestVersionMissesOneAndNoMore() {
    user.got(2_000, 2, 3_000).sent(3_100).answered(TestRun.END, empty());
    RunRecord.Events events = run.events();

    assertThat(events.missed()).as("version 5").isEqualTo(1);
    assertThat(events.unseen()).as("versions 3 and 4").isEqualTo(2);
    assertThat(events.expected()).isEqualTo(4);
  }

  @Test
  void aUserWithANewerVersionThanTheWindowsLastMissesNone() {
    user.got(2_000, 2, 3_000).got(3_100, 6, 12_500);
    run.clock.to(TestRun.END);

    assertThat(run.events().missed()).isZero();
    assertThat(run.events().unseen()).isEqualTo(3);
  }

  @Test
  void eachUserIsJudgedByItself() {
    TestRun.User stale = run.user();
    TestRun.User nothing = run.user();
    user.sent(2_000);
    nothing.sent(2_000);
    stale.got(2_000, 4, 5_000).sent(5_100);
    user.answered(11_001, delivered(event(5, 11_000))).sent(11_100).cut(TestRun.END);
    stale.cut(TestRun.END);
    nothing.cut(TestRun.END);

    assertThat(run.events().missed()).isEqualTo(2);
    assertThat(run.events().unseen()).isEqualTo(8);
  }

  @Test
  void aUserThatLeftIsOwedNoVersionThatCameLater() {
    user.got(2_000, 2, 3_000).got(3_100, 4, 5_000);
    run.clock.to(TestRun.END);

    assertThat(run.events().missed()).isZero();
    assertThat(run.events().unseen()).isEqualTo(1);
  }

  @Test
  void eachChannelOfAUserOfAllHasANewestVersion() {
    TestRun two =
        state(
            RunLedger.builder()
                .serverOffsetMicros(TestRun.OFFSET_MICROS)
                .plan(
                    TestRun.plan(
                        Map.of(
                            "a", new double[] {3_000, 6_000},
                            "b", new double[] {4_000, 4_500},
                            "c", new double[] {1_000}))));
    TestRun.User reader = two.user("");
    reader.sent(2_000).answered(4_501, delivered(event("b", 2, 4_500), event("a", 1, 3_000)));
    reader.sent(4_600).answered(TestRun.END, empty());

    assertThat(two.events().missed()).as("the newest of a").isEqualTo(1);
    assertThat(two.events().unseen()).as("the first of b").isEqualTo(1);
  }

  @Test
  void versionsThatHaveNoNumbersAreJudgedByTheirInstants() {
    PolledEvent newest =
        new PolledEvent(
            PolledEvent.UNKNOWN, "a", PolledEvent.UNKNOWN, TestRun.serverMicros(11_000));
    user.sent(2_000).answered(11_001, delivered(newest)).sent(11_100).cut(TestRun.END);

    assertThat(run.events().missed()).isZero();
    assertThat(run.events().unseen()).isEqualTo(3);
    assertThat(run.events().duplicated()).isNull();
  }

  @Test
  void theSameVersionTwiceIsDuplicated() {
    user.got(2_000, 2, 3_000).sent(3_100).answered(3_200, delivered(event(2, 3_000)));
    user.got(3_300, 5, 11_000);

    assertThat(run.events().duplicated()).isEqualTo(1);
    assertThat(run.events().received()).isEqualTo(2);
  }

  @Test
  void withoutAPlanSkippedVersionsShowInTheNumbersAndStaleUsersDoNot() {
    TestRun blind = state(RunLedger.builder().serverOffsetMicros(TestRun.OFFSET_MICROS));
    blind.user().got(2_600, 7, 3_000).got(3_100, 10, 4_000);
    RunRecord.Events events = blind.events();

    assertThat(events.missed()).isNull();
    assertThat(events.unseen()).isEqualTo(2);
    assertThat(events.expected()).isEqualTo(4);
  }

  @Test
  void ofAnInterruptedRunOnlySkippedVersionsAreTold() {
    user.got(2_000, 2, 3_000).got(3_100, 4, 5_000).sent(5_100);
    run.clock.to(6_000);

    assertThat(run.events(false, 4).missed()).isZero();
    assertThat(run.events(false, 4).unseen()).isEqualTo(1);
  }

  @Test
  void aClientWithoutACursorMissesTheNewestVersionOnlyIfItWaitedForIt() {
    RunLedger.Builder builder = TestRun.builder(3_000, 6_000).resumes(false);
    TestRun bare = state(builder);
    TestRun.User between = bare.user();
    TestRun.User waiting = bare.user();
    between.sent(2_000);
    waiting.sent(2_000).answered(3_001, delivered(event(1, 3_000))).sent(3_100);
    between.answered(3_101, delivered(event(1, 3_000))).sent(6_200);
    waiting.answered(7_100, empty()).sent(7_101).cut(TestRun.END);
    between.cut(TestRun.END);

    assertThat(bare.events().missed()).as("of the one that waited").isEqualTo(1);
    assertThat(bare.events().unseen()).as("of the one between two polls").isEqualTo(1);
  }

  @Test
  void completionOfABroadcastIsNotToldOfVersions() {
    TestRun one = state(TestRun.builder(3_000).audience(Audience.ofEach(1)));
    one.user().got(2_000, 1, 3_000);
    one.clock.to(TestRun.END);

    assertThat(Completeness.incompleteBroadcasts(SampleShards.snapshot(one.ledger))).isNull();
    assertThat(SampleShards.snapshot(one.ledger).inWindow(Measure.BROADCAST).isEmpty()).isTrue();
    assertThat(RunPrediction.of(SampleShards.snapshot(one.ledger), 0L)).isNotNull();
    assertThat(one.drainedWindow()).doesNotContainKey(Measure.BROADCAST).containsKey(Measure.LAG);
  }
}
