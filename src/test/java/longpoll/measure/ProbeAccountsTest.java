package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.histogram.SavedHistogram;
import longpoll.record.RunRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProbeAccountsTest {
  private static final long MILLI = 1_000_000;
  private final TestRun run = TestRun.withoutPlan();
  private final ProbeAccounts accounts = new ProbeAccounts(run.ledger);
  private final ProbeLedger told = new ProbeLedger();

  /** As the harness has it, which adds what it is told. */
  private RunRecord.Probes report() {
    told.add(accounts.delta());
    return told.account().report(1, run.ledger.timing(), true);
  }

  @Test
  void theLeastLagIsThatOfDeliveriesThatCameAsEarlyAsCannotBeExcluded() {
    for (int i = 0; i < 97; i++) {
      delivered(3_000, 30, 0);
    }
    delivered(4_000, 121, 110 * MILLI);
    delivered(4_000, 121, 110 * MILLI);
    delivered(4_000, 121, 110 * MILLI);

    assertThat(report().lagP99AtLeastMs()).isCloseTo(30, within1Percent(30));

    delivered(5_000, 121, 0);
    delivered(5_000, 121, 0);
    assertThat(report().lagP99AtLeastMs()).isCloseTo(121, within1Percent(121));
  }

  @Test
  void nothingIsTakenToHaveComeBeforeItWasPlanned() {
    delivered(3_000, 121, 200 * MILLI);
    assertThat(report().lagP99AtLeastMs()).isZero();

    delivered(3_000, -5, 200 * MILLI);
    delivered(3_000, -5, 200 * MILLI);
    assertThat(report().lagP99AtLeastMs()).isZero();
  }

  @Test
  void onlyWhatWasPlannedInTheWindowCounts() {
    delivered(TestRun.WINDOW_START - 1, 500, 0);
    delivered(TestRun.WINDOW_END, 500, 0);
    assertThat(report().lagP99AtLeastMs()).isNull();

    delivered(TestRun.WINDOW_START, 20, 0);
    assertThat(report().lagP99AtLeastMs()).isCloseTo(20, within1Percent(20));
  }

  @Test
  void withoutAPlannedInstantOrTheServersClockThereIsNone() {
    accounts.delivered(
        Answer.delivered(StreamPosition.START, List.of(PolledEvent.ANY)), micros(3_000), 0);
    assertThat(report().lagP99AtLeastMs()).isNull();

    TestRun clockless = new TestRun(RunLedger.builder());
    ProbeAccounts without = new ProbeAccounts(clockless.ledger);
    without.delivered(answer(3_000), micros(3_020), 0);
    assertThat(without.delta().account().lagAtLeast()).isEqualTo(SavedHistogram.NONE);
  }

  @Test
  void deltasAddUpToWhatOneAccountOfAllWouldHave() {
    TestRun.User user = run.user();
    RunRecord.Probes early = report();
    user.sent(100).answered(1_000, TestRun.empty()).failed(1_500, "refused").sent(1_600);
    report();
    user.answered(2_500, TestRun.delivered(TestRun.event(1, 2_400)));
    user.sent(2_500).answered(2_600, TestRun.empty());
    report();
    user.sent(3_000);
    run.clock.to(4_000);
    report();
    user.failed(5_000, "closed").sent(9_000).cut(11_000);
    accounts.late(5 * MILLI, true);
    run.clock.to(TestRun.END);
    RunRecord.Probes told = report();

    assertThat(early.started()).isZero();
    assertThat(told.started()).isEqualTo(6);
    assertThat(told.delivered()).isEqualTo(1);
    assertThat(told.empty()).isEqualTo(2);
    assertThat(told.failed()).isEqualTo(Map.of("refused", 1L, "closed", 1L));
    assertThat(told.cut()).isEqualTo(1);
    assertThat(told.heldMean()).isCloseTo(0.46, Offset.offset(1e-9));
    assertThat(told.heldMax()).isEqualTo(1);
    assertThat(told.loopLagP99Ms()).isCloseTo(5, within1Percent(5));
    assertThat(told.polls()).isEqualTo(run.ledger.tally().polls(10, null));
    assertThat(told.polls().early()).isEqualTo(1);
    assertThat(told.untilMs()).as("the account is whole").isNull();
  }

  @Test
  void aDeltaWithoutPollsIsSmall() {
    accounts.delta();
    run.user().sent(3_000);
    accounts.delta();

    assertThat(RunSnapshots.json(accounts.delta())).hasSizeLessThan(700);
  }

  @Test
  void anAccountThatBreaksOffEndsWhereItDoesAndItsOpenPollsWithIt() {
    TestRun.User user = run.user();
    user.sent(2_500).answered(3_000, TestRun.delivered(TestRun.event(1, 2_900))).sent(3_000);
    run.clock.to(4_000);
    told.add(accounts.delta());
    user.answered(4_500, TestRun.empty());
    RunRecord.Probes left = told.account().report(1, run.ledger.timing(), false);

    assertThat(left.untilMs()).isEqualTo(4_000);
    assertThat(left.started()).isEqualTo(2);
    assertThat(left.delivered()).isEqualTo(1);
    assertThat(left.empty()).isZero();
    assertThat(left.cut()).isEqualTo(1);
    assertThat(left.heldMean()).as("1.5 s of 2 s").isEqualTo(0.75);
    assertThat(left.polls().perSecond()).isEqualTo(0.5);
  }

  private void delivered(double plannedMillis, double lagMillis, long maybeEarlierNanos) {
    accounts.delivered(answer(plannedMillis), micros(plannedMillis + lagMillis), maybeEarlierNanos);
  }

  private static Answer answer(double plannedMillis) {
    long planned = micros(plannedMillis) + TestRun.OFFSET_MICROS;
    return Answer.delivered(StreamPosition.START, List.of(new PolledEvent(1, "a", 1, planned)));
  }

  private static long micros(double millis) {
    return VirtualClock.START_MICROS + Math.round(millis * 1_000);
  }

  private static Offset<Double> within1Percent(double value) {
    return Offset.offset(value / 100);
  }
}
