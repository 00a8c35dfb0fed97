package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProbeAccountsTest {
  private static final long MILLI = 1_000_000;
  private final TestRun run = TestRun.withoutPlan();
  private final ProbeAccounts accounts = new ProbeAccounts(run.ledger);

  @Test
  void theLeastLagIsThatOfDeliveriesThatCameAsEarlyAsCannotBeExcluded() {
    for (int i = 0; i < 97; i++) {
      delivered(3_000, 30, 0);
    }
    delivered(4_000, 121, 110 * MILLI);
    delivered(4_000, 121, 110 * MILLI);
    delivered(4_000, 121, 110 * MILLI);

    assertThat(accounts.report(1).lagP99AtLeastMs()).isCloseTo(30, within1Percent(30));

    delivered(5_000, 121, 0);
    delivered(5_000, 121, 0);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isCloseTo(121, within1Percent(121));
  }

  @Test
  void nothingIsTakenToHaveComeBeforeItWasPlanned() {
    delivered(3_000, 121, 200 * MILLI);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isZero();

    delivered(3_000, -5, 200 * MILLI);
    delivered(3_000, -5, 200 * MILLI);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isZero();
  }

  @Test
  void onlyWhatWasPlannedInTheWindowCounts() {
    delivered(TestRun.WINDOW_START - 1, 500, 0);
    delivered(TestRun.WINDOW_END, 500, 0);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isNull();

    delivered(TestRun.WINDOW_START, 20, 0);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isCloseTo(20, within1Percent(20));
  }

  @Test
  void withoutAPlannedInstantOrTheServersClockThereIsNone() {
    accounts.delivered(
        Answer.delivered(Position.START, List.of(PolledEvent.ANY)), micros(3_000), 0);
    assertThat(accounts.report(1).lagP99AtLeastMs()).isNull();

    TestRun clockless = new TestRun(RunLedger.builder());
    ProbeAccounts without = new ProbeAccounts(clockless.ledger);
    without.delivered(answer(3_000), micros(3_020), 0);
    assertThat(without.report(1).lagP99AtLeastMs()).isNull();
  }

  private void delivered(double plannedMillis, double lagMillis, long maybeEarlierNanos) {
    accounts.delivered(answer(plannedMillis), micros(plannedMillis + lagMillis), maybeEarlierNanos);
  }

  private static Answer answer(double plannedMillis) {
    long planned = micros(plannedMillis) + TestRun.OFFSET_MICROS;
    return Answer.delivered(Position.START, List.of(new PolledEvent(1, "a", 1, planned)));
  }

  private static long micros(double millis) {
    return VirtualClock.START_MICROS + Math.round(millis * 1_000);
  }

  private static Offset<Double> within1Percent(double value) {
    return Offset.offset(value / 100);
  }
}
