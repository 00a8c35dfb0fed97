package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import longpoll.dialect.FailureKind;
import longpoll.settings.Settings;
import longpoll.transport.TestClient.End;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polls over TLS: who is trusted, and that all else is as without. */
@Timeout(60)
class PollConnectionTlsTest {
  private static final String ANSWER = RawServer.ok("hello");
  private static final Settings.Tls ANYBODY = new Settings.Tls(true, "");

  @TempDir static Path folder;

  private static TestCertificate ours;
  private static TestCertificate elsewhere;

  @BeforeAll
  static void makeCertificates() throws IOException, InterruptedException {
    ours = new TestCertificate(folder, "ours", "dns:localhost,ip:127.0.0.1");
    elsewhere = new TestCertificate(folder, "elsewhere", "dns:elsewhere.example");
  }

  @Test
  void aCertificateOfTheTrustStoreIsTrustedInEitherForm() throws Exception {
    for (Path store : new Path[] {ours.pem(), ours.trustStore()}) {
      try (RawServer server = answering(ours);
          TestClient client = new TestClient(server, trusting(store))) {
        assertThat(client.poll().body()).as("%s", store).isEqualTo("hello");
        assertThat(client.poll().body()).isEqualTo("hello");
        assertThat(server.connections).hasValue(1);
      }
    }
  }

  @Test
  void bytesAreCountedAsTheyGoOverTheWire() throws Exception {
    try (RawServer server = answering(ours);
        TestClient client = new TestClient(server, trusting(ours.pem()))) {
      client.poll();
      long first = client.receivedBytes.get();
      client.poll();

      assertThat(first).as("with the handshake").isGreaterThan(ANSWER.length() + 500);
      assertThat(client.receivedBytes.get() - first)
          .as("encrypted")
          .isBetween(ANSWER.length() + 16L, ANSWER.length() + 64L);
    }
  }

  @Test
  void aPemFileMayHoldKeysAndWordsToo() throws Exception {
    Path mixed = folder.resolve("mixed.pem");
    Files.writeString(
        mixed,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\nsubject=/CN=elsewhere\n"
            + Files.readString(elsewhere.pem())
            + "# ours\n"
            + Files.readString(ours.pem()));
    try (RawServer server = answering(ours);
        TestClient client = new TestClient(server, trusting(mixed))) {
      assertThat(client.poll().body()).isEqualTo("hello");
    }
  }

  @Test
  void anybodyIsTrustedOnlyWhereThatIsAskedFor() throws Exception {
    try (RawServer server = answering(elsewhere);
        TestClient client = new TestClient(server, ANYBODY)) {
      assertThat(client.poll().body()).isEqualTo("hello");
    }
    try (RawServer server = answering(ours);
        TestClient client = new TestClient(server, TestClient.JDK_TRUST)) {
      End end = client.poll();

      assertThat(end.how()).isEqualTo(FailureKind.TLS);
      assertThat(end.detail()).contains("unable to find valid certification path");
      assertThat(client.sends).isEmpty();
      assertThat(client.connects).isEmpty();
      assertThat(server.polls).isEmpty();
    }
  }

