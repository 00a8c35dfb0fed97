package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import longpoll.server.options.ServerOptions;
import longpoll.server.text.BadParameterException;
import org.junit.jupiter.api.Test;

class HubTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String EPOCH = "e1";

  private long nanos = -5 * SECOND;
  private Hub hub = hub(false, 10_000, 1 << 20, 1_000);

  private Hub hub(boolean jitter, int keepEvents, long keepBytes, int maxHeld) {
    return new Hub(
        options(30)
            .jitter(jitter)
            .keepEvents(keepEvents)
            .keepBytes(keepBytes)
            .maxHeld(maxHeld)
            .build(),
        EPOCH,
        () -> 1_700_000_000_000_000L + nanos / 1_000,
        () -> nanos,
        new SplittableRandom(1),
        new ByteBudget(Long.MAX_VALUE));
  }

  static ServerOptions.Builder options(int holdSeconds) {
    return ServerOptions.builder()
        .hold(Duration.ofSeconds(holdSeconds))
        .maxHold(Duration.ofSeconds(60));
  }

  static PollRequest request(String query) {
    try {
      return PollRequest.parse(query);
    } catch (BadParameterException e) {
      throw new AssertionError(e);
    }
  }

  private FakePoll park(String query) {
    FakePoll poll = new FakePoll();
    assertThat(hub.poll(poll, request(query))).isNull();
    return poll;
  }

  private Answer answer(String query) {
    return hub.poll(new FakePoll(), request(query));
  }

  private static Event.Draft draft(String channel) {
    return new Event.Draft(channel, 7, "\"x\"".getBytes(StandardCharsets.US_ASCII));
  }

  private Hub.Published publish(String... channels) {
    List<Event.Draft> drafts = new ArrayList<>();
    for (String channel : channels) {
      drafts.add(draft(channel));
    }
    return hub.publish(drafts);
  }

  static String text(Answer answer) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    answer.reader(Answer.Form.PERSISTENT).peek(bytes);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  static String next(Answer answer) {
    return text(answer).replaceAll("(?s).*Poll-Next: (\\d+).*", "$1");
  }

  @Test
  void emptyPollIsAnsweredAtTheHoldLimitAndNotBefore() {
    FakePoll poll = park("");
    nanos += 30 * SECOND - 1;
    assertThat(hub.expire()).isEmpty();
    nanos += 1;
    assertThat(hub.expire()).containsExactly(poll);
    assertThat(poll.answer().outcome()).isEqualTo(Outcome.EMPTY);
  }

  @Test
  void timeoutReplacesTheHoldLimitUpToTheLongestHold() {
    park("timeout=2.5");
    assertThat(hub.nextDeadline()).isEqualTo(nanos + 2_500_000_000L);
    hub.drain();
    hub = hub(false, 10, 1 << 20, 10);
    park("timeout=1e6");
    assertThat(hub.nextDeadline()).isEqualTo(nanos + 60 * SECOND);
  }

  @Test
  void jitterAddsAtMostASixteenth() {
    hub = hub(true, 10, 1 << 20, 1_000);
    List<Long> holds = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      holds.add(park("timeout=16").deadline - nanos);
    }
    assertThat(holds).allMatch(hold -> hold >= 16 * SECOND && hold <= 17 * SECOND);
    assertThat(holds).anyMatch(hold -> hold < 16.2e9).anyMatch(hold -> hold > 16.8e9);
  }

  @Test
  void timeoutZeroIsAnsweredAtOnce() {
    publish("a");
    assertThat(answer("timeout=0").outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(answer("timeout=0&cursor=1").outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(hub.state().parked()).isZero();
  }

  @Test
  void aHoldOfZeroAnswersAtOnceUnlessAPollAsksForMore() {
    hub =
        new Hub(
            options(0).jitter(true).build(),
            EPOCH,
            () -> 1_700_000_000_000_000L + nanos / 1_000,
            () -> nanos,
            new SplittableRandom(1),
            new ByteBudget(Long.MAX_VALUE));
    publish("a");
    assertThat(answer("").outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(answer("cursor=1").outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(hub.state().parked()).isZero();
    park("timeout=1");
    assertThat(hub.state().parked()).isEqualTo(1);
  }

  @Test
  void barePollGetsOnlyWhatIsPublishedAfterIt() {
    publish("a");
    FakePoll poll = park("");
    publish("a");
    assertThat(text(poll.answer()))
        .contains("\"next\":3,")
        .contains("\"id\":2,")
        .doesNotContain("\"id\":1,");
  }

  @Test
  void keptEventsAreAnsweredAtOnce() {
    publish("a");
    publish("b");
    assertThat(text(answer("cursor=1"))).contains("\"next\":3,", "\"id\":1,", "\"id\":2,");
  }

  @Test
  void limitCutsAnAnswerAndNextGoesOnFromThere() {
    publish("a", "a", "a");
    Answer answer = answer("cursor=1&limit=2");
    assertThat(answer.events()).isEqualTo(2);
    assertThat(text(answer)).contains("\"next\":3,");
    FakePoll poll = park("cursor=4&limit=2");
    publish("a", "a", "a");
    assertThat(poll.answer().events()).isEqualTo(2);
    assertThat(next(poll.answer())).isEqualTo("6");
  }

  @Test
  void eventsOfOneInstantAreAnsweredTogether() {
    FakePoll poll = park("");
    Hub.Published published = publish("a", "b", "a");
    assertThat(published.woken()).containsExactly(poll);
    assertThat(poll.answer().events()).isEqualTo(3);
  }

  @Test
  void idsAreGaplessOverAllAndSequenceNumbersWithinAChannel() {
    List<Event> events = publish("a", "b", "a", "b", "b").events();
    assertThat(events).extracting(Event::id).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(events).extracting(Event::seq).containsExactly(1L, 1L, 2L, 2L, 3L);
  }

  @Test
  void filteredPollIsNotWokenByOthersAndItsCursorStillAdvances() {
    FakePoll poll = park("channel=a&cursor=1");
    assertThat(publish("b", "b").woken()).isEmpty();
    nanos += 30 * SECOND;
    hub.expire();
    assertThat(next(poll.answer())).isEqualTo("3");
  }

  @Test
  void pollOnSeveralChannelsIsAnsweredOnceAndLeavesEveryList() {
    FakePoll poll = park("channel=a,b,zz");
    assertThat(hub.state().waitLists()).isEqualTo(3);
    assertThat(publish("a", "b").woken()).containsExactly(poll);
    assertThat(publish("b").woken()).isEmpty();
    assertThat(poll.answer().events()).isEqualTo(2);
    assertThat(hub.state().waitLists()).isEqualTo(2);
    assertThat(hub.state().timers()).isZero();
  }

  @Test
  void pollOnAnUnknownChannelIsHeldUntilItIsPublishedOn() {
    FakePoll poll = park("channel=later");
    assertThat(publish("later").woken()).containsExactly(poll);
  }

  @Test
  void tenThousandsOfPollsOnIdleChannelsLeaveNothingBehind() {
    for (int i = 0; i < 30_000; i++) {
      FakePoll poll = park("channel=idle" + i + ",busy,other" + i % 7 + "&timeout=90");
      if (i % 2 == 0) {
        assertThat(hub.abort(poll)).isTrue();
      } else {
        publish("busy");
      }
    }
    HubState state = hub.state();
    assertThat(state.parked()).isZero();
    assertThat(state.timers()).isZero();
    assertThat(state.waitLists()).isLessThanOrEqualTo(1);
  }

  @Test
  void cursorBeforeWhatIsKeptIsAGap() {
    hub = hub(false, 3, 1 << 20, 10);
    publish("a", "a", "a", "a", "a");
    assertThat(text(answer("cursor=2")))
        .startsWith("HTTP/1.1 410")
        .contains("\"oldest\":3,\"next\":6,\"epoch\":\"e1\"");
    assertThat(answer("cursor=3").events()).isEqualTo(3);
  }

  @Test
  void bytesKeptAreBounded() {
    hub = hub(false, 1_000, 1 << 10, 10);
    for (int i = 0; i < 200; i++) {
      publish("a");
    }
    HubState state = hub.state();
    assertThat(state.next() - state.oldest()).isBetween(5L, 20L);
  }

  @Test
  void parkedPollGetsAnInstantEvenIfItIsLargerThanWhatIsKept() {
    hub = hub(false, 2, 1 << 20, 10);
    FakePoll poll = park("cursor=1");
    publish("a", "a", "a", "a", "a");
    assertThat(poll.answer().events()).isEqualTo(5);
    assertThat(hub.state().oldest()).isEqualTo(4);
  }

  @Test
  void cursorMoreThanOneAheadIsAGap() {
    publish("a");
    park("cursor=2");
    assertThat(answer("cursor=3").outcome()).isEqualTo(Outcome.GAP);
  }

  @Test
  void anotherEpochIsAGapWithAndWithoutACursor() {
    assertThat(answer("epoch=old&cursor=1").outcome()).isEqualTo(Outcome.GAP);
    assertThat(answer("epoch=old").outcome()).isEqualTo(Outcome.GAP);
    park("epoch=e1");
    park("epoch=e1&cursor=1");
  }

  @Test
  void pollsBeyondCapacityAreRejectedWithRetryAfter() {
    hub = hub(false, 10, 1 << 20, 2);
    park("");
    FakePoll second = park("");
    assertThat(text(answer("")))
        .startsWith("HTTP/1.1 503")
        .containsPattern("Retry-After: [123]\r\n");
    hub.abort(second);
    park("");
  }

  @Test
  void drainAnswersEveryPollAndHoldsNoMore() {
    FakePoll all = park("");
    FakePoll some = park("channel=a,b");
    assertThat(hub.drain()).containsExactlyInAnyOrder(all, some);
    assertThat(all.answer().outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(answer("").outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(hub.state().parked()).isZero();
  }

  @Test
  void equalAnswersAreRenderedOnce() {
    FakePoll one = park("");
    FakePoll two = park("cursor=1");
    FakePoll filtered = park("channel=a");
    publish("a");
    assertThat(one.answer()).isSameAs(two.answer());
    assertThat(filtered.answer()).isNotSameAs(one.answer());
  }

  @Test
  void heldPollsAreIntegratedOverTime() {
    park("");
    nanos += 2 * SECOND;
    FakePoll second = park("");
    nanos += 3 * SECOND;
    hub.abort(second);
    nanos += SECOND;
    assertThat(hub.state().parkedSeconds()).isEqualTo(2 + 2 * 3 + 1);
    assertThat(hub.state().peak()).isEqualTo(2);
  }

  @Test
  void oneOfEventLimitClientAndDrainWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int round = 0; round < 5_000; round++) {
      hub = hub(false, 10, 1 << 20, 10);
      FakePoll poll = park("cursor=1");
      nanos += 30 * SECOND;
      CyclicBarrier start = new CyclicBarrier(4);
      List<Callable<Integer>> rivals =
          List.of(
              () -> publish("a").woken().size(),
              () -> hub.expire().size(),
              () -> hub.abort(poll) ? 1 : 0,
              () -> hub.drain().size());
      List<Future<Integer>> wins = new ArrayList<>();
      for (Callable<Integer> rival : rivals) {
        wins.add(
            threads.submit(
                () -> {
                  start.await();
                  return rival.call();
                }));
      }
      int winners = 0;
      for (Future<Integer> win : wins) {
        winners += win.get();
      }
      assertThat(winners).isEqualTo(1);
      assertThat(hub.state().parked()).isZero();
    }
    threads.shutdown();
  }

  @Test
  void noEventFallsBetweenCheckAndPark() throws Exception {
    hub = hub(false, 100_000, 64L << 20, 10);
    int events = 20_000;
    Thread publisher =
        new Thread(
            () -> {
              for (int i = 0; i < events; i++) {
                hub.publish(List.of(draft("a"))).woken().forEach(ParkedPoll::release);
              }
            });
    publisher.start();
    long cursor = 1;
    while (cursor <= events) {
      CountDownLatch released = new CountDownLatch(1);
      ParkedPoll poll = new LatchedPoll(released);
      Answer answer = hub.poll(poll, request("cursor=" + cursor));
      if (answer == null) {
        released.await();
        answer = poll.answer();
      }
      assertThat(text(answer)).contains("\"id\":" + cursor + ",");
      cursor += answer.events();
      assertThat(next(answer)).isEqualTo(Long.toString(cursor));
    }
    publisher.join();
  }

  private static final class LatchedPoll extends ParkedPoll {
    private final CountDownLatch released;

    LatchedPoll(CountDownLatch released) {
      this.released = released;
    }

    @Override
    public Executor executor() {
      return Runnable::run;
    }

    @Override
    public void release() {
      released.countDown();
    }
  }
}
