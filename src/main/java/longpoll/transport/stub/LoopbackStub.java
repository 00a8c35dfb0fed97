package longpoll.transport.stub;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import longpoll.settings.Settings;

/**
 * A server that answers polls with prepared bytes: what clients poll before the first real poll,
 * since code that has never run is slow. It answers in rounds, as a broadcast does: when each of
 * its clients waits, all get the same answer. Listens on the loopback address, on a free port, on a
 * thread of its own. Thread-safe.
 */
public final class LoopbackStub implements AutoCloseable {
  /** Whom its clients trust: the certificate is made when it starts, and names nobody. */
  public static final Settings.Tls TRUST = new Settings.Tls(true, "");

  /** The most that one read brings of a client. */
  static final int READ_BYTES = 32 * 1024;

  /** A JVM may prefer the other loopback address, which not every system has. */
  private static final String HOST = "127.0.0.1";

  /** A client that stays away must not keep the others waiting for long. */
  private static final long LONGEST_ROUND_MILLIS = 20;

  private static final long CLOSE_LIMIT_MILLIS = 1_000;

  private final int clients;
  private final IntFunction<byte[]> answers;
  private final Protocol protocol;
  private final SSLContext tls;
  private final ServerSocketChannel listening;
  private final Selector selector;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
  private final List<Waiting> waiting = new ArrayList<>();
  private final Thread server;
  private int round;
  private volatile boolean closed;

  /** What is spoken. */
  public enum Protocol {
    HTTP,
    HTTPS,
    HTTP2;

    /**
     * The one that a run speaks.
     *
     * @param target that it polls
     */
    public static Protocol of(URI target, Settings.Http http) {
      if (!"https".equalsIgnoreCase(target.getScheme())) {
        return HTTP;
      }
      return http.speaksH2() ? HTTP2 : HTTPS;
    }
  }

  /** A connection. */
  private final class Peer implements Speech.Polls {
    private final SocketChannel socket;
    private final Bytes bytes;
    private final Speech speech;

    Peer(SocketChannel socket) throws IOException {
      this.socket = socket;
      Bytes plain = new SocketBytes(socket, () -> closed);
      boolean http2 = protocol == Protocol.HTTP2;
      bytes = tls == null ? plain : new TlsBytes(plain, tls, http2 ? "h2" : "http/1.1");
      speech = http2 ? new Http2Speech(bytes, this) : new Http1Speech(bytes, this);
    }

    @Override
    public void came(int poll) {
      waiting.add(new Waiting(this, poll));
    }

    @Override
    public void givenUp(int poll) {
      waiting.remove(new Waiting(this, poll));
    }
  }

  /** A poll that has no answer yet. */
  private record Waiting(Peer peer, int poll) {}

  /**
   * One that speaks HTTP/1.1.
   *
   * @param clients how many there will be
   * @param answers the whole answer to the polls of each round, counted from 1
   */
  public LoopbackStub(int clients, IntFunction<byte[]> answers) throws IOException {
    this(clients, answers, Protocol.HTTP);
  }

  /**
   * @param clients how many there will be
   * @param answers the whole answer to the polls of each round, counted from 1; in HTTP/1.1, in
   *     whatever protocol it is given
   */
  public LoopbackStub(int clients, IntFunction<byte[]> answers, Protocol protocol)
      throws IOException {
    this.clients = clients;
    this.answers = answers;
    this.protocol = protocol;
    tls = protocol == Protocol.HTTP ? null : StubCertificate.context();
    selector = Selector.open();
    listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(HOST, 0), clients);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    server = new Thread(this::serve, "longpoll-rehearsal");
    server.setDaemon(true);
    server.start();
  }

  /** The URL to poll. */
  public URI poll() {
    String scheme = tls == null ? "http" : "https";
    return URI.create(scheme + "://" + HOST + ":" + listening.socket().getLocalPort() + "/poll");
  }

  private void serve() {
    try (selector;
        listening;
        Closeable clientsLeft = () -> selector.keys().forEach(key -> drop(key.channel()))) {
      while (!closed) {
        boolean quiet = selector.select(this::ready, LONGEST_ROUND_MILLIS) == 0;
        if (waiting.size() >= clients || quiet && !waiting.isEmpty()) {
          answer();
        }
      }
    } catch (IOException e) {
      // The clients have seen enough.
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel client = listening.accept();
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.register(selector, SelectionKey.OP_READ, new Peer(client));
      } else {
        read((Peer) key.attachment());
      }
    } catch (IOException e) {
      drop(key.channel());
    }
  }

  private static void drop(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone as it is.
    }
  }

  private void read(Peer peer) throws IOException {
    bytes.clear();
    if (peer.bytes.read(bytes) < 0) {
      waiting.removeIf(poll -> poll.peer == peer);
      peer.socket.close();
      return;
    }
    peer.speech.heard(bytes.flip());
  }

  private void answer() {
    round++;
    byte[] answer = answers.apply(round);
    for (Waiting poll : waiting) {
      try {
        poll.peer.speech.answer(poll.poll, answer);
      } catch (IOException e) {
        // Without its answer it would wait, and the others with it.
        drop(poll.peer.socket);
      }
    }
    waiting.clear();
  }

  /** Returns when the port is free again. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      server.join(CLOSE_LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
