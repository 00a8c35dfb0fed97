package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import longpoll.settings.Settings;
import longpoll.transport.TestClient.End;
import longpoll.transport.stub.LoopbackStub;
import longpoll.transport.stub.LoopbackStub.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of the stub that rehearsals poll. */
@Timeout(60)
class StubbedPollsTest {
  private static final int ROUNDS = 300;
  private static final int CLIENTS = 5;

  /** The longest frame of HTTP/2; with its head, too long for one record of TLS. */
  private static final String LONG_BODY = "x".repeat(16_384);

  private static byte[] answer(int round) {
    String text =
        round % 3 == 0
            ? "HTTP/1.1 204 No Content\r\nPoll-Next: " + round + "\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nContent-Length: "
                + body(round).length()
                + "\r\nPoll-Next: "
                + round
                + "\r\n\r\n"
                + body(round);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String body(int round) {
    return round % 3 == 0 ? "" : round == 1 ? LONG_BODY : "body of " + round;
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerIsTheSameInEachProtocol(Protocol protocol) throws Exception {
    try (LoopbackStub stub = new LoopbackStub(CLIENTS, StubbedPollsTest::answer, protocol);
        TestClient first = client(stub, protocol)) {
      List<TestClient> clients = new ArrayList<>(List.of(first));
      while (clients.size() < CLIENTS) {
        clients.add(new TestClient(first));
      }
      for (int round = 1; round <= ROUNDS; round++) {
        for (TestClient client : clients) {
          client.send();
        }
        for (TestClient client : clients) {
          End end = client.end();
          assertThat(end.how()).as(end.detail()).isEqualTo("answered");
          // A client that came late was answered in a round of its own.
          int told = Integer.parseInt(end.answer().header("poll-next"));
          assertThat(end.status()).isEqualTo(told % 3 == 0 ? 204 : 200);
          assertThat(end.body()).isEqualTo(body(told));
        }
      }
    }
  }

  @Test
  void aPollThatIsGivenUpEndsAsItDoesAtAServer() throws Exception {
    // Nobody is answered before a second client polls, or in 20 ms: most polls are given up first.
    try (LoopbackStub stub = new LoopbackStub(2, StubbedPollsTest::answer, Protocol.HTTP2);
        TestClient client = client(stub, Protocol.HTTP2)) {
      for (int i = 0; i < 20; i++) {
        client.send();
        client.cut();
        assertThat(client.end().how()).isIn("cut", "answered");
      }
      assertThat(client.poll().answer()).isNotNull();
    }
  }

  @Test
  void whatARunSpeaksIsToldByItsTargetAndItsSettings() {
    Settings.Http h2 = new Settings.Http(Settings.Http.Protocol.H2, 100);
    URI secure = URI.create("HTTPS://host/poll");

    assertThat(Protocol.of(secure, Settings.Http.H1)).isEqualTo(Protocol.HTTPS);
    assertThat(Protocol.of(secure, h2)).isEqualTo(Protocol.HTTP2);
    assertThat(Protocol.of(URI.create("http://host/poll"), h2)).isEqualTo(Protocol.HTTP);
  }

  private static TestClient client(LoopbackStub stub, Protocol protocol) {
    Route route = DirectRoute.to(stub.poll(), null);
    return protocol == Protocol.HTTP2
        ? new TestClient(route, LoopbackStub.TRUST, CLIENTS)
        : new TestClient(route, LoopbackStub.TRUST);
  }
}
