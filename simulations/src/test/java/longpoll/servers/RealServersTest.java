package longpoll.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import longpoll.dialect.Delivery;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.file.DialectFiles;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.Reading;
import longpoll.servers.RealServer.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the shipped dialects say of servers holds for these servers, where they are installed. */
class RealServersTest {
  private static final Duration HOLD = Duration.ofSeconds(1);
  private static final long PLANNED_AT = 1_795_773_600_123_456L;

  /** More would mean that something does not come at all. */
  private static final int MOST_POLLS = 20;

  /** PouchDB's server ends a poll only when there is news, whatever the client asks for. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"POUCHDB", "ARTICLE"})
  void aPollIsHeldAndAnsweredWithoutNews(Kind kind) {
    try (RealServer server = RealServer.start(kind, HOLD);
        DialectClient user = client(kind, server, 0)) {
      user.beginPolling();
      for (int i = 0; i < 2; i++) {
        long asked = System.nanoTime();
        assertThat(user.poll(HOLD).kind()).as(server.output()).isEqualTo(Reading.Kind.EMPTY);
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
            .as("it was held")
            .isGreaterThan(HOLD.dividedBy(2));
      }
      user.sayGoodbye();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARTICLE")
  void whatIsPublishedArrivesOnceAndInOrder(Kind kind) throws Exception {
    try (RealServer server = RealServer.start(kind, HOLD);
        DialectClient user = client(kind, server, 0);
        DialectClient publisher = client(kind, server, 1)) {
      user.beginPolling();
      publisher.beginPublishing();
      List<PolledEvent> events = new ArrayList<>();

      CompletableFuture<Void> held = CompletableFuture.runAsync(() -> pollUntil(1, user, events));
      publisher.publish(1, PLANNED_AT);
      await(held, server);
      // Between two polls.
      for (long seq = 2; seq <= 5; seq++) {
        publisher.publish(seq, PLANNED_AT + seq);
      }
      pollUntil(5, user, events);
      held = CompletableFuture.runAsync(() -> pollUntil(6, user, events));
      publisher.publish(6, PLANNED_AT);
      await(held, server);

      assertThat(events)
          .as("none came twice: an event is followed by the next")
          .extracting(PolledEvent::seq)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(events.get(1).plannedAtMicros()).isEqualTo(PLANNED_AT + 2);
      assertThat(events).allSatisfy(event -> assertThat(event.channel()).isEqualTo("c0"));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARTICLE")
  void twoUsersShareEventsAsTheDialectSays(Kind kind) {
    try (RealServer server = RealServer.start(kind, HOLD);
        DialectClient one = client(kind, server, 0);
        DialectClient other = client(kind, server, 1);
        DialectClient publisher = client(kind, server, 2)) {
      one.beginPolling();
      other.beginPolling();
      publisher.beginPublishing();
      List<PolledEvent> events = new ArrayList<>();
      publisher.publish(1, PLANNED_AT);
      pollUntil(1, one, events);
      if (dialect(kind).delivery() == Delivery.QUEUE) {
        assertThat(other.poll(HOLD).kind()).isEqualTo(Reading.Kind.EMPTY);
      } else {
        pollUntil(2, other, events);
      }
      assertThat(events).extracting(PolledEvent::seq).containsOnly(1L);
    }
  }

  private static void pollUntil(int count, DialectClient user, List<PolledEvent> events) {
    for (int polls = 0; events.size() < count; polls++) {
      assertThat(polls).as("polls that brought no more than %s", events).isLessThan(MOST_POLLS);
      Reading reading = user.poll(HOLD);
      assertThat(reading.kind()).as("%s", reading).isIn(Reading.Kind.EVENTS, Reading.Kind.EMPTY);
      events.addAll(reading.events());
    }
  }

  private static void await(CompletableFuture<Void> held, RealServer server)
      throws InterruptedException, ExecutionException {
    try {
      held.get(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no event came:\n" + server.output(), e);
    }
  }

  private static DialectClient client(Kind kind, RealServer server, long user) {
    return new DialectClient(dialect(kind), server.target(), "c0", user);
  }

  private static FileDialect dialect(Kind kind) {
    return DialectFiles.shipped(kind.dialect(), Map.of());
  }
}
