package longpoll.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server for probes: one thread a connection, and a script that says what each poll gets. Knows
 * how many polls it read.
 */
final class PollStub implements AutoCloseable {
  final AtomicInteger polls = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger left = new AtomicInteger();
  final Queue<String> requestLines = new ConcurrentLinkedQueue<>();

  private final ServerSocket listening;
  private final Script script;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  /** What to do with one poll. */
  interface Script {
    /**
     * @param number of the poll, from 1
     * @param in what the client may still say
     */
    void answer(int number, String requestLine, Socket client, BufferedReader in)
        throws IOException, InterruptedException;
  }

  PollStub(Script script) throws IOException {
    this.script = script;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  static void write(Socket client, String text) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  static String event(long id, long plannedAtMicros) {
    String json =
        "{\"epoch\":\"e\",\"next\":"
            + (id + 1)
            + ",\"events\":[{\"id\":"
            + id
            + ",\"channel\":\"default\",\"seq\":"
            + id
            + ",\"plannedAt\":"
            + plannedAtMicros
            + ",\"publishedAt\":0,\"data\":\"\"}]}";
    return "HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
  }

  static String empty(long next) {
    return "HTTP/1.1 204 No Content\r\nPoll-Next: " + next + "\r\nPoll-Epoch: e\r\n\r\n";
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      connections.incrementAndGet();
      open.add(client);
      start(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String requestLine;
      while (!client.isClosed() && (requestLine = in.readLine()) != null) {
        String header = requestLine;
        while (header != null && !header.isEmpty()) {
          header = in.readLine();
        }
        requestLines.add(requestLine);
        script.answer(polls.incrementAndGet(), requestLine, client, in);
      }
      left.incrementAndGet();
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                // The connection or the server is closed.
              }
            });
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
}
