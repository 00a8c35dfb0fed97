package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import longpoll.dialect.FailureKind;
import longpoll.transport.PollListener.ConnectCause;
import longpoll.transport.RawServer.Peer;
import longpoll.transport.TestClient.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Polls that get no whole answer, and what they are called; none is ever sent twice. */
@Timeout(60)
class PollConnectionEndsTest {
  private static final String ANSWER = RawServer.ok("hello");
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  // ---- The connection ends ---------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                               | closed",
        "HTTP/1.1 102 Processing~~                                      | closed",
        "HTTP/1.1 102 Processing~~HTTP/1.1 103 Early Hints~Link: </x>~~ | closed",
        "H                                                              | truncated",
        "HTTP/1.1 102 Processing~                                       | truncated",
        "HTTP/1.1 102 Processing~~HTTP/1                                | truncated",
        "HTTP/1.1 200 OK~                                               | truncated",
        "HTTP/1.1 200 OK~Content-Length: 5~~                            | truncated",
        "HTTP/1.1 200 OK~Content-Length: 5~~hell                        | truncated",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~                   | truncated",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hel              | truncated",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~           | truncated",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~0~         | truncated",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~0~T: x~    | truncated",
      })
  void aConnectionThatEndsIsNamedAfterWhatHadCome(String said, String closed) throws Exception {
    String text = said == null ? "" : said.replace("~", "\r\n");
    String reset = closed.equals(FailureKind.CLOSED) ? FailureKind.RESET : closed;
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (number == 1) {
                    client.send(text);
                  } else if (!text.isEmpty()) {
                    // A reset would throw away what has not been read.
                    client.sendApart(text);
                  }
                  if (number == 3) {
                    client.reset();
                  }
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().how()).as("sent and closed").isEqualTo(closed);
      assertThat(client.poll().how()).as("closed later").isEqualTo(closed);
      assertThat(client.poll().how()).as("reset").isEqualTo(reset);
      assertThat(server.polls).hasSize(3);
      assertThat(client.bytesKept()).isZero();
    }
  }

  @Test
  void aResetInAnAnswerWithoutLengthIsNoEndOfIt() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.sendApart("HTTP/1.1 200 OK\r\n\r\nhello");
                  client.reset();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.TRUNCATED);
    }
  }

  @Test
  void aKeptConnectionThatTheServerClosedIsReplacedWithoutAFailure() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER);
                  answered.await();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      server.clientReads.drainPermits();
      answered.countDown();
      // The end of the connection is a read too.
      server.clientReads.acquire();

      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.connects).containsExactly(ConnectCause.FIRST, ConnectCause.SILENT_CLOSE);
      assertThat(server.polls).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPollThatCrossesTheEndOfItsConnectionFailsOnceAndIsNotRepeated(boolean reset)
      throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER);
                  if (number == 1) {
                    answered.await();
                    if (reset) {
                      client.reset();
                    } else {
                      client.close();
                    }
                    closed.countDown();
                  }
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      assertThat(client.poll().body()).isEqualTo("hello");
      client.inLoop(
          () -> {
            answered.countDown();
            closed.await();
            // The loop has not looked at the socket since it closed.
            client.sendFromLoop();
            return null;
          });

      assertThat(client.end().how()).isIn(FailureKind.CLOSED, FailureKind.RESET);
      assertThat(client.sends).hasSize(2);
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(server.polls).as("polls that the server read").hasSize(2);
    }
  }

  // ---- There is no connection ------------------------------------------------------------------

  @Test
  void nobodyWhoListensIsRefused() throws Exception {
    try (TestClient client = new TestClient(to("127.0.0.1", closedPort()))) {
      for (int i = 0; i < 2; i++) {
        End end = client.poll();
        assertThat(end.how()).isEqualTo(FailureKind.REFUSED);
        assertThat(end.detail()).contains("refused");
      }
      assertThat(client.sends).isEmpty();
      assertThat(client.connects).isEmpty();
    }
  }

  @Test
  void aNameWithoutAddressIsAnUnknownHost() throws Exception {
    try (TestClient client = new TestClient(to("no-such-host.invalid", 80))) {
      assertThat(client.poll().how()).isEqualTo(FailureKind.UNKNOWN_HOST);
    }
  }

  @Test
  void aNameWithNoAddressAtAllOrAFailingLookupEndsThePoll() throws Exception {
    AtomicReference<Addresses> found = new AtomicReference<>();
    try (TestClient client = new TestClient(new Lookup(80, loop -> found.get().of(loop)))) {
      found.set(loop -> loop.newSucceededFuture(List.of()));
      assertThat(client.poll().how()).isEqualTo(FailureKind.UNKNOWN_HOST);
      found.set(loop -> loop.newFailedFuture(new UnknownHostException("x")));
      assertThat(client.poll().how()).isEqualTo(FailureKind.UNKNOWN_HOST);
      found.set(
          loop -> {
            throw new IllegalStateException("the resolver is broken");
          });
      End end = client.poll();
      assertThat(end.how()).isEqualTo(FailureKind.INTERNAL);
      assertThat(end.detail()).isEqualTo("the resolver is broken");
    }
  }

  @Test
  void theNextAddressIsTriedWhereTheFirstRefuses() throws Exception {
    try (RawServer server = RawServer.answering(ANSWER)) {
      List<InetSocketAddress> addresses =
          List.of(
              new InetSocketAddress("127.0.0.1", closedPort()),
              new InetSocketAddress("127.0.0.1", closedPort()),
              new InetSocketAddress("127.0.0.1", server.poll().getPort()));
      Route route = new Lookup(80, loop -> loop.newSucceededFuture(addresses));
      try (TestClient client = new TestClient(route)) {
        assertThat(client.poll().body()).isEqualTo("hello");
        assertThat(client.poll().body()).isEqualTo("hello");
        assertThat(server.connections).hasValue(1);
      }
    }
  }

  @Test
  void noConnectionInTimeIsUnreachable() throws Exception {
    try (FullBacklog server = new FullBacklog();
        TestClient client = new TestClient(to("127.0.0.1", server.port()))) {
      client.send("", SHORT_NANOS);

      End end = client.end();
      assertThat(end.how()).isEqualTo(FailureKind.UNREACHABLE);
      assertThat(end.detail()).isEqualTo("no connection after 200 ms");
      assertThat(client.sends).isEmpty();
    }
  }

  @Test
  void aSocketThatCannotBeMadeIsDealtWithOnTheEventLoop() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
      EventLoop loop = group.next();
      AtomicBoolean elsewhere = new AtomicBoolean();
      StampClock clock =
          new StampClock() {
            @Override
            public long nanoTime() {
              elsewhere.compareAndSet(false, !loop.inEventLoop());
              return System.nanoTime();
            }

            @Override
            public long epochMicros() {
              return 0;
            }
          };
      PollTransport transport =
          new PollTransport(
              () -> {
                throw new ChannelException(
                    "Failed to open a socket.", new IOException("Too many open files"));
              },
              TestClient.JDK_TRUST,
              TestClient.USUAL_BODY,
              clock,
              nanos -> 0);
      PollListener listener =
          new PollListener() {
            @Override
            public void connected(ConnectCause cause) {
              told.add("connected");
            }

            @Override
            public void sent(long nanos, long micros) {
              told.add("sent");
            }

            @Override
            public void answered(PollAnswer answer) {
              told.add("answered");
            }

            @Override
            public void failed(String kind, String detail, long nanos, long micros) {
              told.add(kind);
            }

            @Override
            public void cut(long nanos) {
              told.add("cut");
            }
          };
      ClientConnection connection = transport.open(loop, to("127.0.0.1", 1), listener);
      loop.execute(() -> connection.send(new byte[0], SHORT_NANOS));

      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(FailureKind.NO_DESCRIPTOR);
      assertThat(elsewhere).as("whether another thread dealt with it").isFalse();
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPollIsSentWhenTheProxyHasConnected(boolean passes) throws Exception {
    try (RawServer server = RawServer.answering(ANSWER)) {
      AtomicReference<Promise<Void>> passed = new AtomicReference<>();
      CountDownLatch asked = new CountDownLatch(1);
      Route direct = DirectRoute.to(server.poll(), null);
      Route route =
          new Lookup(server.poll().getPort(), direct::addresses) {
            @Override
            public Proxy proxy() {
              asked.countDown();
              return new Proxy(new ChannelInboundHandlerAdapter(), passed.get());
            }
          };
      try (TestClient client = new TestClient(route)) {
        passed.set(client.loop().newPromise());
        client.send();
        asked.await();
        while (server.connections.get() == 0) {
          Thread.onSpinWait();
        }
        assertThat(client.inLoop(() -> client.sends.size())).isZero();
        if (passes) {
          passed.get().setSuccess(null);
          assertThat(client.end().body()).isEqualTo("hello");
        } else {
          passed.get().setFailure(new ConnectException("502 Bad Gateway"));
          End end = client.end();
          assertThat(end.how()).isEqualTo(FailureKind.UNREACHABLE);
          assertThat(end.detail()).isEqualTo("502 Bad Gateway");
          assertThat(server.polls).isEmpty();
        }
      }
    }
  }

  // ---- Time is up ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 102 Processing\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"
      })
  void aPollWithoutAWholeAnswerInTimeFailsAndItsConnectionCloses(String said) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(number == 1 ? said : ANSWER);
                  if (client.seesEnd()) {
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server)) {
      client.send("", SHORT_NANOS);
      End end = client.end();

      assertThat(end.how()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(end.detail()).isEqualTo("no whole answer after 200 ms");
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.bytesKept()).isZero();
    }
  }

  @Test
  void anAnswerThatWasReadButNotDecodedIsInTime() throws Exception {
    AtomicReference<Runnable> once = new AtomicReference<>();
    CountDownLatch sent = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            (client, number) -> {
              client.readPoll();
              sent.await();
              client.send(ANSWER);
              client.seesEnd();
            })) {
      Runnable onRead =
          () -> {
            Runnable step = once.getAndSet(null);
            if (step != null) {
              step.run();
            }
          };
      try (TestClient client =
          new TestClient(
              DirectRoute.to(server.poll(), null),
              TestClient.JDK_TRUST,
              TestClient.USUAL_BODY,
              onRead)) {
        client.send("", SHORT_NANOS);
        client.awaitSent();
        long dueNanos = System.nanoTime() + SHORT_NANOS;
        once.set(
            () -> {
              // The loop is so busy that the time is up when it gets to what it has read.
              while (System.nanoTime() - dueNanos < 0) {
                Thread.onSpinWait();
              }
            });
        sent.countDown();

        assertThat(client.end().body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aShortTimeoutAfterALongOneIsKept() throws Exception {
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.send(ANSWER);
                  client.readPoll();
                  client.seesEnd();
                });
        TestClient client = new TestClient(server)) {
      client.send("", TimeUnit.HOURS.toNanos(1));
      assertThat(client.end().body()).isEqualTo("hello");
      client.send("", SHORT_NANOS);
      End end = client.end();
      assertThat(end.how()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(end.nanos() - client.sends.stream().skip(1).findFirst().orElseThrow())
          .isGreaterThanOrEqualTo(SHORT_NANOS - TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  // ---- The poll is given up --------------------------------------------------------------------

  @Test
  void aPollThatIsCutWhileItConnectsIsNeverWritten() throws Exception {
    try (FullBacklog server = new FullBacklog();
        TestClient client = new TestClient(to("127.0.0.1", server.port()))) {
      client.send();
      client.cut();
      client.cut();

      assertThat(client.end().how()).isEqualTo("cut");
      assertThat(client.sends).isEmpty();
      assertThat(client.connects).isEmpty();
    }
  }

  @Test
  void aPollThatIsCutWhileItsHostIsLookedUpIsNeverWritten() throws Exception {
    try (RawServer server = RawServer.answering(ANSWER)) {
      AtomicReference<Promise<List<InetSocketAddress>>> lookup = new AtomicReference<>();
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.poll().getPort());
      try (TestClient client = new TestClient(new Lookup(80, loop -> lookup.get()))) {
        lookup.set(client.loop().newPromise());
        client.send();
        client.cut();
        assertThat(client.end().how()).isEqualTo("cut");
        Promise<List<InetSocketAddress>> first = lookup.get();
        lookup.set(
            client.loop().<List<InetSocketAddress>>newPromise().setSuccess(List.of(address)));
        first.setSuccess(List.of(address));

        assertThat(client.poll().body()).isEqualTo("hello");
        assertThat(server.connections).hasValue(1);
        assertThat(client.connects).containsExactly(ConnectCause.FIRST);
      }
    }
  }

  @Test
  void anAnswerThatCrossesACutStillCounts() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  if (client.seesEnd()) {
                    client.send(ANSWER);
                    closed.countDown();
                  }
                });
        TestClient client = new TestClient(server)) {
      client.send();
      client.awaitSent();
      client.cut();
      client.cut();

      assertThat(client.end().body()).isEqualTo("hello");
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      client.send();
      client.awaitSent();
      assertThat(client.connects).as("half of a connection is of no more use").hasSize(2);
    }
  }

  private interface LastWord {
    void say(Peer client) throws Exception;
  }

  @Test
  void aCutPollWithoutAWholeAnswerIsCut() throws Exception {
    List<LastWord> words =
        List.of(
            client -> {},
            Peer::reset,
            client -> client.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"),
            client -> client.sendApart("HTTP/1.1 102 Processing\r\n\r\n"));
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  client.seesEnd();
                  words.get(number - 1).say(client);
                });
        TestClient client = new TestClient(server)) {
      for (int i = 0; i < words.size(); i++) {
        client.send();
        client.awaitSent();
        client.cut();
        assertThat(client.end().how()).as("word %d", i).isEqualTo("cut");
      }
      assertThat(server.polls).hasSize(words.size());
      assertThat(client.bytesKept()).isZero();
    }
  }

  @Test
  void aServerThatStaysSilentAfterACutIsNotWaitedForLong() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(
                (client, number) -> {
                  client.readPoll();
                  over.await();
                });
        TestClient client = new TestClient(server)) {
      client.send("", TimeUnit.HOURS.toNanos(1));
      client.awaitSent();
      long begun = System.nanoTime();
      client.cut();

      End end = client.end();
      over.countDown();
      assertThat(end.how()).isEqualTo("cut");
      assertThat(end.nanos() - begun).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(2));
    }
  }

  @Test
  void aCutWithNoPollUnderWayDoesNothing() throws Exception {
    try (RawServer server = RawServer.answering(ANSWER);
        TestClient client = new TestClient(server)) {
      client.cut();
      assertThat(client.poll().body()).isEqualTo("hello");
      client.cut();
      assertThat(client.poll().body()).isEqualTo("hello");
      assertThat(client.hasEnded()).isFalse();
      assertThat(server.connections).hasValue(1);
    }
  }

  // ---- Places to connect to --------------------------------------------------------------------

  private static Route to(String host, int port) {
    return DirectRoute.to(URI.create("http://" + host + ":" + port + "/poll"), null);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private interface Addresses {
    Future<List<InetSocketAddress>> of(EventLoop loop);
  }

  /** A route whose host is looked up as a test wants it. */
  private static class Lookup implements Route {
    private final int port;
    private final Addresses addresses;

    Lookup(int port, Addresses addresses) {
      this.port = port;
      this.addresses = addresses;
    }

    @Override
    public String host() {
      return "looked-up";
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public boolean tls() {
      return false;
    }

    @Override
    public Future<List<InetSocketAddress>> addresses(EventLoop loop) {
      return addresses.of(loop);
    }

    @Override
    public InetSocketAddress source(InetSocketAddress remote) {
      return null;
    }
  }

  /** Listens, but has no room for one more connection: the next one hangs. */
  private static final class FullBacklog implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
      for (int i = 0; i < 10; i++) {
        SocketChannel channel = SocketChannel.open();
        waiting.add(channel);
        channel.configureBlocking(false);
        channel.connect(listening.getLocalSocketAddress());
      }
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      listening.close();
    }
  }
}
