package longpoll.dialect.stub;

import static longpoll.dialect.stub.StubbedDialect.Scenario.CURSOR_GOES_BACK;
import static longpoll.dialect.stub.StubbedDialect.Scenario.EMPTY;
import static longpoll.dialect.stub.StubbedDialect.Scenario.ERROR;
import static longpoll.dialect.stub.StubbedDialect.Scenario.GAP;
import static longpoll.dialect.stub.StubbedDialect.Scenario.LOST_SESSION;
import static longpoll.dialect.stub.StubbedDialect.Scenario.PUBLISH;
import static longpoll.dialect.stub.StubbedDialect.Scenario.SEVERAL_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import longpoll.dialect.PolledEvent;
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
  private static final String NO_SESSION = "the protocol has no session";
  private static final String OWN_QUEUE = "the server keeps a queue for each client";

  static final List<StubbedDialect> ALL =
      List.of(
          StubbedDialect.of("native", NativeStub::new)
              .says(GAP, "events 1", "gap", "events 3", "empty")
              .says(ERROR, "failed http-503", "events 1", "empty")
              .none(LOST_SESSION, NO_SESSION)
              .says(CURSOR_GOES_BACK, "events 1 2", "gap", "events 1", "empty"),
          StubbedDialect.of("article", ArticleStub::new)
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
              .on("/c1")
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

  static Stream<Arguments> rows() {
    return ALL.stream()
        .flatMap(
            dialect -> Arrays.stream(Scenario.values()).map(each -> Arguments.of(dialect, each)));
  }

  @Test
  void everyShippedDialectHasAStub() {
    assertThat(ALL)
        .extracting(StubbedDialect::name)
        .containsAll(DialectFiles.shipped())
        .contains("native", "article");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rows")
  void clientsAreToldWhatHappened(StubbedDialect dialect, Scenario scenario) throws Exception {
    assumeThat(dialect.reason(scenario)).isNull();
    Stub stub = dialect.stub().get();
    try (StubServer server = new StubServer(stub);
        StubClient client = client(dialect, stub, server)) {
      play(dialect, scenario, stub, client);
      client.leave();

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
        server.target(),
        dialect.channel(),
        dialect.hold(),
        100_000);
  }

  private static void play(StubbedDialect dialect, Scenario scenario, Stub stub, StubClient client)
      throws Exception {
    String channel = dialect.channel();
    switch (scenario) {
      case EMPTY -> {
        for (int i = 0; i < dialect.expected().get(scenario).size(); i++) {
          client.turn();
        }
      }
      case SEVERAL_EVENTS -> whileHeld(stub, client, () -> stub.happen(channel, 1, 2, 3));
      case PUBLISH -> whileHeld(stub, client, () -> client.publish(1));
      case ERROR -> {
        stub.failNext();
        client.turn();
        whileHeld(stub, client, () -> stub.happen(channel, 1));
      }
      case GAP -> {
        until(stub, client, channel, 1);
        stub.happen(channel, 2, 3);
        stub.forget();
        client.pollUntil(client::wasEmpty);
      }
      case LOST_SESSION -> {
        until(stub, client, channel, 1);
        stub.loseSessions();
        client.turn();
        whileHeld(stub, client, () -> stub.happen(channel, 2));
      }
      case CURSOR_GOES_BACK -> {
        until(stub, client, channel, 1, 2);
        stub.restart();
        stub.happen(channel, 1);
        client.pollUntil(client::wasEmpty);
      }
    }
  }

  /** Events come while a poll is held, and the client polls on until it has the last of them. */
  private static void until(Stub stub, StubClient client, String channel, long... seqs)
      throws Exception {
    long last = seqs[seqs.length - 1];
    duringAPoll(stub, client, () -> client.has(last), () -> stub.happen(channel, seqs));
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
