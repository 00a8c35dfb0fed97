package longpoll.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A gateway that does one thing wrong, or nothing. */
final class StubGateway extends StubPeer {
  private final int upstream;
  private Duration readTimeout = Duration.ofMinutes(1);
  private Duration delay = Duration.ZERO;
  private boolean buffers;
  private boolean closes;
  private boolean closesUpstream;
  private Semaphore connections = new Semaphore(10_000);
  private UnaryOperator<String> head = UnaryOperator.identity();

  private StubGateway(int upstream) throws IOException {
    this.upstream = upstream;
  }

  /** One that passes everything on, once it is started. */
  static StubGateway to(StubPeer server) throws IOException {
    return new StubGateway(server.port());
  }

  StubGateway started() {
    start();
    return this;
  }

  StubGateway cutting(Duration after) {
    readTimeout = after;
    return this;
  }

  /** Only of polls. */
  StubGateway delaying(Duration answers) {
    delay = answers;
    return this;
  }

  StubGateway buffering() {
    buffers = true;
    return this;
  }

  StubGateway closing() {
    closes = true;
    return this;
  }

  StubGateway closingUpstream() {
    closesUpstream = true;
    return this;
  }

  StubGateway allowing(int clients) {
    connections = new Semaphore(clients);
    return this;
  }

  StubGateway rewriting(UnaryOperator<String> heads) {
    head = heads;
    return this;
  }

  @Override
  void serve(Socket client) throws IOException, InterruptedException {
    if (!connections.tryAcquire()) {
      return;
    }
    try {
      InputStream in = in(client);
      Socket server = connect();
      do {
        String request = head(in);
        if (closesUpstream) {
          server.close();
          server = connect();
        }
        if (!answer(request, server, client.getOutputStream())) {
          server = connect();
        }
      } while (!closes);
    } finally {
      connections.release();
    }
  }

  private Socket connect() throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
    server.setTcpNoDelay(true);
    server.setSoTimeout((int) readTimeout.toMillis());
    return server;
  }

  /** False where the server did not answer in time. */
  private boolean answer(String request, Socket server, OutputStream out)
      throws IOException, InterruptedException {
    InputStream answers = in(server);
    send(server.getOutputStream(), request);
    String received;
    try {
      received = head(answers);
    } catch (SocketTimeoutException e) {
      server.close();
      send(out, "HTTP/1.1 504 Gateway Time-out\r\nContent-Length: 3\r\n\r\n504");
      return false;
    }
    if (request.startsWith("GET /poll")) {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    }
    String passed = head.apply(closes ? closing(received) : received);
    if (buffers) {
      send(out, passed + body(received, answers));
    } else {
      send(out, passed);
      send(out, body(received, answers));
    }
    return true;
  }

  private static String closing(String head) {
    return head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }
}
