package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import longpoll.record.RunRecord;
import longpoll.transport.TrafficCounter;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private final TestRun run = TestRun.withoutPlan();
  private final TrafficCounter counter = run.ledger.traffic();

  private RunRecord.Traffic counted() {
    return SampleShards.snapshot(run.ledger).traffic();
  }

  private void pass(double millis, int sent, int received) {
    run.clock.to(millis);
    counter.sent(sent, run.clock.nanoTime());
    counter.received(received, run.clock.nanoTime());
  }

  @Test
  void bytesCountInTheWindowOnly() {
    run.ledger.begin();
    pass(0, 1, 1);
    pass(TestRun.WINDOW_START - 1, 10, 10);
    pass(TestRun.WINDOW_START, 100, 2_000_000_000);
    pass(TestRun.WINDOW_END - 1, 1_000, 2_000_000_000);
    pass(TestRun.WINDOW_END, 10_000, 1);

    assertThat(counted()).isEqualTo(new RunRecord.Traffic(1_100, 4_000_000_000L));
  }

  @Test
  void whatUsersSendWhileARunIsBrokenOffIsNotCounted() {
    run.ledger.begin();
    pass(TestRun.WINDOW_START, 100, 200);
    run.ledger.freeze();
    pass(TestRun.WINDOW_START + 1, 100, 200);

    assertThat(counted()).isEqualTo(new RunRecord.Traffic(100, 200));
  }
}