  @Test
  void aTrustStoreTakesThePlaceOfAllOthers() throws Exception {
    try (RawServer server = answering(ours);
        TestClient client = new TestClient(server, trusting(elsewhere.pem()))) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.TLS);
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
    try (RawServer server = answering(elsewhere);
        TestClient client = new TestClient(server, trusting(elsewhere.pem()))) {
      End end = client.poll();

      assertThat(end.how()).isEqualTo(FailureKind.TLS);
      assertThat(end.detail()).contains("127.0.0.1");
      assertThat(server.polls).isEmpty();
    }
  }

  @Test
  void aPeerThatSpeaksPlainHttpIsATlsFailure() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                  client.readPoll();
                });
        TestClient client = new TestClient(overTls(server))) {
      End end = client.poll();

      assertThat(end.how()).isEqualTo(FailureKind.TLS);
      assertThat(end.detail()).contains("not an SSL/TLS record");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatEndsInTheHandshakeIsATlsFailure(boolean reset) throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  if (reset) {
                    // Of the client's greeting, so that it is connected by then.
                    client.seesEnd();
                    client.reset();
                  }
                });
        TestClient client = new TestClient(overTls(server))) {
      End end = client.poll();

      assertThat(end.how()).isEqualTo(FailureKind.TLS);
      assertThat(client.sends).isEmpty();
    }
  }

  @Test
  void aPollThatIsCutInTheHandshakeIsNeverWritten() throws Exception {
    CountDownLatch greeted = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.seesEnd();
                  greeted.countDown();
                  while (!client.seesEnd()) {
                    // The rest of the client's greeting.
                  }
                  closed.countDown();
                });
        TestClient client = new TestClient(overTls(server))) {
      client.send();
      assertThat(greeted.await(20, TimeUnit.SECONDS)).isTrue();
      client.cut();

      assertThat(client.end().how()).isEqualTo("cut");
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.sends).isEmpty();
      assertThat(client.connects).isEmpty();
    }
  }

  @Test
  void aHandshakeThatTakesTooLongIsUnreachable() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server = new RawServer((client, number) -> over.await());
        TestClient client = new TestClient(overTls(server))) {
      client.send("", TimeUnit.MILLISECONDS.toNanos(200));

      assertThat(client.end().how()).isEqualTo(FailureKind.UNREACHABLE);
      over.countDown();
    }
  }

  /** The last of TLS comes before the end of the connection, and is no part of an answer. */
  @Test
  void aConnectionThatEndsIsNamedAsWithoutTls() throws Exception {
    String[] words = {"", "HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n"};
    try (RawServer server =
            new RawServer(
                ours.server(),
                (client, number) -> {
                  client.readPoll();
                  client.send(words[number - 1]);
                });
        TestClient client = new TestClient(server, ANYBODY)) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.CLOSED);
      assertThat(client.poll().how()).isEqualTo(FailureKind.CLOSED);
      assertThat(client.poll().how()).isEqualTo(FailureKind.TRUNCATED);
      assertThat(client.poll().how()).isEqualTo(FailureKind.TRUNCATED);
      assertThat(server.polls).hasSize(4);
    }
  }

  @Test
  void aPeerThatSaysTheLastOfTlsSaysNoMoreThoughItsConnectionStands() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  SSLSocket tls =
                      (SSLSocket)
                          ours.server()
                              .getSocketFactory()
                              .createSocket(client.socket(), "127.0.0.1", 0, false);
                  tls.setUseClientMode(false);
                  InputStream in = tls.getInputStream();
                  in.read();
                  tls.shutdownOutput();
                  while (in.read() >= 0) {
                    // The rest of the poll.
                  }
                  closed.countDown();
                });
        TestClient client = new TestClient(overTls(server), ANYBODY)) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.CLOSED);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anAnswerOfNoLengthEndsWithTheConnection() throws Exception {
    try (RawServer server =
            new RawServer(
                ours.server(),
                (client, number) -> {
                  client.readPoll();
                  client.send("HTTP/1.1 200 OK\r\n\r\nhello");
                });
        TestClient client = new TestClient(server, ANYBODY)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void aPollThatIsCutWhileItIsHeldEndsOnce() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                ours.server(),
                (client, number) -> {
                  client.readPoll();
                  if (client.seesEnd()) {
                    ended.countDown();
                  }
                });
        TestClient client = new TestClient(server, ANYBODY)) {
      client.send();
      client.awaitSent();
      client.cut();

      assertThat(client.end().how()).isEqualTo("cut");
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static RawServer answering(TestCertificate certificate) throws Exception {
    return new RawServer(
        certificate.server(),
        (client, number) -> {
          while (client.readPoll() != null) {
            client.send(ANSWER);
          }
        });
  }

  private static Settings.Tls trusting(Path store) {
    return new Settings.Tls(false, store.toString());
  }

  /** TLS towards a server that does not speak it. */
  private static Route overTls(RawServer server) {
    return new DirectRoute(
        InetAddress.getLoopbackAddress().getHostAddress(), server.poll().getPort(), true, null);
  }
}
