package longpoll.server.hub;

import static longpoll.server.hub.HubTest.next;
import static longpoll.server.hub.HubTest.options;
import static longpoll.server.hub.HubTest.request;
import static longpoll.server.hub.HubTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What a hub does when memory for answers is short. Polls here do not read: nothing is released.
 */
class HubMemoryTest {
  private static final long SECOND = 1_000_000_000L;

  private long nanos;
  private ByteBudget budget;
  private Hub hub;

  private Hub hub(int keepEvents, long keepBytes, long answerBytes) {
    budget = new ByteBudget(answerBytes);
    return new Hub(
        options(30).keepEvents(keepEvents).keepBytes(keepBytes).maxHeld(10).build(),
        "e1",
        () -> 1_700_000_000_000_000L + nanos / 1_000,
        () -> nanos,
        new SplittableRandom(1),
        budget);
  }

  private FakePoll park(String query) {
    FakePoll poll = new FakePoll();
    assertThat(hub.poll(poll, request(query))).isNull();
    return poll;
  }

  private Answer answer(String query) {
    return hub.poll(new FakePoll(), request(query));
  }

  private void publish(String channel) {
    hub.publish(List.of(new Event.Draft(channel, 7, "\"x\"".getBytes(StandardCharsets.US_ASCII))));
  }

