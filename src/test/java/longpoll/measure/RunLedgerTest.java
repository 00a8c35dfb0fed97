package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import longpoll.dialect.Answer;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.StreamPosition;
import longpoll.prediction.EmptyRatePrediction;
import longpoll.prediction.MeasuredDelays;
import longpoll.record.RunRecord;
import longpoll.result.Completeness;
import longpoll.result.RunPrediction;
import longpoll.settings.Rearm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunLedgerTest {

  private static RunLedger.Builder builder() {
    return RunLedger.builder()
        .timeline(
            clock ->
                new Timeline(
                    clock.nanoTime(),
                    clock.epochMicros(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMinutes(10),
                    Duration.ZERO));
  }

  @Test
  void aLedgerWithoutATimelineIsRefused() {
    assertThatThrownBy(() -> RunLedger.builder().open()).hasMessage("the ledger needs a timeline");
  }

  @Test
  void theTimelineIsUnknownUntilTheFirstUser() {
    RunLedger ledger = builder().open();
    assertThat(ledger.timeline()).isEmpty();

    ledger.user("a");
    assertThat(ledger.timeline()).contains(ledger.begin());
  }

  @Test
  @Timeout(60)
  void manyFirstUsersBeginOneRunOnce() throws Exception {
    int threads = 4;
    for (int round = 0; round < 200; round++) {
      AtomicInteger begun = new AtomicInteger();
      RunLedger ledger = builder().open();
      ledger.onBegin(begun::incrementAndGet);
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Timeline> timelines =
          inParallel(
              threads,
              () -> {
                start.await(10, TimeUnit.SECONDS);
                return ledger.begin();
              });
      assertThat(timelines).allMatch(timeline -> timeline == ledger.begin());
      assertThat(begun).hasValue(1);
    }
  }

  @Test
  @Timeout(60)
  void usersOnManyThreadsAddUpToTheUnit() throws Exception {
    int threads = 4;
    int polls = 5_000;
    RunLedger ledger = builder().serverOffsetMicros(0L).audience(Audience.ofEach(threads)).open();
    Timeline timeline = ledger.begin();
    CyclicBarrier start = new CyclicBarrier(threads);
    inParallel(
        threads,
        () -> {
          UserLedger user = ledger.user("a");
          start.await(10, TimeUnit.SECONDS);
          for (int poll = 1; poll <= polls; poll++) {
            long nanos = timeline.startNanos() + poll * 1_000_000L;
            long micros = timeline.startMicros() + poll * 1_000L;
            user.sent(nanos, micros, 1_000);
            if (poll % 2 == 0) {
              PolledEvent event = new PolledEvent(poll, "a", poll / 2, micros + 10);
              user.answered(
                  nanos + 20_000,
                  micros + 20,
                  Answer.delivered(new StreamPosition("1", "e"), List.of(event)));
            } else if (poll % 3 == 0) {
              user.failed(nanos + 20_000, "closed");
            } else {
              user.answered(nanos + 20_000, micros + 20, Answer.empty(StreamPosition.START));
            }
          }
          return null;
        });
    RunRecord.Totals totals = ledger.tally().totals(false);
    long all = (long) threads * polls;

    assertThat(totals.started()).isEqualTo(all);
    assertThat(totals.delivered()).isEqualTo(all / 2);
    assertThat(totals.failed()).isEqualTo(Map.of("closed", threads * 833L));
    assertThat(totals.delivered() + totals.empty() + threads * 833L).isEqualTo(all);
    assertThat(ledger.held.now()).isZero();
    assertThat(ledger.held.nanosInWindow()).isEqualTo(all * 20_000);
    assertThat(ledger.broadcasts.receipts().complete()).isEqualTo(polls / 2);
    assertThat(ledger.broadcasts.receipts().incomplete()).isZero();
    assertThat(ledger.events.received.sum()).isEqualTo(all / 2);
    assertThat(Completeness.events(SampleShards.snapshot(ledger), Long.MAX_VALUE / 2, 600).missed())
        .isZero();
  }

  @Test
  void thePredictionIsOfTheUsersThatThereWere() {
    TestRun run = TestRun.withPlan(3_000, 9_000);
    run.user().sent(2_000);
    run.user();

    EmptyRatePrediction prediction = predicted(run, Duration.ofSeconds(4), new Rearm.Immediate());
    assertThat(prediction.delivered()).isEqualTo(2);
    assertThat(prediction.empty()).isEqualTo(1);
  }

  @Test
  void pollsThatAreAnsweredAtOnceHaveAPredictionIfADelayPartsThem() {
    TestRun run = TestRun.withPlan(3_000, 9_000);
    run.user().sent(2_000);

    EmptyRatePrediction prediction =
        predicted(run, Duration.ZERO, new Rearm.Fixed(Duration.ofSeconds(1)));
    assertThat(prediction.delivered()).isEqualTo(2);
    assertThat(prediction.empty()).isEqualTo(8);
    assertThat(predicted(run, Duration.ZERO, new Rearm.Fixed(Duration.ofMillis(99)))).isNull();
    assertThat(predicted(run, Duration.ZERO, new Rearm.Immediate())).isNull();
  }

  @Test
  void withoutPlanOrClockThereIsNoPrediction() {
    assertThat(predicted(TestRun.withoutPlan(), Duration.ofSeconds(4), new Rearm.Immediate()))
        .isNull();
    TestRun clockless =
        new TestRun(
            RunLedger.builder()
                .plan(TestRun.plan(Map.of("a", new double[] {3_000})))
                .serverOffsetMicros(null));
    assertThat(predicted(clockless, Duration.ofSeconds(4), new Rearm.Immediate())).isNull();
  }

  private static EmptyRatePrediction predicted(TestRun run, Duration hold, Rearm rearm) {
    return RunPrediction.of(
        SampleShards.snapshot(run.ledger, SampleShards.description(hold, rearm), false),
        MeasuredDelays.NONE);
  }

  private static <T> List<T> inParallel(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(pool.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(50, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
