package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import longpoll.dialect.FailureKind;
import longpoll.settings.Settings;
import longpoll.transport.PollListener.ConnectCause;
import longpoll.transport.StreamServer.Asked;
import longpoll.transport.TestClient.End;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Polls as streams of HTTP/2, and what a server may do to them. */
@Timeout(60)
class PollStreamTest {
  private static final int STREAMS = 100;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir static Path folder;

  private static TestCertificate certificate;

  private StreamServer server;
  private TestClient client;
  private final List<TestClient> others = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    certificate = new TestCertificate(folder, "ours", "dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void start() throws Exception {
    start(new Http2Settings(), STREAMS);
  }

  private void start(Http2Settings settings, int streams) throws Exception {
    stop();
    server = new StreamServer(certificate, settings);
    client = new TestClient(server.route(), trust(), streams);
    others.clear();
  }

  private static Settings.Tls trust() {
    return new Settings.Tls(false, certificate.pem().toString());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      client.close();
      server.close();
    }
  }

  /** So many clients with a poll under way each; what the server was asked by the query. */
  private Map<String, Asked> polling(int clients) throws Exception {
    Map<String, Asked> asked = new HashMap<>();
    for (int i = 0; i < clients; i++) {
      others.add(new TestClient(client));
      others.get(i).send("n=" + i, LONG_NANOS);
    }
    for (int i = 0; i < clients; i++) {
      Asked next = server.next();
      asked.put(next.query(), next);
    }
    return asked;
  }

  // ---- Answers ---------------------------------------------------------------------------------

  @Test
  void anAnswerIsReadAsOverHttp1() throws Exception {
    client.send("cursor=1", LONG_NANOS);
    Asked asked = server.next();
    assertThat(asked.head.path()).hasToString("/poll?cursor=1");
    assertThat(asked.head.authority()).hasToString("127.0.0.1:" + server.route().port());
    asked.head("103", false, "link", "</x>");
    asked.head("200", false, "poll-next", "2", "set-cookie", "a=1", "set-cookie", "b=2");
    asked.data("hel", false);
    asked.data("lo", false);
    asked.head(null, true, "trailer", "x");

    End end = client.end();
    assertThat(end.status()).isEqualTo(200);
    assertThat(end.body()).isEqualTo("hello");
    assertThat(end.answer().header("Poll-Next")).isEqualTo("2");
    assertThat(end.answer().headers("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(end.answer().headers().entries())
        .extracting(Map.Entry::getKey)
        .containsExactly("poll-next", "set-cookie", "set-cookie");
    assertThat(client.heads).containsExactly(200);
    assertThat(end.nanos()).isGreaterThan(client.sends.peek());
  }

  @Test
  void aContentCodingIsUndone() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write("hello".getBytes(StandardCharsets.US_ASCII));
    }
    client.send();
    Asked asked = server.next();
    asked.head("200", false, "content-encoding", "gzip");
    asked.data(bytes.toByteArray(), true);

    assertThat(client.end().body()).isEqualTo("hello");
  }

  @Test
  void a204HasNoBodyWhateverComes() throws Exception {
    client.send();
    server.next().head("204", true);
    assertThat(client.end().status()).isEqualTo(204);

    client.send();
    Asked asked = server.next();
    asked.head("204", false);
    asked.data("body", true);
    End end = client.end();
    assertThat(end.body()).isEmpty();
    assertThat(client.trailing).containsExactly("204: body");
  }

  @Test
  void anAnswerLongerThanTheUsualWindowsComesWhole() throws Exception {
    String body = "x".repeat(3_000_000);
    for (int i = 0; i < 3; i++) {
      client.send();
      server.next().answer(body);
      assertThat(client.end().body()).isEqualTo(body);
    }
    assertThat(client.bytesKept()).isZero();
  }

  // ---- Places ----------------------------------------------------------------------------------

  @Test
  void clientsShareConnectionsAndEachConnectionIsToldOnce() throws Exception {
    start(new Http2Settings(), 3);
    polling(7).values().forEach(asked -> asked.answer("once"));
    for (TestClient other : others) {
      assertThat(other.end().body()).isEqualTo("once");
      other.send();
    }
    for (int i = 0; i < 7; i++) {
      server.next().answer("twice");
    }
    int told = 0;
    for (TestClient other : others) {
      assertThat(other.end().body()).isEqualTo("twice");
      told += other.connects.size();
    }
    assertThat(server.connections).hasSize(3);
    assertThat(told).isEqualTo(3);
  }

  @Test
  void whatOneTurnOfTheLoopSendsIsOneWriteAndAnAnswerCausesNone() throws Exception {
    Map<String, Asked> asked = polling(20);
    long before = client.writes.get();
    asked.values().forEach(poll -> poll.answer("hello"));
    for (TestClient other : others) {
      other.end();
    }
    client.inLoop(
        () -> {
          others.forEach(TestClient::sendFromLoop);
          return null;
        });
    for (int i = 0; i < 20; i++) {
      server.next().answer("again");
    }
    for (TestClient other : others) {
      assertThat(other.end().body()).isEqualTo("again");
    }

    assertThat(client.writes.get() - before).isEqualTo(1);
  }

  @Test
  void neverMoreStreamsThanTheServerAllows() throws Exception {
    start(new Http2Settings().maxConcurrentStreams(10), STREAMS);
    Map<String, Asked> asked = polling(25);
    Map<Channel, Integer> streams = new HashMap<>();
    asked.values().forEach(each -> streams.merge(each.connection(), 1, Integer::sum));
    assertThat(streams.values()).containsExactlyInAnyOrder(10, 10, 5);

    asked.values().forEach(each -> each.answer("hello"));
    for (TestClient other : others) {
      assertThat(other.end().body()).isEqualTo("hello");
    }
    assertThat(server.connections).hasSize(3);
  }

  @Test
  void aServerThatAllowsLessInTheMiddleOfARunIsObeyed() throws Exception {
    Map<String, Asked> asked = polling(4);
    Channel connection = asked.get("n=0").connection();
    connection.writeAndFlush(
        new DefaultHttp2SettingsFrame(new Http2Settings().maxConcurrentStreams(2)));
    asked.values().forEach(each -> each.answer("hello"));
    for (TestClient other : others) {
      other.end();
      other.send();
    }
    Map<Channel, Integer> streams = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      streams.merge(server.next().connection(), 1, Integer::sum);
    }
    assertThat(streams.get(connection)).isEqualTo(2);
  }

  @Test
  void aServerThatAllowsNoStreamIsNotPolled() throws Exception {
    start(new Http2Settings().maxConcurrentStreams(0), STREAMS);
    End end = client.poll();
    assertThat(end.how()).isEqualTo(FailureKind.UNREACHABLE);
    assertThat(end.detail()).contains("MAX_CONCURRENT_STREAMS 0");
    assertThat(client.connects).isEmpty();
  }

  @Test
  void theLastClientThatLeavesClosesTheConnection() throws Exception {
    polling(2).values().forEach(asked -> asked.answer("hello"));
    for (TestClient other : others) {
      other.end();
    }
    others.get(0).disconnect();
    others.get(1).send();
    server.next().answer("hello");
    others.get(1).end();
    assertThat(server.connections.get(0).isActive()).isTrue();
    others.get(1).disconnect();
    assertThat(server.connections.get(0).closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  // ---- Ends ------------------------------------------------------------------------------------

  @Test
  void aResetEndsOnePollAndNoOther() throws Exception {
    Map<String, Asked> asked = polling(3);
    asked.get("n=1").reset(Http2Error.INTERNAL_ERROR);
    End end = others.get(1).end();
    assertThat(end.how()).isEqualTo(FailureKind.RESET);
    assertThat(end.detail()).contains("INTERNAL_ERROR").contains("while the poll was held");

    asked.get("n=0").answer("hello");
    asked.get("n=2").answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
    assertThat(others.get(2).end().body()).isEqualTo("hello");
    others.get(1).send();
    server.next().answer("again");
    assertThat(others.get(1).end().body()).isEqualTo("again");
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void aResetInTheMiddleOfAnAnswerTruncatesIt() throws Exception {
    client.send();
    Asked asked = server.next();
    asked.head("200", false);
    asked.data("hel", false);
    client.awaitHead();
    asked.reset(Http2Error.CANCEL);
    End end = client.end();
    assertThat(end.how()).isEqualTo(FailureKind.TRUNCATED);
    assertThat(end.detail()).contains("CANCEL");
    assertThat(client.bytesKept()).isZero();
  }

  @Test
  void aClosedConnectionEndsEachOfItsPollsAtOnce() throws Exception {
    Map<String, Asked> asked = polling(5);
    asked.get("n=3").head("200", false);
    others.get(3).awaitHead();
    StreamServer.drop(asked.get("n=0").connection());

    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      End end = others.get(i).end();
      assertThat(end.how()).isEqualTo(i == 3 ? FailureKind.TRUNCATED : FailureKind.CLOSED);
      nanos.add(end.nanos());
    }
    assertThat(nanos).as("the read that found the end").containsOnly(nanos.get(0));

    others.get(0).connects.clear();
    others.get(0).send();
    server.next().answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
    assertThat(others.get(0).connects).containsExactly(ConnectCause.BROKEN_OFF);
  }

  @Test
  void aConnectionClosedBetweenTwoPollsIsReplaced() throws Exception {
    client.send();
    server.next().answer("hello");
    client.end();
    long before = client.receivedBytes.get();
    StreamServer.drop(server.connections.get(0));
    while (client.receivedBytes.get() == before) {
      // TLS says that it is the end.
      Thread.onSpinWait();
    }
    client.send();
    server.next().answer("again");
    assertThat(client.end().body()).isEqualTo("again");
    assertThat(client.connects).containsExactly(ConnectCause.FIRST, ConnectCause.SILENT_CLOSE);
  }

  @Test
  void pollsGoOnAfterAGoAwayAndTheNextConnectAnew() throws Exception {
    Map<String, Asked> asked = polling(2);
    asked.get("n=0").goAway(Http2Error.NO_ERROR, 0);
    asked.get("n=0").answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");

    others.get(0).send();
    Asked again = server.next();
    assertThat(again.connection()).isNotEqualTo(asked.get("n=0").connection());
    again.answer("again");
    assertThat(others.get(0).end().body()).isEqualTo("again");
    assertThat(others.get(0).connects).contains(ConnectCause.ANNOUNCED_CLOSE);

    asked.get("n=1").answer("late");
    assertThat(others.get(1).end().body()).isEqualTo("late");
    assertThat(asked.get("n=1").connection().closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPollThatTheServerDidNotTakeBeforeItWentAwayIsClosed() throws Exception {
    Map<String, Asked> asked = polling(2);
    Asked later = asked.get("n=1");
    // Streams are numbered 3, 5: the first is the last that is taken.
    Channel connection = later.connection();
    connection.writeAndFlush(
        Unpooled.wrappedBuffer(
            new byte[] {
              0,
              0,
              8,
              7,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              (byte) asked.get("n=0").stream.stream().id(),
              0,
              0,
              0,
              0
            }));
    End end = others.get(1).end();
    assertThat(end.how()).isEqualTo(FailureKind.CLOSED);
    asked.get("n=0").answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
  }

  @Test
  void aPollWithoutAnAnswerTimesOutAndItsStreamIsReset() throws Exception {
    Map<String, Asked> asked = polling(1);
    client.send("late", TimeUnit.MILLISECONDS.toNanos(100));
    Asked late = server.next();
    assertThat(client.end().how()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(server.nextReset()).isEqualTo(late.stream.stream().id());
    asked.get("n=0").answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
    assertThat(server.connections).hasSize(1);
  }

  // ---- Giving up -------------------------------------------------------------------------------

  @Test
  void aPollThatIsCutIsResetAndEndsWhenTheServerKnows() throws Exception {
    Map<String, Asked> asked = polling(20);
    for (TestClient other : others) {
      other.cut();
    }
    for (TestClient other : others) {
      assertThat(other.end().how()).isEqualTo("cut");
      server.nextReset();
    }
    assertThat(asked).hasSize(20);
    others.get(0).send();
    server.next().answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
    assertThat(server.resets).isEmpty();
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void anAnswerThatCrossesACutStillArrives() throws Exception {
    client.send();
    Asked asked = server.next();
    // The server's loop is kept busy until the cut has been sent: it answers before it reads that.
    asked
        .stream
        .eventLoop()
        .submit(
            () -> {
              client.cut();
              asked.answer("hello");
              return null;
            })
        .get(20, TimeUnit.SECONDS);
    End end = client.end();
    assertThat(end.how()).isEqualTo("answered");
    assertThat(end.body()).isEqualTo("hello");
  }

  @Test
  void aPollThatIsCutBeforeItsConnectionStandsIsNeverSent() throws Exception {
    client.inLoop(
        () -> {
          client.sendFromLoop();
          client.connection.cut();
          return null;
        });
    assertThat(client.end().how()).isEqualTo("cut");
    assertThat(client.connects).isEmpty();
    assertThat(client.sends).isEmpty();
  }

  // ---- Hostile servers -------------------------------------------------------------------------

  @Test
  void whatIsNotHttp2IsMalformed() throws Exception {
    polling(2)
        .get("n=0")
        .connection()
        .writeAndFlush(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", StandardCharsets.US_ASCII));
    for (TestClient other : others) {
      assertThat(other.end().how()).isEqualTo(FailureKind.MALFORMED);
    }
  }

  @Test
  void aHeadWithoutAStatusIsMalformed() throws Exception {
    client.send();
    server.next().head("2x0", true);
    assertThat(client.end().how()).isEqualTo(FailureKind.MALFORMED);
  }

  @Test
  void aHeadWithoutEndIsMalformed() throws Exception {
    client.send();
    Asked asked = server.next();
    // :status 200, and a header of a name of one byte and more than two million bytes of value.
    asked.raw(
        asked.frame(1, 0, new byte[] {(byte) 0x88, 0, 1, 'x', 0x7f, 0x7f, (byte) 0xff, 0x7f}));
    byte[] more = asked.frame(9, 0, new byte[16_384]);
    for (int i = 0; i < 20; i++) {
      asked.raw(more);
    }
    assertThat(client.end().how()).isEqualTo(FailureKind.MALFORMED);
    assertThat(asked.connection().closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBodyBeyondTheBoundIsMalformedAndTheOthersGoOn() throws Exception {
    client.close();
    client =
        new TestClient(
            server.route(),
            trust(),
            new Settings.Body(1_000, 0.25),
            new Settings.Http(Settings.Http.Protocol.H2, STREAMS),
            () -> {});
    Map<String, Asked> asked = polling(2);
    asked.get("n=0").answer("x".repeat(1_001));
    End end = others.get(0).end();
    assertThat(end.how()).isEqualTo(FailureKind.MALFORMED);
    assertThat(end.detail()).contains("body.max");
    asked.get("n=1").answer("hello");
    assertThat(others.get(1).end().body()).isEqualTo("hello");
    assertThat(client.bytesKept()).isZero();
  }

  @Test
  void aFloodOfEmptyFramesEndsTheConnection() throws Exception {
    Asked asked = polling(1).get("n=0");
    asked.head("200", false);
    others.get(0).awaitHead();
    for (int i = 0; i < 1_000; i++) {
      asked.raw(asked.frame(0, 0, new byte[0]));
    }
    assertThat(others.get(0).end().how()).isEqualTo(FailureKind.MALFORMED);
    assertThat(asked.connection().closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void pingsThatNobodyAskedForAreNoAnswer() throws Exception {
    Asked asked = polling(1).get("n=0");
    for (int i = 0; i < 1_000; i++) {
      asked.connection().writeAndFlush(new DefaultHttp2PingFrame(i, i % 2 == 0));
    }
    asked.answer("hello");
    assertThat(others.get(0).end().body()).isEqualTo("hello");
  }

  // ---- Servers without HTTP/2 ------------------------------------------------------------------

  @Test
  void aServerThatDoesNotSpeakHttp2IsRefusedWithWhatToDo() throws Exception {
    try (RawServer old = new RawServer(certificate.server(), (peer, number) -> peer.seesEnd());
        TestClient one = new TestClient(DirectRoute.to(old.poll(), null), trust(), STREAMS)) {
      End end = one.poll();
      assertThat(end.how()).isEqualTo(FailureKind.NO_HTTP2);
      assertThat(end.detail()).contains("no protocol").contains("protocol=h1");
      assertThat(old.polls).isEmpty();
      assertThat(one.connects).isEmpty();
    }
  }

  @Test
  void whatGoesByPlainHttpGoesByHttp1() throws Exception {
    try (RawServer plain = RawServer.answering(RawServer.ok("hello"));
        TestClient one = new TestClient(DirectRoute.to(plain.poll(), null), trust(), STREAMS)) {
      assertThat(one.poll().body()).isEqualTo("hello");
    }
  }

  @Test
  void nobodyListensThere() throws Exception {
    DirectRoute nowhere = new DirectRoute("127.0.0.1", 1, true, null);
    try (TestClient one = new TestClient(nowhere, trust(), STREAMS)) {
      assertThat(one.poll().how()).isEqualTo(FailureKind.REFUSED);
      assertThat(one.connects).isEmpty();
    }
  }
}
