package longpoll.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A server that answers polls with prepared bytes: what clients poll before the first real poll,
 * since code that has never run is slow. It answers in rounds, as a broadcast does: when each of
 * its clients waits, all get the same answer. Listens on the loopback address, on a free port, on a
 * thread of its own, and without Netty, which would learn from it what no run does. Thread-safe.
 */
public final class LoopbackStub implements AutoCloseable {
  /** A JVM may prefer the other loopback address, which not every system has. */
  private static final String HOST = "127.0.0.1";

  private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  /** A client that stays away must not keep the others waiting for long. */
  private static final long LONGEST_ROUND_MILLIS = 20;

  /** A client that does not read must not keep them for longer. */
  private static final long LONGEST_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long CLOSE_LIMIT_MILLIS = 1_000;

  private final int clients;
  private final IntFunction<byte[]> answers;
  private final ServerSocketChannel listening;
  private final Selector selector;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(16 * 1024);
  private final List<SocketChannel> waiting = new ArrayList<>();
  private final Thread server;
  private int round;
  private volatile boolean closed;

  /** The last four bytes that a client sent, as a number. */
  private static final class Tail {
    private int last;
  }

  /**
   * @param clients how many there will be
   * @param answers the whole answer to the polls of each round, counted from 1
   */
  public LoopbackStub(int clients, IntFunction<byte[]> answers) throws IOException {
    this.clients = clients;
    this.answers = answers;
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
    return URI.create("http://" + HOST + ":" + listening.socket().getLocalPort() + "/poll");
  }

  private void serve() {
    try (selector;
        listening;
        Closeable clientsLeft = () -> selector.keys().forEach(LoopbackStub::drop)) {
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
        client.register(selector, SelectionKey.OP_READ, new Tail());
      } else {
        read((SocketChannel) key.channel(), (Tail) key.attachment());
      }
    } catch (IOException e) {
      drop(key);
    }
  }

  private static void drop(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is gone as it is.
    }
  }

  private void read(SocketChannel client, Tail tail) throws IOException {
    bytes.clear();
    if (client.read(bytes) < 0) {
      waiting.remove(client);
      client.close();
      return;
    }
    bytes.flip();
    while (bytes.hasRemaining()) {
      tail.last = tail.last << 8 | bytes.get();
      if (tail.last == HEAD_END) {
        waiting.add(client);
      }
    }
  }

  private void answer() {
    round++;
    byte[] answer = answers.apply(round);
    for (SocketChannel client : waiting) {
      try {
        send(client, ByteBuffer.wrap(answer));
      } catch (IOException e) {
        // It left without its answer.
      }
    }
    waiting.clear();
  }

  private void send(SocketChannel client, ByteBuffer whole) throws IOException {
    long lastProgress = System.nanoTime();
    while (whole.hasRemaining()) {
      if (client.write(whole) > 0) {
        lastProgress = System.nanoTime();
      } else if (closed || System.nanoTime() - lastProgress > LONGEST_STALL_NANOS) {
        client.close();
        return;
      } else {
        Thread.onSpinWait();
      }
    }
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
