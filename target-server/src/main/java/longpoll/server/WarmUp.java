package longpoll.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import longpoll.server.options.ServerOptions;
import longpoll.server.schedule.ScheduleKind;
import longpoll.server.text.Channels;

/**
 * Has a private server serve polls to this process before the real one listens, so that the first
 * broadcasts run compiled code: half of them are of a kind that the server knows, half are read as
 * if they were a connection's first, and the connections are made anew some times. The optimising
 * compiler, where there is one, goes on for a while all the same. None of it is counted; it uses
 * one thread and loopback connections.
 */
final class WarmUp {
  private static final int CLIENTS = 100;

  /** After so many polls, most of the code that a poll runs is compiled. */
  private static final int ENOUGH_POLLS = 20_000;

  private static final int POLLS_OF_CONNECTION = 20;

  private static final int LARGEST_ANSWER = 4 << 10;

  private final PollServer server;
  private final List<SocketChannel> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_ANSWER);

  private WarmUp(PollServer server) {
    this.server = server;
  }

  static void run(Duration time) throws IOException {
    if (time.isZero()) {
      return;
    }
    long end = System.nanoTime() + time.toNanos();
    ServerOptions options =
        ServerOptions.builder().host("127.0.0.1").port(0).schedule(ScheduleKind.NONE).build();
    try (PollServer server = PollServer.start(options)) {
      new WarmUp(server).run(end);
    }
  }

  private void run(long end) throws IOException {
    try {
      long next = 1;
      for (int round = 0; round < ENOUGH_POLLS / CLIENTS && System.nanoTime() - end < 0; round++) {
        if (round % POLLS_OF_CONNECTION == 0) {
          connect();
        }
        poll(next, round);
        awaitParked(end);
        next = 1 + server.publish(Channels.DEFAULT, "\"" + "x".repeat(128) + "\"").id();
        readAll();
      }
    } finally {
      disconnect();
    }
  }

  private void connect() throws IOException {
    disconnect();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(SocketChannel.open(address));
    }
  }

  private void disconnect() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    clients.clear();
  }

  private void poll(long cursor, int round) throws IOException {
    String host = round % 4 < 2 ? "127.0.0.1:8000" : "localhost";
    String head = "GET /poll?cursor=" + cursor + " HTTP/1.1\r\nHost: " + host + "\r\n";
    for (int i = 0; i < CLIENTS; i++) {
      // In an odd round the server has not seen the like of it.
      String kind = round % 2 == 0 ? "" : "Warm-Up: " + round + "-" + i + "\r\n";
      byte[] request = (head + kind + "\r\n").getBytes(StandardCharsets.US_ASCII);
      clients.get(i).write(ByteBuffer.wrap(request));
    }
  }

  private void awaitParked(long end) {
    while (server.state().parked() < CLIENTS && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(50_000);
    }
  }

  /** Reads one answer of each client; answers are small and end with a brace. */
  private void readAll() throws IOException {
    for (SocketChannel client : clients) {
      buffer.clear();
      do {
        if (client.read(buffer) < 0) {
          throw new IOException("the connection was closed");
        }
      } while (buffer.get(buffer.position() - 1) != '}');
    }
  }
}
