package longpoll.measure;

import static longpoll.measure.ServerStatsSamples.parked;
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
    exchange(999, parked(1));
    exchange(1_000, parked(5));
    exchange(3_000, parked(9));
    exchange(10_999, parked(7));
    exchange(11_000, parked(99));

    assertThat(watch.inWindow())
        .isEqualTo(new ServerWatch.InWindow(parked(5), parked(7), OptionalLong.of(9)));
    assertThat(watch.latest().stats()).isEqualTo(parked(99));
    assertThat(watch.latest().nanos()).isEqualTo(clock.nanoTime());
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
