package longpoll.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The server that takes the run folders of several injectors, and holds them back until all are
 * ready. Threads, connections, bytes and the time for a request are bounded. Thread-safe.
 */
public final class Collector implements AutoCloseable {
  /** So many times may a run be larger than its archive. */
  private static final int UNPACKED_TIMES = 8;

  /** Beside one for each shard. */
  private static final int SPARE_THREADS = 8;

  private static final int BACKLOG = 1_000;
  private static final long IDLE_THREAD_SECONDS = 30;
  private static final long CLOSED_WITHIN_SECONDS = 5;

  static {
    // The JDK's server reads them once. Seconds, in which a request must have come whole.
    limit("sun.net.httpserver.maxReqTime", 120);
    limit("jdk.httpserver.maxConnections", 4_096);
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final ReceivedRuns runs;
  private final CountDownLatch awaited;

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  /**
   * @param shards how many injectors there are
   * @param folder where the runs are put
   * @param maxUpload bytes of an archive
   * @param maxFiles files and folders in it
   */
  public record Plan(int shards, Path folder, long maxUpload, int maxFiles) {}

  /**
   * Starts to listen.
   *
   * @param barrier answers {@code GET /barrier}; null for none
   * @param say takes a line for whoever watches, from any thread
   * @throws IOException when address or folder cannot be used
   * @throws IllegalArgumentException when there are runs in the folder
   */
  public Collector(
      Plan plan,
      InetSocketAddress address,
      CollectToken token,
      HttpHandler barrier,
      Consumer<String> say)
      throws IOException {
    runs = new ReceivedRuns(plan.folder, plan.shards);
    awaited = new CountDownLatch(plan.shards);
    threads =
        new ThreadPoolExecutor(
            plan.shards + SPARE_THREADS,
            plan.shards + SPARE_THREADS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>());
    threads.allowCoreThreadTimeOut(true);
    server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    FolderUnzip.Limits limits =
        new FolderUnzip.Limits(plan.maxUpload, UNPACKED_TIMES * plan.maxUpload, plan.maxFiles);
    server.createContext("/runs", new RunsHandler(token, runs, limits, awaited::countDown, say));
    if (barrier != null) {
      server.createContext("/barrier", barrier);
    }
    server.createContext("/health", Collector::health);
    server.createContext("/", Collector::unknown);
    server.start();
  }

  private static void health(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answers.json(exchange, 200, Map.of("status", "up"));
    }
  }

  private static void unknown(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answers.problem(
          exchange, new RefusedException(404, "there are /barrier, /runs, /runs/I and /health"));
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The shards whose runs have not arrived. */
  public List<Integer> missing() {
    return runs.missing();
  }

  /**
   * Waits until all runs have arrived and their senders have been answered.
   *
   * @return whether they have, before the deadline
   */
  public boolean await(Duration deadline) throws InterruptedException {
    return awaited.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Listed for people. */
  public static String numbers(List<Integer> shards) {
    return shards.isEmpty()
        ? "none"
        : shards.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Cuts what is on its way, and what was written aside goes. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSED_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
