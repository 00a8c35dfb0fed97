package longpoll.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.function.IntFunction;

/**
 * A server for one client that answers each poll at once with prepared bytes: what a client polls
 * before the first real poll, since code that has never run is slow. Listens on the loopback
 * address, on a free port, on a thread of its own. Thread-safe.
 */
public final class LoopbackStub implements AutoCloseable {
  private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private final ServerSocket listening;
  private final IntFunction<byte[]> answers;

  /**
   * @param answers the whole answer to each poll, counted from 1
   */
  public LoopbackStub(IntFunction<byte[]> answers) throws IOException {
    this.answers = answers;
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "longpoll-rehearsal");
    server.setDaemon(true);
    server.start();
  }

  /** The URL to poll. */
  public URI poll() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  private void serve() {
    try (Socket client = listening.accept()) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (int poll = 1; readHead(in); poll++) {
        client.getOutputStream().write(answers.apply(poll));
      }
    } catch (IOException e) {
      // The client has seen enough.
    }
  }

  private static boolean readHead(InputStream in) throws IOException {
    int last = 0;
    int next;
    while ((next = in.read()) >= 0) {
      last = last << 8 | next;
      if (last == HEAD_END) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
