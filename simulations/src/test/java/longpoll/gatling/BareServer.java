package longpoll.gatling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else's long poll: any JSON, no cursor, no clock, no plan, nothing beside the one path. A
 * poll is held until the next event, or to the hold limit. A thread for each poll, so for some tens
 * of users.
 */
final class BareServer implements AutoCloseable {
  private static final String PATH = "/news";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService events = Executors.newSingleThreadScheduledExecutor();
  private final Duration hold;
  private final int deliveredStatus;
  private final int emptyStatus;

  /** Methods and paths that were asked for. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private long published;

  private BareServer(Duration hold, Duration every, int deliveredStatus, int emptyStatus)
      throws IOException {
    this.hold = hold;
    this.deliveredStatus = deliveredStatus;
    this.emptyStatus = emptyStatus;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    events.scheduleAtFixedRate(
        this::publish, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * @param deliveredStatus of an answer with an event
   * @param emptyStatus of one without
   */
  static BareServer start(Duration hold, Duration every, int deliveredStatus, int emptyStatus) {
    try {
      return new BareServer(hold, every, deliveredStatus, emptyStatus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  Set<String> asked() {
    return asked;
  }

  private synchronized void publish() {
    published++;
    notifyAll();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long event = next();
      if (event == 0) {
        exchange.sendResponseHeaders(emptyStatus, -1);
        return;
      }
      byte[] body =
          ("{\"headline\":\"number " + event + "\",\"tags\":[\"a\"]}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(deliveredStatus, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** The number of the next event; 0 where none came within the hold limit. */
  private synchronized long next() {
    long seen = published;
    long until = System.nanoTime() + hold.toNanos();
    try {
      while (published == seen) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          return 0;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return published == seen ? 0 : published;
  }

  @Override
  public void close() {
    events.shutdownNow();
    server.stop(0);
    threads.shutdownNow();
  }
}
