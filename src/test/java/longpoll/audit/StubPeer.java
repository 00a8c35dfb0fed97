package longpoll.audit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of the loopback whose connections are served by a thread each. */
abstract class StubPeer implements AutoCloseable {
  private final ServerSocket listening;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  final AtomicInteger opened = new AtomicInteger();

  StubPeer() throws IOException {
    listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
  }

  /** To be called when the stub is ready to serve. */
  final void start() {
    inBackground(
        () -> {
          while (true) {
            Socket client = listening.accept();
            client.setTcpNoDelay(true);
            open.add(client);
            opened.incrementAndGet();
            inBackground(
                () -> {
                  try (client) {
                    serve(client);
                  }
                });
          }
        });
  }

  final URI poll() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  final int port() {
    return listening.getLocalPort();
  }

  abstract void serve(Socket client) throws IOException, InterruptedException;

  interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                // The connection or the stub is closed.
              }
            },
            "stub");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  static InputStream in(Socket socket) throws IOException {
    return new BufferedInputStream(socket.getInputStream());
  }

  static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Up to and with the empty line. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** The body that such a head announces, as it comes. */
  static String body(String head, InputStream in) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      StringBuilder body = new StringBuilder();
      while (!body.toString().endsWith("0\r\n\r\n")) {
        body.append((char) in.read());
      }
      return body.toString();
    }
    int at = lower.indexOf("content-length: ");
    int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }
}
