package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import longpoll.settings.Settings;
import longpoll.transport.TestClient.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as they come over a connection: whole up to the bounds, and never beyond. */
@Timeout(60)
class PollConnectionBodiesTest {
  private static final int MOST = 100_000;
  private static final Settings.Body SMALL = new Settings.Body(MOST, 0.25);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 8_192, 65_536, MOST})
  void aBodyUpToTheBoundIsReadWhateverItsFraming(int length) throws Exception {
    String body = text(length);
    List<String> framings =
        List.of(
            RawServer.ok(body),
            chunked(body, 7_000),
            chunked(body, Math.max(1, length)),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  for (String framing : framings) {
                    client.readPoll();
                    client.send(framing);
                  }
                });
        TestClient client = new TestClient(server, SMALL)) {
      for (String framing : framings) {
        assertThat(client.poll().body()).isEqualTo(body);
        assertThat(client.bytesKept()).isZero();
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void aBodyBeyondTheBoundIsMalformedAndTheConnectionCloses() throws Exception {
    String body = text(MOST + 1);
    List<byte[]> answers =
        List.of(
            latin(RawServer.ok(body)),
            latin(chunked(body, 7_000)),
            latin("HTTP/1.1 200 OK\r\n\r\n" + body),
            bomb());
    CountDownLatch closed = new CountDownLatch(answers.size());
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  try {
                    client.send(answers.get(number - 1));
                    client.seesEnd();
                  } finally {
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server, SMALL)) {
      for (int i = 0; i < answers.size(); i++) {
        End end = client.poll();
        assertThat(end.how()).as("answer %d", i).isEqualTo(FailureKind.MALFORMED);
        assertThat(end.detail()).isEqualTo("a body of more than 100000 bytes (body.max)");
        assertThat(client.bytesKept()).isZero();
      }
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999\r\n"})
  void aBodyWithoutEndIsMalformedAndTheConnectionCloses(String header) throws Exception {
    String part = text(10_000);
    String chunk = header.startsWith("T") ? "2710\r\n" + part + "\r\n" : part;
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send("HTTP/1.1 200 OK\r\n" + header + "\r\n");
                  try {
                    while (true) {
                      client.send(chunk);
                    }
                  } finally {
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server, SMALL)) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.MALFORMED);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.bytesKept()).isZero();
    }
  }

  /** Each body is within its own bound, and none is ever whole. */
  @Test
  void allBodiesTogetherAreBounded() throws Exception {
    int clients = 16;
    // Of 40,000 bytes that have come of each, seven fit at the most.
    int failing = clients - 7;
    CountDownLatch over = new CountDownLatch(1);
    double share = 300_000.0 / Runtime.getRuntime().maxMemory();
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              client.send("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + text(40_000));
              over.await();
            })) {
      try (TestClient first = new TestClient(server, new Settings.Body(MOST, share))) {
        List<Ends> others = new ArrayList<>();
        List<ClientConnection> connections = new ArrayList<>();
        byte[] poll =
            PollTemplate.get(server.poll(), List.of()).encoder().encode(PollRequest.PLAIN, null);
        CountDownLatch failures = new CountDownLatch(failing);
        for (int i = 0; i < clients; i++) {
          Ends ends = new Ends(failures);
          others.add(ends);
          ClientConnection connection =
              first.transport.open(first.loop(), DirectRoute.to(server.poll(), null), ends);
          connections.add(connection);
          first.loop().execute(() -> connection.send(poll, TimeUnit.SECONDS.toNanos(30)));
        }
        assertThat(failures.await(20, TimeUnit.SECONDS)).isTrue();
        first.inLoop(
            () -> {
              assertThat(first.transport.bodies().used().get()).isPositive();
              connections.forEach(ClientConnection::cut);
              return null;
            });
        over.countDown();

        for (Ends ends : others) {
          assertThat(ends.over.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(others.stream().filter(ends -> ends.detail != null))
            .hasSizeGreaterThanOrEqualTo(failing)
            .allSatisfy(
                ends ->
                    assertThat(ends.detail)
                        .contains("all bodies together were more than")
                        .contains("(body.heap-share)"));
        assertThat(first.bytesKept()).isZero();
      }
    }
  }

  @Test
  void aCodingIsUndoneAndAnUnknownOneIsNamed() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(latin("hello"));
    }
    byte[] body = zipped.toByteArray();
    List<String> headers =
        List.of(
            "Content-Encoding: gzip",
            "content-encoding: X-GZip",
            "Content-Encoding: identity\r\nContent-Encoding: gzip",
            "Content-Encoding: br");
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  for (String header : headers) {
                    client.readPoll();
                    client.send(
                        "HTTP/1.1 200 OK\r\n"
                            + header
                            + "\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n");
                    client.send(body);
                  }
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < headers.size() - 1; i++) {
        assertThat(client.poll().body()).as(headers.get(i)).isEqualTo("hello");
      }
      End end = client.poll();
      assertThat(end.how()).isEqualTo(FailureKind.MALFORMED);
      assertThat(end.detail())
          .isEqualTo("content coding br is not understood; gzip and deflate are");
      assertThat(client.bytesKept()).isZero();
    }
  }

  @Test
  void anAnswerWithoutABodyNeedsNoCoding() throws Exception {
    try (RawServer server =
            RawServer.answering("HTTP/1.1 204 No Content\r\nContent-Encoding: br\r\n\r\n");
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().status()).isEqualTo(204);
    }
  }

  /** What came of the polls of one of many clients. */
  private static final class Ends implements PollListener {
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch failures;
    private volatile String detail;

    Ends(CountDownLatch failures) {
      this.failures = failures;
    }

    @Override
    public void connected(ConnectCause cause) {
      // Of no interest here.
    }

    @Override
    public void sent(long nanos, long micros) {
      // Of no interest here.
    }

    @Override
    public void answered(PollAnswer answer) {
      detail = "answered";
      over.countDown();
    }

    @Override
    public void failed(String kind, String why, long nanos, long micros) {
      detail = kind + ": " + why;
      failures.countDown();
      over.countDown();
    }

    @Override
    public void cut(long nanos) {
      over.countDown();
    }
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + i % 26));
    }
    return text.toString();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String chunked(String body, int size) {
    StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < body.length(); i += size) {
      String chunk = body.substring(i, Math.min(body.length(), i + size));
      text.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return text.append("0\r\n\r\n").toString();
  }

  /** Some hundred bytes that become a hundred thousand. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(new byte[MOST + 1]);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(
        latin(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                + zipped.size()
                + "\r\n\r\n"));
    zipped.writeTo(answer);
    return answer.toByteArray();
  }
}
