package longpoll.dialect.stub;

import static longpoll.dialect.stub.StubbedDialect.Scenario.CURSOR_GOES_BACK;
import static longpoll.dialect.stub.StubbedDialect.Scenario.EMPTY;
import static longpoll.dialect.stub.StubbedDialect.Scenario.ERROR;
import static longpoll.dialect.stub.StubbedDialect.Scenario.GAP;
import static longpoll.dialect.stub.StubbedDialect.Scenario.LOST_SESSION;
import static longpoll.dialect.stub.StubbedDialect.Scenario.PUBLISH;
import static longpoll.dialect.stub.StubbedDialect.Scenario.SEVERAL_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.file.DeclaredDialect;
import longpoll.dialect.file.DialectFiles;
import longpoll.dialect.stub.StubbedDialect.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shipped dialect, over real HTTP, against a server that behaves as its description says. */
@Timeout(60)
class ShippedDialectsOverHttpTest {
  static final String CHANNEL = "c1";
  static final int LARGEST_BODY = 100_000;
  private static final String NO_SESSION = "the protocol has no session";
  private static final String OWN_QUEUE = "the server keeps a queue for each client";

  static final List<StubbedDialect> ALL =
      List.of(
          StubbedDialect.of("native as a file", NativeStub::new)
              .says(GAP, "events 1", "gap", "events 3", "empty")
              .says(ERROR, "failed http-503", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 1 2", "gap", "events 1", "empty"),
          StubbedDialect.of("article as a file", ArticleStub::new)
              // What comes between two polls is lost by contract.
              .says(SEVERAL_EVENTS, "events 1", "empty")
              .none(GAP, "a bare poll has no cursor")
              .says(ERROR, "failed http-500", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .none(CURSOR_GOES_BACK, "a bare poll has no cursor")
              .none(PUBLISH, "a bare GET says nothing of how events are made"),
          StubbedDialect.of("nchan", NchanStub::new)
              .says(SEVERAL_EVENTS, "events 1", "events 2", "events 3", "empty")
              // nchan does not tell of it: the numbers do.
              .says(GAP, "events 1", "events 3", "empty")
              .says(ERROR, "failed no-channel", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 1", "events 2", "events 1", "empty"),
          StubbedDialect.of("consul", ConsulStub::new)
              // Versions in between are no loss.
              .says(SEVERAL_EVENTS, "events 3", "empty")
              .says(GAP, "events 1", "gap", "empty")
              .says(ERROR, "failed http-500", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 2", "gap", "events 1", "empty"),
          StubbedDialect.of("telegram", TelegramStub::new)
              // Updates are kept for a day, and nobody is told of those that are not.
              .says(GAP, "events 1", "events 3", "empty")
              .says(ERROR, "failed http-429", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 1 2", "events 1", "empty")
              .none(PUBLISH, "a bot gets what people write, and cannot write it"),
          StubbedDialect.of("couchdb", CouchdbStub::new)
              .none(GAP, "the newest change of every document is kept")
              .says(ERROR, "failed no-database", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              // The description promises that some come again.
              .says(CURSOR_GOES_BACK, "events 1 2", "events 1 1", "empty"),
          StubbedDialect.of("apollo", ApolloStub::new)
              .says(SEVERAL_EVENTS, "events ?", "follow-up empty", "empty")
              .none(GAP, "only the newest release is told")
              .says(ERROR, "failed http-500", "events ?", "follow-up empty", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .none(CURSOR_GOES_BACK, "ids are keys of a database and only grow")
              .none(PUBLISH, "a release takes several requests to Apollo's portal"),
          StubbedDialect.of("golongpoll", GolongpollStub::new)
              // The buffer has an end, and nobody is told.
              .says(GAP, "events 1", "events 3", "empty")
              .says(ERROR, "failed refused-in-body", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 1 2", "events 1", "empty"),
          StubbedDialect.of("signalr", SignalrStub::new)
              .says(SEVERAL_EVENTS, "empty", "events 1 2 3", "empty")
              .says(EMPTY, "empty", "empty")
              .says(PUBLISH, "empty", "events 1", "empty")
              .none(GAP, OWN_QUEUE)
              .says(ERROR, "failed http-500", "failed session-lost", "empty", "events 1", "empty")
              .says(
                  LOST_SESSION,
                  "empty",
                  "events 1",
                  "failed session-lost",
                  "empty",
                  "events 2",
                  "empty")
              .none(CURSOR_GOES_BACK, OWN_QUEUE),
          StubbedDialect.of("phoenix", PhoenixStub::new)
              .says(SEVERAL_EVENTS, "empty", "events 1 2 3", "empty")
              .says(EMPTY, "empty", "empty")
              .says(PUBLISH, "empty", "events 1", "empty")
              .none(GAP, OWN_QUEUE)
              .says(ERROR, "failed http-500", "empty", "events 1", "empty")
              .says(
                  LOST_SESSION,
                  "empty",
                  "events 1",
                  "failed session-lost",
                  "empty",
                  "events 2",
                  "empty")
              .none(CURSOR_GOES_BACK, OWN_QUEUE),
          StubbedDialect.of("dropbox", DropboxStub::new)
              .says(SEVERAL_EVENTS, "events", "follow-up events ?", "empty")
              .says(PUBLISH, "events", "follow-up events ?", "empty")
              .none(GAP, "only the newest state of each file is told")
              .says(ERROR, "failed http-429", "events", "follow-up events ?", "empty")
              .says(
                  LOST_SESSION,
                  "events",
                  "follow-up events ?",
                  "failed session-lost",
                  "events",
                  "follow-up events ?",
                  "empty")
              .none(CURSOR_GOES_BACK, "cursors are opaque: an old one is reset"),
          StubbedDialect.of("bayeux", BayeuxStub::new)
              .none(GAP, OWN_QUEUE)
              .says(ERROR, "failed not-connected", "events 1", "empty")
              .says(LOST_SESSION, "events 1", "failed session-lost", "events 2", "empty")
              .none(CURSOR_GOES_BACK, OWN_QUEUE),
          StubbedDialect.of("sqs", SqsStub::new)
              .says(SEVERAL_EVENTS, "events 1 2 3", "ack", "ack", "ack", "empty")
              .says(PUBLISH, "events 1", "ack", "empty")
              .none(GAP, "a queue has no cursor")
              .says(ERROR, "failed no-queue", "events 1", "ack", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .none(CURSOR_GOES_BACK, "a queue has no cursor"),
          StubbedDialect.of("durable-streams", DurableStreamsStub::new)
              .says(GAP, "events 1", "gap", "events 3", "empty")
              .says(ERROR, "failed http-429", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .none(CURSOR_GOES_BACK, "offsets must not go back"));

  /** The two that are code behave as the files do that say the same. */
  private static final List<StubbedDialect> CODED =
      List.of(
          ALL.get(0).named("native").none(PUBLISH, "the bundled server publishes by itself"),
          ALL.get(1).named("article"));

  static Stream<Arguments> rows() {
    return all()
        .flatMap(
            dialect ->
                Arrays.stream(Scenario.values())
                    .filter(scenario -> dialect.reason(scenario) == null)
                    .map(scenario -> Arguments.of(dialect, scenario)));
  }

  static Stream<StubbedDialect> all() {
    return Stream.concat(CODED.stream(), ALL.stream());
  }

  @Test
  void everyShippedDialectHasAStub() {
    assertThat(ALL).extracting(StubbedDialect::name).containsAll(DialectFiles.shipped());
  }

  @Test
  void everyScenarioIsPlayedOrHasAReason() {
    assertThat(all()).allMatch(each -> each.expected().size() == Scenario.values().length);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rows")
  void clientsAreToldWhatHappened(StubbedDialect dialect, Scenario scenario) throws Exception {
    Stub stub = dialect.stub().get();
    try (StubServer server = new StubServer(stub);
        StubClient client = client(dialect, stub, server)) {
      play(dialect, scenario, stub, server, client);
      client.leave();

      assertThat(client.hasLeft()).isTrue();
      assertThat(server.refused()).isEmpty();
      assertThat(client.said()).isEqualTo(dialect.expected().get(scenario));
      assertThat(client.events())
          .filteredOn(event -> event.seq() != PolledEvent.UNKNOWN)
          .allMatch(event -> event.plannedAtMicros() == Stub.PLANNED_AT);
      if (stub instanceof SqsStub queue) {
        assertThat(queue.unconfirmed()).isZero();
      }
    }
  }

  static StubClient client(StubbedDialect dialect, Stub stub, StubServer server) {
    return new StubClient(
        dialect.dialect(stub.environment(server.origin())),
        dialect.target(server.target()),
        CHANNEL,
        dialect.hold(),
        LARGEST_BODY);
  }

  private static void play(
      StubbedDialect dialect, Scenario scenario, Stub stub, StubServer server, StubClient client)
      throws Exception {
    switch (scenario) {
      case EMPTY -> {
        for (int i = 0; i < dialect.expected().get(scenario).size(); i++) {
          client.turn();
        }
      }
      case SEVERAL_EVENTS -> whileHeld(stub, client, () -> stub.happen(CHANNEL, 1, 2, 3));
      case PUBLISH -> whileHeld(stub, client, () -> publish(dialect, stub, server));
      case ERROR -> {
        stub.failNext();
        client.turn();
        whileHeld(stub, client, () -> stub.happen(CHANNEL, 1));
      }
      case GAP -> {
        until(stub, client, 1);
        stub.happen(CHANNEL, 2, 3);
        stub.forget();
        client.pollUntil(client::wasEmpty);
      }
      case LOST_SESSION -> {
        until(stub, client, 1);
        stub.loseSessions();
        client.turn();
        whileHeld(stub, client, () -> stub.happen(CHANNEL, 2));
      }
      case CURSOR_GOES_BACK -> {
        until(stub, client, 1, 2);
        stub.restart();
        stub.happen(CHANNEL, 1);
        client.pollUntil(client::wasEmpty);
      }
    }
  }

  private static void publish(StubbedDialect dialect, Stub stub, StubServer server)
      throws InterruptedException {
    DeclaredDialect file = (DeclaredDialect) dialect.dialect(stub.environment(server.origin()));
    try (StubPublisher publisher = new StubPublisher(file.file(), server.target(), CHANNEL)) {
      publisher.publish(1);
    }
  }

  /** Events come while a poll is held, and the client polls on until it has the last of them. */
  static void until(Stub stub, StubClient client, long... seqs) throws Exception {
    long last = seqs[seqs.length - 1];
    duringAPoll(stub, client, () -> client.has(last), () -> stub.happen(CHANNEL, seqs));
  }

  /** Something happens while a poll is held, and the client polls on until there is no more. */
  static void whileHeld(Stub stub, StubClient client, Happening happening) throws Exception {
    AtomicBoolean happened = new AtomicBoolean();
    Happening marked =
        () -> {
          happened.set(true);
          happening.happen();
        };
    duringAPoll(stub, client, () -> happened.get() && client.wasEmpty(), marked);
  }

  private static void duringAPoll(
      Stub stub, StubClient client, BooleanSupplier done, Happening happening) throws Exception {
    stub.holdForGood(true);
    CompletableFuture<Void> polls =
        CompletableFuture.runAsync(
            () -> {
              try {
                client.pollUntil(done);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stub.awaitHeld();
    happening.happen();
    stub.holdForGood(false);
    polls.get(20, TimeUnit.SECONDS);
  }

  /** What a test does to a server. */
  interface Happening {
    void happen() throws Exception;
  }
}
