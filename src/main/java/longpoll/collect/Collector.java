package longpoll.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import longpoll.barrier.JsonAnswers;
import longpoll.barrier.StartBarrier;

/**
 * The server of several injectors: holds them back until all have come, and takes their run folders
 * afterwards. Threads, connections, bytes and the time for a request are bounded. Thread-safe.
 */
public final class Collector implements AutoCloseable {
  /** So many times may a run be larger than its archive. */
  private static final int UNPACKED_TIMES = 8;

  /** The barrier holds a thread for each shard, and one more for a moment when it asks again. */
  private static final int THREADS_A_SHARD = 2;

  private static final int SPARE_THREADS = 8;

  /** So long before the start the barrier tells of it. */
  private static final Duration START_IN = Duration.ofSeconds(3);

  private static final int BACKLOG = 1_000;
  private static final long IDLE_THREAD_SECONDS = 30;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);
  private static final Duration CLEARED_WITHIN = Duration.ofSeconds(5);

  static {
    // The JDK's server reads them once. Seconds, in which a request must have come whole.
    limit("sun.net.httpserver.maxReqTime", 120);
    limit("jdk.httpserver.maxConnections", 4_096);
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final ReceivedRuns runs;
  private final StartBarrier barrier;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger awaited;

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  /**
   * @param shards how many injectors there are
   * @param folder where the runs are put
   * @param startDeadline how long the first one waits for the others at the barrier
   * @param maxUpload bytes of an archive
   * @param maxFiles files and folders in it
   */
  public record Plan(
      int shards, Path folder, Duration startDeadline, long maxUpload, int maxFiles) {}

  /**
   * Starts to listen.
   *
   * @param say takes a line for whoever watches, from any thread
   * @throws IOException when address or folder cannot be used
   * @throws IllegalArgumentException when there are runs in the folder, or another collector uses
   *     it
   */
  public Collector(Plan plan, InetSocketAddress address, CollectToken token, Consumer<String> say)
      throws IOException {
    runs = new ReceivedRuns(plan.folder, plan.shards);
    awaited = new AtomicInteger(plan.shards);
    barrier = new StartBarrier(plan.shards, plan.startDeadline, START_IN);
    int most = THREADS_A_SHARD * plan.shards + SPARE_THREADS;
    threads =
        new ThreadPoolExecutor(
            most, most, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.allowCoreThreadTimeOut(true);
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      runs.close();
      throw e;
    }
    server.setExecutor(threads);
    FolderUnzip.Limits limits =
        new FolderUnzip.Limits(plan.maxUpload, UNPACKED_TIMES * plan.maxUpload, plan.maxFiles);
    TokenFilter filter = new TokenFilter(token, say);
    server
        .createContext("/runs", new RunsHandler(runs, limits, this::arrived, say))
        .getFilters()
        .add(filter);
    server.createContext("/barrier", this::start).getFilters().add(filter);
    server.createContext("/health", Collector::health);
    server.createContext("/", Collector::unknown);
    server.start();
  }

  private void arrived() {
    if (awaited.decrementAndGet() == 0) {
      ended.countDown();
    }
  }

  /** Where there is no start nobody makes load, and the first run will not come either. */
  private void start(HttpExchange exchange) throws IOException {
    try {
      barrier.handle(exchange);
    } finally {
      // Also where whoever waited has gone and cannot be told.
      if (barrier.refusal().isPresent() && runs.arrived().isEmpty()) {
        ended.countDown();
      }
    }
  }

  private static void health(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonAnswers.send(exchange, 200, Map.of("status", "up"));
    }
  }

  private static void unknown(HttpExchange exchange) throws IOException {
    try (exchange) {
      Refusals.answer(
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

  /** Why the injectors did not start; empty where they did, and where they asked for no start. */
  public Optional<String> noStart() {
    return barrier.refusal();
  }

  /**
   * Waits until all runs have arrived and their senders have been answered, but no longer where the
   * injectors do not start.
   *
   * @return whether all have arrived, before the deadline
   */
  public boolean await(Duration deadline) throws InterruptedException {
    return ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS) && missing().isEmpty();
  }

  /** Listed for people. */
  public static String numbers(List<Integer> shards) {
    return shards.isEmpty()
        ? "none"
        : shards.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Tells who waits at the barrier, and cuts the uploads that are on their way. */
  @Override
  public void close() {
    barrier.refuse("the collector was ended");
    threads.shutdown();
    endWithin(ANSWERED_WITHIN);
    server.stop(0);
    threads.shutdownNow();
    // What was written aside goes.
    endWithin(CLEARED_WITHIN);
    try {
      runs.close();
    } catch (IOException e) {
      // It ends with the process.
    }
  }

  private void endWithin(Duration limit) {
    try {
      threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
