package longpoll.dialect.stub;

import static longpoll.dialect.stub.ShippedDialectsOverHttpTest.CHANNEL;
import static longpoll.dialect.stub.ShippedDialectsOverHttpTest.LARGEST_BODY;
import static longpoll.dialect.stub.ShippedDialectsOverHttpTest.until;
import static longpoll.dialect.stub.ShippedDialectsOverHttpTest.whileHeld;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of the shipped dialects make of answers that are none of their protocol. */
@Timeout(60)
class BadAnswersOverHttpTest {
  private static final String PAGE = "<html><title>Sign in</title></html>";

  private static Stream<StubbedDialect> all() {
    return ShippedDialectsOverHttpTest.all();
  }

  private static StubbedDialect dialect(String name) {
    return all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** A client that has its session and polls. */
  private record Met(Stub stub, StubServer server, StubClient client) implements AutoCloseable {
    static Met with(StubbedDialect dialect) throws IOException {
      Stub stub = dialect.stub().get();
      StubServer server = new StubServer(stub);
      return new Met(stub, server, ShippedDialectsOverHttpTest.client(dialect, stub, server));
    }

    static Met polling(StubbedDialect dialect) throws IOException, InterruptedException {
      Met met = with(dialect);
      met.client().turn();
      assertThat(met.client().said()).containsExactly("empty");
      return met;
    }

    String said() {
      List<String> all = client.said();
      return all.get(all.size() - 1);
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPageIsNoNewsAndNoEmptyPoll(StubbedDialect dialect) throws Exception {
    try (Met met = Met.polling(dialect)) {
      met.server().answerInstead(ask -> Reply.text(200, PAGE));
      met.client().turn();

      assertThat(met.said()).isEqualTo("failed malformed");
      assertThat(met.client().detail()).contains("<html><title>Sign in");
      assertThat(met.client().away()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "couchdb", "sqs"})
  void aBodyThatIsTooLargeIsNotRead(String name) throws Exception {
    try (Met met = Met.polling(dialect(name))) {
      String large = "[" + "1,".repeat(LARGEST_BODY / 2) + "1]";
      met.server().answerInstead(ask -> Reply.json(200, large));
      met.client().turn();

      assertThat(met.said()).isEqualTo("failed malformed");
      assertThat(met.client().detail()).contains("body.max");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"signalr", "bayeux", "phoenix", "dropbox", "durable-streams", "consul"})
  void aHandshakeThatFailsIsTriedAgainLaterAndLater(String name) throws Exception {
    StubbedDialect dialect = dialect(name);
    try (Met met = Met.with(dialect)) {
      List<String> paths = new ArrayList<>();
      met.server()
          .answerInstead(
              ask -> {
                paths.add(ask.method() + ask.path());
                return Reply.text(500, "out of order");
              });
      List<Duration> waits = turns(met.client(), 3);

      assertThat(met.client().said()).hasSize(3).containsOnly("handshake failed http-500");
      assertThat(paths).as("each time from the beginning").hasSize(3).containsOnly(paths.get(0));
      assertThat(waits).isSorted().doesNotHaveDuplicates().allMatch(each -> !each.isZero());
    }
  }

  private static List<Duration> turns(StubClient client, int turns) throws InterruptedException {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      client.turn();
      waits.add(client.away());
    }
    return waits;
  }

  /** Polls of these are answered like this for ever, while handshakes go well. */
  @ParameterizedTest
  @ValueSource(strings = {"phoenix", "signalr", "bayeux", "dropbox"})
  void aSessionThatIsLostWithEachPollIsNoHotLoop(String name) throws Exception {
    try (Met met = Met.polling(dialect(name))) {
      Map<String, Reply> lost =
          Map.of(
              "phoenix", Reply.json(200, "{'status':410,'token':'other'}"),
              "signalr", Reply.text(404, "No Connection with that ID"),
              "bayeux",
                  Reply.json(
                      200,
                      "[{'channel':'/meta/connect','successful':false,"
                          + "'advice':{'reconnect':'handshake'}}]"),
              "dropbox", Reply.json(409, "{'error':{'.tag':'reset'}}"));
      met.server().answerInstead(ask -> isPoll(name, ask, met) ? lost.get(name) : null);
      List<Duration> waits = turns(met.client(), 4);

      assertThat(met.client().said().subList(1, 5)).containsOnly("failed session-lost");
      assertThat(waits.get(0)).as("the session was good before").isZero();
      assertThat(waits.subList(1, 4)).isSorted().allMatch(each -> each.toMillis() >= 1000);
    }
  }

  /** The held requests, not those of a handshake that look like them. */
  private static boolean isPoll(String name, Ask ask, Met met) {
    return switch (name) {
      case "phoenix" -> ask.method().equals("GET") && ask.query().containsKey("token");
      case "signalr" ->
          ask.method().equals("GET") && ((SignalrStub) met.stub()).hasPolled(ask.param("id"));
      case "bayeux" -> ask.body().contains("/meta/connect") && !ask.body().contains(":0}");
      default -> ask.path().endsWith("/longpoll");
    };
  }

  @ParameterizedTest
  @CsvSource({
    "couchdb, header Authorization, secret",
    "consul, header X-Consul-Token, consul-secret",
    "signalr, header Authorization, bearer-secret",
    "telegram, path /bot, ABC-secret",
  })
  void refusedCredentialsAreNamedByTheirPlace(String name, String place, String secret)
      throws Exception {
    for (int status : new int[] {401, 403}) {
      try (Met met = Met.polling(dialect(name))) {
        met.server()
            .answerInstead(
                ask -> Reply.text(status, "refused: " + ask.headers() + " " + ask.path()));
        met.client().turn();

        assertThat(met.said()).isEqualTo("failed http-" + status);
        assertThat(met.client().detail())
            .contains("credentials were sent in " + place)
            .doesNotContain(secret)
            .doesNotContain("YWRtaW46c2VjcmV0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "native as a file", "couchdb", "bayeux", "sqs"})
  void compressedAnswersAreReadAsTheyWereMeant(String name) throws Exception {
    StubbedDialect dialect = dialect(name);
    try (Met met = Met.with(dialect)) {
      met.server().compress();
      whileHeld(met.stub(), met.client(), () -> met.stub().happen(CHANNEL, 1, 2));

      assertThat(met.client().said()).contains("events 1 2").doesNotContain("failed malformed");
    }
  }

  @Test
  void theLastMessagesOfASessionCount() throws Exception {
    try (Met met = Met.with(dialect("bayeux"))) {
      BayeuxStub stub = (BayeuxStub) met.stub();
      stub.endNextWithMessages();
      until(stub, met.client(), 1, 2);
      whileHeld(stub, met.client(), () -> stub.happen(CHANNEL, 3));

      assertThat(met.client().said()).containsExactly("events 1 2", "events 3", "empty");
      assertThat(met.server().refused()).isEmpty();
    }
  }

  /** Dropbox has a host of its own for polls; clients have one connection, to the target. */
}
