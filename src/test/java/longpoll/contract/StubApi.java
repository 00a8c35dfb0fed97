package longpoll.contract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A long-poll API that behaves well but for its defects. It speaks the project's own protocol, of
 * which the bare poll is a part: cursor, epoch, and {@code POST /publish}. A thread a connection.
 */
final class StubApi implements AutoCloseable {
  static final Duration HOLD = Duration.ofSeconds(1);

  private static final String EPOCH = "e1";

  /** What a server can get wrong. */
  enum Defect {
    /** Without Poll-Next and Poll-Epoch: somebody else's bare poll. */
    BARE,
    ANSWERS_500,
    EMPTY_WITH_CODING,
    BYTES_AFTER_EMPTY,
    EARLY,
    AT_ONCE,
    NEVER_ANSWERS,
    SERIAL,
    NOT_JSON,
    NO_CACHE_CONTROL,
    /** Without Cache-Control on the empty answers. */
    VARIES_BY_CURSOR,
    CLOSES_SILENTLY,
    ANNOUNCES_CLOSE,
    CHUNKS_TO_OLD_HTTP,
    KEEPS_OLD_HTTP_OPEN,
    SPEAKS_OLD_HTTP,
    ANY_METHOD,
    NO_ALLOW,
    AT_ONCE_WITHOUT_TIMEOUT,
    AT_ONCE_WITH_UNKNOWN_PARAMETER,
    FORGETS_EVENTS,
    /** Takes events and delivers none. */
    LOSES_EVENTS,
    HELD_ONLY_AT_FIRST,
    POOL_OF_TWO,
    FAILS_ON_UNKNOWN_PARAMETER,
    GOES_AWAY,
    REFUSES_WHO_COMES_BACK,
    HOLDS_ANY_CURSOR
  }

  final AtomicInteger polls = new AtomicInteger();

  private final Set<Defect> defects = EnumSet.noneOf(Defect.class);
  private final ServerSocket listening;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final List<String> events = new ArrayList<>();
  private final Semaphore pool = new Semaphore(2, true);
  private boolean somebodyLeft;