  /** A hub that has events of about 1,000 bytes, and this budget for answers. */
  private void hubWithKilobytes(int events, long answerBytes) {
    hub = hub(10_000, 1 << 20, answerBytes);
    byte[] data = ("\"" + "x".repeat(900) + "\"").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < events; i++) {
      hub.publish(List.of(new Event.Draft("a", 7, data)));
    }
  }

  @Test
  void whatIsOnlyRememberedIsBoundedAndMakesWay() {
    hubWithKilobytes(100, 40_000);
    for (int cursor = 1; cursor <= 100; cursor++) {
      Answer answer = answer("cursor=" + cursor + "&limit=1000");
      assertThat(answer.outcome()).isEqualTo(Outcome.DELIVERED);
      assertThat(answer.events()).isEqualTo(Math.min(10, 101 - cursor));
      answer.release();
    }
    assertThat(budget.peak()).isLessThanOrEqualTo(40_000);
  }

  @Test
  void answersInFlightMakeLaterOnesShorterAndThenRejected() {
    hubWithKilobytes(100, 40_000);
    List<Answer> inFlight = new ArrayList<>();
    Answer answer = answer("cursor=1&limit=100");
    for (int cursor = 2; answer.outcome() == Outcome.DELIVERED; cursor++) {
      inFlight.add(answer);
      answer = answer("cursor=" + cursor + "&limit=100");
    }
    List<Integer> sizes = inFlight.stream().map(Answer::events).toList();
    assertThat(sizes).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sizes).startsWith(10).endsWith(1).hasSizeGreaterThan(7);
    assertThat(inFlight).allMatch(Answer::shortened);
    assertThat(text(answer))
        .startsWith("HTTP/1.1 503")
        .containsPattern("Retry-After: [123]\r\n")
        .contains("the limit answer-bytes is 40000 bytes");
    assertThat(budget.peak()).isLessThanOrEqualTo(40_000);
    // A poll that needs no memory is served all the same.
    park("cursor=101");
    inFlight.forEach(Answer::release);
    assertThat(answer("cursor=1&limit=100").events()).isEqualTo(10);
  }

  @Test
  void anAnswerSharedByManyPollsIsCountedOnceUntilTheLastHasIt() {
    hubWithKilobytes(1, 4_000);
    List<FakePoll> polls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      polls.add(park("cursor=2"));
    }
    publish("a");
    long one = budget.held();
    assertThat(one).isBetween(500L, 1_000L);
    // The next event empties the cache of answers.
    publish("a");
    assertThat(budget.held()).isEqualTo(one);
    polls.forEach(poll -> poll.answer().release());
    assertThat(budget.held()).isZero();
  }

  @Test
  void pollsThatAnEventWakesAreRejectedWhenThereIsNoMemoryAndMissNothing() {
    hubWithKilobytes(3, 1_600);
    Answer inFlight = answer("cursor=1&limit=1");
    FakePoll poll = park("cursor=4");
    byte[] data = ("\"" + "y".repeat(900) + "\"").getBytes(StandardCharsets.US_ASCII);
    assertThat(hub.publish(List.of(new Event.Draft("a", 7, data))).woken()).containsExactly(poll);
    assertThat(poll.answer().outcome()).isEqualTo(Outcome.REJECTED);
    inFlight.release();
    assertThat(text(answer("cursor=4"))).contains("\"id\":4,", "yyy");
  }

  @Test
  void anEventLargerThanAllMemoryForAnswersIsAnsweredAlone() {
    hubWithKilobytes(2, 1_024);
    Answer first = answer("cursor=1&limit=10");
    assertThat(first.events()).isEqualTo(1);
    assertThat(answer("cursor=2").outcome()).isEqualTo(Outcome.REJECTED);
    first.release();
    assertThat(answer("cursor=2").events()).isEqualTo(1);
  }

  @Test
  void everyEventCanBeHadByFollowingNextHoweverLittleMemoryThereIs() {
    hubWithKilobytes(200, 10_000);
    long cursor = 1;
    while (cursor <= 200) {
      Answer answer = answer("cursor=" + cursor + "&limit=1000");
      assertThat(text(answer)).contains("\"id\":" + cursor + ",");
      cursor += answer.events();
      assertThat(next(answer)).isEqualTo(Long.toString(cursor));
      answer.release();
    }
  }

  @Test
  void pollsRejectedTogetherShareTheirAnswers() {
    hubWithKilobytes(3, 1_600);
    hub.poll(new FakePoll(), request("cursor=1&limit=1"));
    List<FakePoll> polls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      polls.add(park("cursor=4&limit=" + (1 + i)));
    }
    byte[] data = ("\"" + "y".repeat(900) + "\"").getBytes(StandardCharsets.US_ASCII);
    hub.publish(List.of(new Event.Draft("a", 7, data)));
    assertThat(polls).allMatch(poll -> poll.answer().outcome() == Outcome.REJECTED);
    assertThat(polls.stream().map(ParkedPoll::answer).distinct()).hasSizeLessThanOrEqualTo(3);
    // The Date header of a rejection holds for a second, too.
    nanos += SECOND;
    Answer later = answer("cursor=1");
    assertThat(later.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(polls).noneMatch(poll -> poll.answer() == later);
  }

  @Test
  void theEventsOfABurstShareTheirData() {
    hub = hub(1_000, 1 << 20, 1 << 20);
    Event.Draft draft = new Event.Draft("a", 7, new byte[64_000]);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    hub.publish(Collections.nCopies(1_000, draft));
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
    assertThat(hub.state().next() - hub.state().oldest()).isEqualTo((1 << 20) / 64_100);
  }

  @Test
  void anAnswerCopiesNoEventUnderTheLock() {
    hub = hub(10, 16 << 20, 64 << 20);
    byte[] data = ("\"" + "x".repeat(2 << 20) + "\"").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 3; i++) {
      hub.publish(List.of(new Event.Draft("a", 7, data)));
    }
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    PollRequest request = request("cursor=1");
    FakePoll poll = new FakePoll();
    long before = thread.getCurrentThreadAllocatedBytes();
    Answer answer = hub.poll(poll, request);
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    assertThat(answer.events()).isEqualTo(3);
  }

  @Test
  void pollsThatWaitOnManyChannelsAreBoundedByMemoryToo() {
    hub = hub(10, 1 << 20, 6_000);
    FakePoll first = park("channel=a,b,c,d,e,f,g,h,i,j,k");
    FakePoll second = park("channel=l,m,n,o,p,q,r,s,t,u,v");
    assertThat(answer("channel=a,b").outcome()).isEqualTo(Outcome.REJECTED);
    FakePoll one = park("channel=a");
    hub.abort(first);
    publish("l");
    assertThat(hub.abort(one)).isTrue();
    second.answer().release();
    hub.drain();
    publish("z");
    assertThat(budget.held()).isZero();
  }
}
