package longpoll.measure;

import static longpoll.measure.ServerStatsSamples.parked;
import static longpoll.measure.ServerStatsSamples.pauses;
import static longpoll.measure.ServerStatsSamples.stats;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import longpoll.target.ServerStats;
import longpoll.target.TargetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerWatchTest {
  private final VirtualClock clock = new VirtualClock();
  private final Timeline timeline =
      new Timeline(
          VirtualClock.START_NANOS,
          VirtualClock.START_MICROS,
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ZERO);

  /** The server: answers when the test hands it something, and refuses what is no statistics. */
  private final SynchronousQueue<Object> answers = new SynchronousQueue<>();

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final ServerWatch watch = new ServerWatch(this::answer, clock);

  private ServerStats answer() {
    asked.add("asked");
    try {
      if (answers.take() instanceof ServerStats stats) {
        return stats;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new TargetException("no answer");
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /** Asks, answers, and waits until the watch is ready for the next question. */
  private void exchange(double millis, Object answer) throws InterruptedException {
    clock.to(millis);
    askUntilAsked();
    answers.put(answer);
    awaitIdle();
  }

  /** One more question gets through only once the answer before has been dealt with. */
  private void awaitIdle() throws InterruptedException {
    askUntilAsked();
    answers.put("nothing");
  }

  private void askUntilAsked() throws InterruptedException {
    do {
      watch.ask(timeline);
    } while (asked.poll(1, TimeUnit.MILLISECONDS) == null);
  }

  @Test
  void onlyTheFirstTheLastAndTheMostOfTheWindowAreKept() throws InterruptedException {
    exchange(500, parked(0));
    exchange(999, parked(1));
    exchange(1_000, parked(5));
    exchange(3_000, parked(9));
    exchange(10_999, parked(7));
    exchange(11_000, parked(99));

    assertThat(watch.inWindow())
        .isEqualTo(
            new ServerWatch.InWindow(parked(1), parked(5), parked(7), OptionalLong.of(9), null));
    assertThat(watch.latest().stats()).isEqualTo(parked(99));
    assertThat(watch.latest().nanos()).isEqualTo(clock.nanoTime());
  }

  @Test
  void theLongestPauseIsOfThoseThatEndedInTheWindow() throws InterruptedException {
    // The server's clock begins with the run; readings come at once.
    ServerStats.Pause before = new ServerStats.Pause(999_000L, 250.0);
    ServerStats.Pause within = new ServerStats.Pause(1_001_000L, 30.0);
    ServerStats.Pause last = new ServerStats.Pause(10_999_000L, 40.0);
    ServerStats.Pause after = new ServerStats.Pause(11_000_500L, 300.0);
    exchange(999.5, pauses(999_500, before));
    assertThat(watch.inWindow().longestPauseMillis()).isNull();
    exchange(1_500, pauses(1_500_000, before));
    assertThat(watch.inWindow().longestPauseMillis()).isZero();
    exchange(2_000, pauses(2_000_000, before, within));
    assertThat(watch.inWindow().longestPauseMillis()).isEqualTo(30);

    exchange(11_500, pauses(11_500_000, last, after));

    assertThat(watch.inWindow().longestPauseMillis()).isEqualTo(40);
    assertThat(watch.inWindow().last().now()).isEqualTo(2_000_000);
  }

  @Test
  void aServerThatDoesNotSayWhenItsPausesWereHasNone() throws InterruptedException {
    exchange(2_000, stats("e1", 2_000_000L, 1, 0, null, null));

    assertThat(watch.inWindow().first()).isNotNull();
    assertThat(watch.inWindow().longestPauseMillis()).isNull();
  }

  @Test
  void withoutAnyReadingThereIsNone() {
    assertThat(watch.latest()).isNull();
    assertThat(watch.inWindow()).isEqualTo(ServerWatch.InWindow.NONE);
  }

  @Test
  void aServerThatStopsAnsweringHoldsNobodyUpAndIsAskedOnce() throws InterruptedException {
    clock.to(2_000);
    watch.ask(timeline);
    asked.take();
    for (int second = 0; second < 100; second++) {
      watch.ask(timeline);
    }
    assertThat(asked).as("questions while one has no answer").isEmpty();
    assertThat(watch.latest()).isNull();

    answers.put(parked(3));
    awaitIdle();
    assertThat(watch.latest().stats()).isEqualTo(parked(3));
  }

  @Test
  void aRefusalLeavesAGapAndTheNextQuestionIsAsked() throws InterruptedException {
    exchange(2_000, parked(3));
    exchange(3_000, "nothing");
    assertThat(watch.latest().stats()).isEqualTo(parked(3));

    exchange(4_000, parked(4));
    assertThat(watch.latest().stats()).isEqualTo(parked(4));
  }
}