  StubApi(Defect... defects) throws IOException {
    this.defects.addAll(List.of(defects));
    listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  private boolean has(Defect defect) {
    return defects.contains(defect);
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
            "stub-api");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws Exception {
    while (true) {
      Socket client = listening.accept();
      open.add(client);
      if (has(Defect.SERIAL)) {
        try {
          serve(client);
        } catch (IOException e) {
          // This client has gone; the next one is served.
        }
      } else {
        start(() -> serve(client));
      }
    }
  }

  /** A request as far as it matters here. */
  private record Request(String method, String target, String version, String head) {
    String parameter(String name) {
      int mark = target.indexOf('?');
      for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&")) {
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1);
        }
      }
      return null;
    }

    boolean isOld() {
      return version.equals("HTTP/1.0");
    }

    boolean keeps() {
      String lower = head.toLowerCase(java.util.Locale.ROOT);
      return isOld()
          ? lower.contains("connection: keep-alive")
          : !lower.contains("connection: close");
    }
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      Request request;
      while ((request = read(in)) != null) {
        boolean keeps = answer(client, request);
        if (!keeps || has(Defect.SERIAL)) {
          return;
        }
      }
    }
  }

  private static Request read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int next;
    while ((next = in.read()) >= 0) {
      head.append((char) next);
      if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
        Request request = new Request(line[0], line[1], line[2], head.toString());
        int at = head.indexOf("Content-Length: ");
        String length = at < 0 ? "0" : head.substring(at + 16, head.indexOf("\r\n", at));
        in.readNBytes(Integer.parseInt(length));
        return request;
      }
    }
    return null;
  }

  /** Whether the connection stays. */
  private boolean answer(Socket client, Request request) throws IOException, InterruptedException {
    if (request.target.startsWith("/publish")) {
      synchronized (this) {
        if (has(Defect.LOSES_EVENTS)) {
          send(client, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
          return true;
        }
        events.add("{\"id\":" + (events.size() + 1) + ",\"seq\":" + (events.size() + 1) + "}");
        notifyAll();
      }
      send(client, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
      return true;
    }
    if (!request.method.equals("GET") && !has(Defect.ANY_METHOD)) {
      String allow = has(Defect.NO_ALLOW) ? "" : "Allow: GET\r\n";
      send(client, "HTTP/1.1 405 Method Not Allowed\r\n" + allow + "Content-Length: 0\r\n\r\n");
      return true;
    }
    if (!has(Defect.POOL_OF_TWO)) {
      return poll(client, request);
    }
    pool.acquire();
    try {
      return poll(client, request);
    } finally {
      pool.release();
    }
  }

  private boolean poll(Socket client, Request request) throws IOException, InterruptedException {
    int number = polls.incrementAndGet();
    if (has(Defect.GOES_AWAY) && number > 2) {
      close();
      return false;
    }
    if (has(Defect.ANSWERS_500) || has(Defect.FAILS_ON_UNKNOWN_PARAMETER) && !isKnown(request)) {
      send(client, "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nboom");
      return true;
    }
    if (has(Defect.REFUSES_WHO_COMES_BACK) && somebodyLeft) {
      send(client, "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n");
      return true;
    }
    String cursor = request.parameter("cursor");
    String epoch = request.parameter("epoch");
    int from;
    synchronized (this) {
      from =
          cursor == null || has(Defect.BARE) || has(Defect.FORGETS_EVENTS)
              ? events.size()
              : (int) Math.min(Long.parseLong(cursor) - 1, Integer.MAX_VALUE);
      boolean unknown = from > events.size() || epoch != null && !epoch.equals(EPOCH);
      if (unknown && !has(Defect.HOLDS_ANY_CURSOR) && !has(Defect.BARE)) {
        String problem = "{\"oldest\":1,\"epoch\":\"e1\"}";
        send(
            client,
            "HTTP/1.1 410 Gone\r\nContent-Length: " + problem.length() + "\r\n\r\n" + problem);
        return true;
      }
    }
    hold(client, request, from);
    return finish(client, request, from);
  }

  private void hold(Socket client, Request request, int from)
      throws IOException, InterruptedException {
    boolean atOnce =
        has(Defect.AT_ONCE)
            || has(Defect.HELD_ONLY_AT_FIRST) && polls.get() > 2
            || has(Defect.AT_ONCE_WITHOUT_TIMEOUT) && request.parameter("timeout") == null
            || has(Defect.AT_ONCE_WITH_UNKNOWN_PARAMETER) && !isKnown(request);
    long nanos = atOnce ? 0 : HOLD.toNanos() / (has(Defect.EARLY) ? 2 : 1);
    if (has(Defect.NEVER_ANSWERS)) {
      nanos = TimeUnit.MINUTES.toNanos(5);
    }
    long end = System.nanoTime() + nanos;
    client.setSoTimeout(5);
    while (System.nanoTime() < end) {
      synchronized (this) {
        if (events.size() > from) {
          break;
        }
        long left = (end - System.nanoTime()) / 1_000_000;
        wait(Math.max(1, Math.min(left, 20)));
      }
      if (has(Defect.REFUSES_WHO_COMES_BACK) && isGone(client)) {
        somebodyLeft = true;
        throw new IOException("gone");
      }
    }
    client.setSoTimeout(0);
  }

  private static boolean isGone(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  private static boolean isKnown(Request request) {
    int mark = request.target.indexOf('?');
    for (String pair : mark < 0 ? new String[0] : request.target.substring(mark + 1).split("&")) {
      if (!List.of("cursor", "epoch", "timeout").contains(pair.split("=")[0])) {
        return false;
      }
    }
    return true;
  }

  private boolean finish(Socket client, Request request, int from) throws IOException {
    List<String> news;
    int next;
    synchronized (this) {
      next = events.size() + 1;
      news = from < events.size() ? List.copyOf(events.subList(from, events.size())) : List.of();
    }
    StringBuilder head = new StringBuilder();
    head.append(has(Defect.SPEAKS_OLD_HTTP) ? "HTTP/1.0 " : "HTTP/1.1 ");
    head.append(news.isEmpty() ? "204 No Content\r\n" : "200 OK\r\n");
    if (!has(Defect.BARE)) {
      head.append("Poll-Next: ")
          .append(next)
          .append("\r\nPoll-Epoch: ")
          .append(EPOCH)
          .append("\r\n");
    }
    if (has(Defect.VARIES_BY_CURSOR)) {
      head.append("Vary: If-None-Match\r\n");
    } else if (!has(Defect.NO_CACHE_CONTROL)) {
      head.append("Cache-Control: no-store\r\n");
    }
    boolean old = request.isOld();
    boolean keeps = request.keeps() && !has(Defect.SPEAKS_OLD_HTTP);
    if (old && keeps) {
      head.append("Connection: keep-alive\r\n");
    }
    if (has(Defect.ANNOUNCES_CLOSE)) {
      head.append("Connection: close\r\n");
      keeps = false;
    }
    if (has(Defect.CLOSES_SILENTLY)) {
      keeps = false;
    }
    if (old && has(Defect.KEEPS_OLD_HTTP_OPEN)) {
      keeps = true;
    }
    if (news.isEmpty() && has(Defect.EMPTY_WITH_CODING)) {
      head.append("Transfer-Encoding: chunked\r\n");
    }
    String body =
        news.isEmpty()
            ? ""
            : has(Defect.NOT_JSON)
                ? "<xml/>"
                : "{\"epoch\":\"e1\",\"next\":"
                    + next
                    + ",\"events\":["
                    + String.join(",", news)
                    + "]}";
    if (old && has(Defect.CHUNKS_TO_OLD_HTTP)) {
      head.append("Transfer-Encoding: chunked\r\n");
      body = "0\r\n\r\n";
    } else if (!news.isEmpty()) {
      head.append("Content-Type: application/json\r\n");
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    send(client, head + "\r\n" + body);
    if (news.isEmpty() && has(Defect.BYTES_AFTER_EMPTY)) {
      send(client, "Event occurred");
    }
    return keeps;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
