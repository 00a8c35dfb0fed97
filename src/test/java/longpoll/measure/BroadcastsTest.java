package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import longpoll.dialect.PolledEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BroadcastsTest {
  private final Queue<Long> completions = new ConcurrentLinkedQueue<>();
  private final Broadcasts broadcasts =
      new Broadcasts(new Audience(Map.of("none", 0L), 3), completions::add);

  private static PolledEvent event(long seq) {
    return new PolledEvent(seq, "a", seq, 1);
  }

  @Test
  void theLastUserCompletesAnEventWithTheLongestLag() {
    broadcasts.received("e", event(1), true, 30);
    broadcasts.received("e", event(1), true, 50);
    assertThat(broadcasts.receipts().incomplete()).isEqualTo(1);
    assertThat(completions).isEmpty();

    broadcasts.received("e", event(1), true, 10);
    assertThat(completions).containsExactly(50L);
    assertThat(broadcasts.receipts().incomplete()).isZero();
    assertThat(broadcasts.receipts().complete()).isEqualTo(1);
  }

  @Test
  void aCompletionMayLieBelowZero() {
    for (long lag : new long[] {-5, -3, -9}) {
      broadcasts.received("e", event(1), true, lag);
    }
    assertThat(completions).containsExactly(-3L);
  }

  @Test
  void oneUserMoreThanExpectedNeitherCompletesAgainNorBeginsAnew() {
    for (int user = 0; user < 5; user++) {
      broadcasts.received("e", event(1), true, user);
    }
    assertThat(completions).containsExactly(2L);
    assertThat(broadcasts.receipts().incomplete()).isZero();
    assertThat(broadcasts.receipts().ofPlan()).isEqualTo(1);
  }

  @Test
  void aNumberOfAnotherEpochOrChannelIsAnotherEvent() {
    broadcasts.received("e", event(1), true, 1);
    broadcasts.received("f", event(1), true, 1);
    broadcasts.received(null, event(1), false, 1);
    broadcasts.received("e", new PolledEvent(1, "b", 1, 1), true, 1);

    assertThat(broadcasts.receipts().incomplete()).isEqualTo(4);
    assertThat(broadcasts.receipts().ofPlan()).isEqualTo(3);
  }

  @Test
  void anEventOfAChannelWithoutUsersIsNeverComplete() {
    broadcasts.received("e", new PolledEvent(1, "none", 1, 1), true, 1);

    assertThat(completions).isEmpty();
    assertThat(broadcasts.receipts().incomplete()).isEqualTo(1);
  }

  @Test
  void eventsThatSomeUserNeverGetsDoNotPileUp() {
    int events = 5 * Broadcasts.FOLLOWED;
    for (long seq = 1; seq <= events; seq++) {
      broadcasts.received("e", event(seq), true, 1);
    }
    assertThat(broadcasts.followed()).isEqualTo(Broadcasts.FOLLOWED);
    assertThat(broadcasts.receipts().incomplete()).isEqualTo(events);

    // One that was given up does not come back to life, and is not counted twice.
    for (int user = 0; user < 3; user++) {
      broadcasts.received("e", event(1), true, 1);
    }
    assertThat(broadcasts.receipts().incomplete()).isEqualTo(events);
    assertThat(broadcasts.receipts().ofPlan()).isEqualTo(events);
    assertThat(completions).isEmpty();
  }

  @Test
  void channelsAndEpochsAreFollowedUpToALimitAndNotBeyond() {
    int streams = Broadcasts.MOST_STREAMS + Broadcasts.FOLLOWED;
    for (int i = 0; i < streams; i++) {
      broadcasts.received("e" + i % 2, new PolledEvent(1, "channel-" + i, 1, 1), true, 1);
    }
    assertThat(broadcasts.receipts().exceeded()).isFalse();

    broadcasts.received("e", new PolledEvent(1, "another", 1, 1), true, 1);
    assertThat(broadcasts.receipts().exceeded()).isTrue();
    broadcasts.received("e", new PolledEvent(1, "one more", 1, 1), true, 1);
    assertThat(broadcasts.receipts().incomplete())
        .as("not followed any more")
        .isEqualTo(streams + 1);
  }

  @Test
  void completeEventsDoNotPileUpEither() {
    for (long seq = 1; seq <= 2L * Broadcasts.FOLLOWED; seq++) {
      for (int user = 0; user < 3; user++) {
        broadcasts.received("e", event(seq), true, 1);
      }
    }
    assertThat(broadcasts.followed()).isEqualTo(Broadcasts.FOLLOWED);
    assertThat(broadcasts.receipts().incomplete()).isZero();
    assertThat(broadcasts.receipts().complete()).isEqualTo(2L * Broadcasts.FOLLOWED);
  }

  @Test
  @Timeout(60)
  void whoeverComesLastCompletesAndSeesTheLongestLag() throws Exception {
    int threads = 3;
    int events = 3_000;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> users = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int user = i;
        users.add(
            pool.submit(
                () -> {
                  for (int seq = 1; seq <= events; seq++) {
                    start.await(10, TimeUnit.SECONDS);
                    // A different user has the longest lag of each event.
                    long lag = (user + seq) % threads == 0 ? 1_000_000L + seq : user;
                    broadcasts.received("e", event(seq), true, lag);
                  }
                  return null;
                }));
      }
      for (Future<?> user : users) {
        user.get(50, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    List<Long> sorted = new ArrayList<>(completions);
    Collections.sort(sorted);
    assertThat(sorted)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, events).map(seq -> 1_000_000L + seq).boxed().toList());
    assertThat(broadcasts.receipts().incomplete()).isZero();
  }

  @Test
  void eachDeliveryOfAQueueIsKeptHoweverLateItIsRepeated() {
    int events = 3 * Broadcasts.FOLLOWED;
    for (int round = 0; round < 2; round++) {
      for (int seq = 1; seq <= events; seq++) {
        broadcasts.taken("e", event(seq), true);
      }
    }

    assertThat(broadcasts.receipts().seen()).isEqualTo(events);
    assertThat(broadcasts.receipts().ofPlan()).isEqualTo(events);
    assertThat(broadcasts.receipts().repeated()).isEqualTo(events);
    assertThat(broadcasts.receipts().exceeded()).isFalse();
  }

  @Test
  void deliveriesOfAQueueBeyondTheMostThatAreKeptAreCountedOnly() {
    for (int seq = 1; seq <= Broadcasts.MOST_KEPT; seq++) {
      broadcasts.taken("e", event(seq), true);
    }
    assertThat(broadcasts.receipts().exceeded()).isFalse();

    broadcasts.taken("e", event(1), true);
    assertThat(broadcasts.receipts().exceeded()).isTrue();
    assertThat(broadcasts.receipts().seen()).isEqualTo(Broadcasts.MOST_KEPT + 1L);
    assertThat(broadcasts.receipts().repeated()).as("it cannot be told any more").isZero();
  }

  @Test
  void aQueueOfMoreChannelsThanAreToldApartIsCountedOnly() {
    for (int i = 0; i < Broadcasts.MOST_STREAMS; i++) {
      broadcasts.taken("e", new PolledEvent(1, "channel-" + i, 1, 1), true);
    }
    broadcasts.taken("e", new PolledEvent(1, "channel-0", 1, 1), true);
    assertThat(broadcasts.receipts().exceeded()).isFalse();

    broadcasts.taken("e", new PolledEvent(1, "another", 1, 1), true);
    assertThat(broadcasts.receipts().exceeded()).isTrue();
    assertThat(broadcasts.receipts().repeated()).isEqualTo(1);
  }
}
