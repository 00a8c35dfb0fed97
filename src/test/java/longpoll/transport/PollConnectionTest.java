package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import longpoll.dialect.Answer;
import longpoll.dialect.FailureKind;
import longpoll.dialect.NativeDialect;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import longpoll.transport.PollListener.ConnectCause;
import longpoll.transport.TestClient.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as the answer to a poll, and what becomes of the connection after it. */
@Timeout(60)
class PollConnectionTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "2\r\nhe\r\n3;note=\"x\"\r\nllo\r\n0\r\nTrailer: t\r\nAnother: u\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nPoll-Next:  7 \r\n\r\n";
  private static final String HINTED =
      "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" + ANSWER;
  private static final String STRANGER = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstranger";

  @ParameterizedTest
  @ValueSource(strings = {ANSWER, CHUNKED, EMPTY, HINTED})
  void anAnswerMayBeSplitAnywhere(String answer) throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  for (int split = 1; split < answer.length(); split++) {
                    client.readPoll();
                    client.sendApart(answer.substring(0, split));
                    client.send(answer.substring(split));
                  }
                  client.readPoll();
                });
        TestClient client = new TestClient(server)) {
      for (int split = 1; split < answer.length(); split++) {
        End end = client.poll();
        assertThat(end.body())
            .as("split at %d", split)
            .isEqualTo(answer.equals(EMPTY) ? "" : "hello");
        assertThat(end.status()).isEqualTo(answer.equals(EMPTY) ? 204 : 200);
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void theListenerIsToldTheSameWhicheverWayAnswersAreRead() throws Exception {
    List<String> answers =
        List.of(
            ANSWER,
            CHUNKED,
            "HTTP/1.1 500 Own\r\nSet-Cookie: a=b\r\nset-cookie: c\r\nContent-Length: 0\r\n\r\n",
            HINTED,
            EMPTY,
            "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
            ANSWER,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
            ANSWER);

    List<Boolean> shortcuts = new ArrayList<>();
    List<String> told = tell(answers, false, shortcuts);
    List<Boolean> none = new ArrayList<>();

    assertThat(told).isEqualTo(tell(answers, true, none));
    assertThat(shortcuts).containsExactly(true, false, true, false, true, true, true, true);
    assertThat(none).hasSameSizeAs(shortcuts).containsOnly(false);
  }

  /**
   * What a listener is told.
   *
   * @param split whether no answer comes in one read
   * @param shortcuts gets whether Netty's decoder was spared each answer
   */
  private static List<String> tell(List<String> answers, boolean split, List<Boolean> shortcuts)
      throws Exception {
    Queue<String> left = new ConcurrentLinkedQueue<>(answers);
    List<String> told = new ArrayList<>();
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  while (client.readPoll() != null) {
                    String answer = left.remove();
                    int start = split ? 20 : 0;
                    if (split) {
                      client.sendApart(answer.substring(0, start));
                    }
                    client.send(answer.substring(start));
                  }
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < answers.size(); i++) {
        End end = client.poll();
        told.add(end.how() + " " + end.detail());
        if (end.answer() != null) {
          told.add(end.status() + " " + end.body());
          end.answer()
              .headers()
              .entries()
              .forEach(header -> told.add(header.getKey() + ": " + header.getValue()));
          shortcuts.add(end.answer().headers() instanceof WholeAnswer);
        }
      }
      client.heads.forEach(status -> told.add("begun " + status));
      client.connects.forEach(cause -> told.add("connected " + cause));
      told.addAll(client.trailing);
      told.add("received " + client.receivedBytes + " in " + server.connections);
      assertThat(client.bytesKept()).isZero();
    }
    return told;
  }

  /** Netty's decoder reads some of them, and none of what it has begun may be read without it. */
  @Test
  void answersOfAllKindsMayTakeTurnsOnOneConnection() throws Exception {
    String[] answers = {ANSWER, CHUNKED, ANSWER, HINTED, ANSWER + "\r\n", ANSWER, CHUNKED, ANSWER};
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  for (String answer : answers) {
                    client.readPoll();
                    client.send(answer);
                    client.readPoll();
                    client.sendApart(answer.substring(0, 60));
                    client.send(answer.substring(60));
                  }
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < 2 * answers.length; i++) {
        assertThat(client.poll().body()).as("answer %d", i).isEqualTo("hello");
      }
      assertThat(server.connections).hasValue(1);
      assertThat(client.trailing).isEmpty();
    }
  }

  @Test
  void everyByteThatIsSentOrReceivedIsCounted() throws Exception {
    AtomicLong asked = new AtomicLong();
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  for (String answer : new String[] {CHUNKED, EMPTY, HINTED}) {
                    asked.addAndGet(client.readPoll().length());
                    client.send(answer);
                  }
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      client.poll();
      client.poll();
      client.poll();

      assertThat(client.receivedBytes)
          .hasValue(CHUNKED.length() + EMPTY.length() + HINTED.length());
      assertThat(client.sentBytes).hasValue(asked.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANSWER, CHUNKED, EMPTY, HINTED})
  void anAnswerMayComeByteByByte(String answer) throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.sendApart(answer.split("(?<=.)"));
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo(answer.equals(EMPTY) ? "" : "hello");
    }
  }

  @Test
  void interimAnswersAreNoAnswers() throws Exception {
    String[] interim = {
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 102 Processing\r\n\r\n",
      "HTTP/1.1 102 Processing\r\nContent-Length: 12\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n",
      "HTTP/1.1 199 Own\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    };
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  while (client.readPoll() != null) {
                    client.sendApart(interim);
                    client.send(String.join("", interim) + ANSWER);
                  }
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.poll().body()).isEqualTo("hello");
        assertThat(client.heads.poll()).as("the head that was told").isEqualTo(200);
        assertThat(client.heads).isEmpty();
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.2, HTTP/1.1\r\n\r\n"
      })
  void aSwitchOfProtocolsIsAFinalAnswerAndTheConnectionIsOfNoMoreUse(String answer)
      throws Exception {
    try (RawServer server = RawServer.answering(answer);
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(101);
      assertThat(client.poll().status()).isEqualTo(101);
      assertThat(server.connections).hasValue(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 | X: y                                        | true",
        "HTTP/1.1 | Connection: keep-alive                      | true",
        "HTTP/1.1 | Connection: close                           | false",
        "HTTP/1.1 | Connection: Close                           | false",
        "HTTP/1.1 | Connection: keep-alive, close               | false",
        "HTTP/1.1 | Connection: upgrade , CLOSE                 | false",
        "HTTP/1.1 | Connection: keep-alive; Connection: close   | false",
        "HTTP/1.1 | Connection: closed                          | true",
        "HTTP/1.0 | X: y                                        | false",
        "HTTP/1.0 | Connection: keep-alive                      | true",
        "HTTP/1.0 | Connection: Keep-Alive, foo                 | true",
        "HTTP/1.0 | Connection: keep-alive, close               | false",
      })
  void theServerSaysWhetherAnotherPollMayFollow(String version, String headers, boolean keeps)
      throws Exception {
    try (RawServer server =
            RawServer.answering(
                version
                    + " 200 OK\r\n"
                    + headers.replace("; ", "\r\n")
                    + "\r\nContent-Length: 0\r\n\r\n");
        TestClient client = new TestClient(server)) {
      client.poll();
      client.poll();

      assertThat(server.connections).hasValue(keeps ? 1 : 2);
      assertThat(server.polls).hasSize(2);
      assertThat(client.connects)
          .containsExactlyElementsOf(
              keeps
                  ? List.of(ConnectCause.FIRST)
                  : List.of(
                      ConnectCause.FIRST,
                      headers.equals("X: y")
                          ? ConnectCause.OLD_HTTP
                          : ConnectCause.ANNOUNCED_CLOSE));
    }
  }

  @Test
  void bareLineFeedsEndLinesToo() throws Exception {
    try (RawServer server =
            RawServer.answering("HTTP/1.1 200 OK\nPoll-Next: 7\ncontent-length: 5\n\nhello");
        TestClient client = new TestClient(server)) {
      End end = client.poll();

      assertThat(end.body()).isEqualTo("hello");
      assertThat(end.answer().header("poll-next")).isEqualTo("7");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6 and more\r\n",
        "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/1.1 099 Low\r\n\r\n",
        "HTTP/1.1 1000 High\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 -1 Lower\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncolon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"
      })
  void whatIsNoAnswerIsMalformedAndTheConnectionCloses(String bytes) throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(bytes);
                  if (client.seesEnd()) {
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < 2; i++) {
        End end = client.poll();
        assertThat(end.how()).as(end.detail()).isEqualTo(FailureKind.MALFORMED);
        assertThat(end.detail()).startsWith("what came is not an HTTP answer: ");
      }
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.bytesKept()).isZero();
    }
  }

  @Test
  void aHeadOfSixtyThousandBytesIsRead() throws Exception {
    String header = "X-Header: " + "x".repeat(988) + "\r\n";
    try (RawServer server =
            RawServer.answering(
                "HTTP/1.1 200 OK\r\n" + header.repeat(60) + "Content-Length: 5\r\n\r\nhello");
        TestClient client = new TestClient(server)) {
      End end = client.poll();

      assertThat(end.body()).isEqualTo("hello");
      assertThat(end.answer().headers("X-Header")).hasSize(60);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n|X-Header: y\r\n",
        "HTTP/1.1 200 OK\r\nX-Header: |yyyyyyyyyyyyyyyyyyyy",
        "HTTP/1.1 200 |OOOOOOOOOOOOOOOO",
        "|HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH",
        "HTTP/1.1 102 Processing\r\n|X-Header: y\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;|xxxxxxxxxxxxxxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|Trailer: y\r\n"
      })
  void aHeadWithoutEndIsMalformedAndTheConnectionCloses(String beginAndRest) throws Exception {
    String begin = beginAndRest.substring(0, beginAndRest.indexOf('|'));
    String rest = beginAndRest.substring(beginAndRest.indexOf('|') + 1).repeat(1_000);
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(begin);
                  try {
                    while (true) {
                      client.send(rest);
                    }
                  } finally {
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server)) {
      End end = client.poll();

      assertThat(end.how()).isEqualTo(FailureKind.MALFORMED);
      assertThat(end.detail()).contains("larger than 65536 bytes");
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"
      })
  void aDialectSeesThatAnEmptyAnswerAnnouncesABody(String empty) throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(number == 1 ? empty : EMPTY);
                  client.readPoll();
                  client.send(EMPTY);
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      PollAnswer answer = client.poll().answer();
      Answer read =
          new NativeDialect()
              .read(
                  Purpose.POLL,
                  StreamPosition.START,
                  answer.status(),
                  answer::header,
                  answer.body());

      assertThat(read.failureKind()).isEqualTo(FailureKind.MALFORMED);
      assertThat(read.detail()).startsWith("204 with a body");
      assertThat(client.poll().status()).isEqualTo(204);
      assertThat(server.connections).hasValue(empty.contains("hello") ? 2 : 1);
    }
  }

  @Test
  void anEmptyAnswerThatAnnouncesNothingIsEmpty() throws Exception {
    try (RawServer server = RawServer.answering(EMPTY);
        TestClient client = new TestClient(server)) {
      PollAnswer answer = client.poll().answer();

      assertThat(answer.header("Transfer-Encoding")).isNull();
      assertThat(answer.header("poll-next")).isEqualTo("7");
      assertThat(answer.header("Poll")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STRANGER, "HTTP/1.1 20", "HTTP/1.1 200 OK\r\n", "x"})
  void whatComesRightAfterAnAnswerIsNotTheNextAnswer(String more) throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER + (number == 1 ? more : ""));
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(2);
      assertThat(server.polls).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        STRANGER,
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\n",
        "x",
        "HTTP/1.1 100 Continue\r\n\r\n"
      })
  void whatComesBetweenTwoPollsIsNotTheNextAnswer(String more) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER);
                  if (number == 1) {
                    answered.await();
                    client.sendApart(more);
                    read.countDown();
                  }
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      answered.countDown();
      read.await();

      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(2);
      assertThat(server.polls).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STRANGER, "HTTP/1.1 20"})
  void whatWasReadBeforeAPollWasSentIsNotItsAnswerThoughItIsDecodedLater(String more)
      throws Exception {
    AtomicReference<TestClient> sending = new AtomicReference<>();
    CountDownLatch answered = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              client.send(ANSWER);
              if (number == 1) {
                answered.await();
                client.send(more);
              }
              client.seesEnd();
            })) {
      Runnable onRead =
          () -> {
            TestClient client = sending.getAndSet(null);
            if (client != null) {
              // Runs before the work on what is being read.
              client.loop().execute(client::sendFromLoop);
            }
          };
      try (TestClient client =
          new TestClient(
              DirectRoute.to(server.poll(), null),
              TestClient.JDK_TRUST,
              TestClient.USUAL_BODY,
              onRead)) {
        assertThat(client.poll().body()).isEqualTo("hello");
        sending.set(client);
        answered.countDown();

        assertThat(client.end().body()).isEqualTo("hello");
        assertThat(server.connections).hasValue(2);
      }
    }
  }

  @Test
  void emptyLinesBetweenAnswersMeanNothing() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER + "\r\n");
                  answered.await();
                  client.sendApart("\r\n\r\n");
                  client.readPoll();
                  client.sendApart("\r\n");
                  client.send(ANSWER);
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      answered.countDown();
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void aPollGoesWhereItsRouteLeadsAndKeepsItsConnectionMeanwhile() throws Exception {
    try (RawServer server = RawServer.answering(ANSWER);
        RawServer other = RawServer.answering(STRANGER);
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < 2; i++) {
        client.route(DirectRoute.to(server.poll(), null));
        assertThat(client.poll().body()).isEqualTo("hello");
      }
      client.route(DirectRoute.to(other.poll(), null));
      assertThat(client.poll().body()).isEqualTo("stranger");
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void whatIsForBetweenTwoPollsIsRefusedWhileOneIsUnderWay() throws Exception {
    try (RawServer server = new RawServer((client, number) -> client.readPoll());
        TestClient client = new TestClient(server)) {
      client.inLoop(
          () -> {
            client.sendFromLoop();
            assertThatThrownBy(client::sendFromLoop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a poll is under way");
            assertThatThrownBy(client.connection::disconnect)
                .isInstanceOf(IllegalStateException.class);
            return null;
          });
      assertThat(client.end().how()).isEqualTo(FailureKind.CLOSED);
    }
  }

  @Test
  void anAnswerOfNoLengthEndsWithTheConnection() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (number == 1) {
                    client.sendApart("HTTP/1.0 200 OK\r\n\r\nhel", "lo");
                  } else {
                    client.send("HTTP/1.1 200 OK\r\n\r\nhello");
                  }
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(3);
      assertThat(client.connects)
          .containsExactly(ConnectCause.FIRST, ConnectCause.OLD_HTTP, ConnectCause.ANNOUNCED_CLOSE);
    }
  }

  @Test
  void anAnswerIsStampedWithTheReadOfItsLastByte() throws Exception {
    CountDownLatch headRead = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.sendApart(ANSWER.substring(0, 66));
                  headRead.await();
                  client.send(ANSWER.substring(66));
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      client.send();
      client.awaitHead();
      long before = System.nanoTime();
      headRead.countDown();
      End end = client.end();

      assertThat(end.nanos()).isBetween(before, System.nanoTime());
      assertThat(end.nanos()).isGreaterThan(client.sends.remove());
    }
  }
}
