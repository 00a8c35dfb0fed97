package longpoll.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A server that sends what a script says, in the pieces that it says: one thread a connection.
 * Knows how many connections came, and which polls.
 */
final class RawServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  final AtomicInteger connections = new AtomicInteger();
  final Queue<String> polls = new ConcurrentLinkedQueue<>();

  /** A permit for each read of the client's. */
  final Semaphore clientReads = new Semaphore(0);

  private final ServerSocket listening;
  private final String scheme;
  private final Script script;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  /** What to do with one connection; it is closed when the script returns. */
  interface Script {
    /**
     * @param number of the connection, from 1
     */
    void serve(Peer client, int number) throws Exception;
  }

  RawServer(Script script) throws IOException {
    this("http", new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), script);
  }

  RawServer(SSLContext tls, Script script) throws IOException {
    this(
        "https",
        tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        script);
  }

  private RawServer(String scheme, ServerSocket listening, Script script) {
    this.scheme = scheme;
    this.listening = listening;
    this.script = script;
    start(this::accept);
  }

  /** A server that does the same with each poll of each connection. */
  static RawServer answering(String answer) throws IOException {
    return new RawServer(
        (client, number) -> {
          while (client.readPoll() != null) {
            client.send(answer);
          }
        });
  }

  URI poll() {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      open.add(client);
      int number = connections.incrementAndGet();
      start(
          () -> {
            try (client) {
              client.setTcpNoDelay(true);
              script.serve(new Peer(client), number);
            }
          });
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // The connection or the server is closed.
              }
            },
            "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket client : open) {
      client.close();
    }
  }

  /** The server's end of one connection. */
  final class Peer {
    private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private final Socket socket;
    private final InputStream in;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** The head of the next poll, or null where the client sends no more. */
    String readPoll() throws IOException {
      StringBuilder head = new StringBuilder();
      int last = 0;
      int next;
      while ((next = in.read()) >= 0) {
        head.append((char) next);
        last = last << 8 | next;
        if (last == HEAD_END) {
          polls.add(head.substring(0, head.indexOf("\r\n")));
          return head.toString();
        }
      }
      return null;
    }

    /** Whether the client ends the connection, or half of it, without another byte. */
    boolean seesEnd() throws IOException {
      return in.read() < 0;
    }

    /** Whether the client has ended the connection, or half of it, by now. */
    boolean hasEnded() throws IOException {
      socket.setSoTimeout(1);
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(0);
      }
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Each piece is read by the client before the next one is sent. */
    void sendApart(String... pieces) throws IOException, InterruptedException {
      for (String piece : pieces) {
        clientReads.drainPermits();
        send(piece);
        awaitRead();
      }
    }

    void awaitRead() throws IOException, InterruptedException {
      if (!clientReads.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the client did not read");
      }
    }

    /** The bare socket, for a script that speaks more than text over it. */
    Socket socket() {
      return socket;
    }

    void close() throws IOException {
      socket.close();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
