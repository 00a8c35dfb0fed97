package longpoll.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A server that others wrote, or that does what theirs does, started by its script in {@code
 * src/test/servers} on a free port of 127.0.0.1. Where it is not installed, the test is skipped,
 * and its reason is what the script says. Whoever starts one closes it; it ends with this JVM at
 * the latest. For one thread at a time.
 */
public final class RealServer implements AutoCloseable {
  /** What can be started, and what a client has to know of it. */
  public enum Kind {
    NCHAN("nchan", "", "/", "nchan"),
    COMETD("cometd", "/cometd", "/", "bayeux"),
    FAYE("faye", "/faye", "/", "bayeux"),
    // Makes its queues after it listens, in any order.
    ELASTICMQ("elasticmq", "", "/?Action=ListQueues", "sqs"),
    DURABLE_STREAMS("durable-streams", "/v1/stream", "/", "durable-streams"),
    POUCHDB("pouchdb", "", "/", "couchdb"),
    // A request would keep it busy: it says when it listens. What it serves is no long poll.
    ARTICLE("article", "/poll", null, "article");

    private final String script;
    private final String path;
    private final String asked;
    private final String dialect;

    Kind(String script, String path, String asked, String dialect) {
      this.script = script;
      this.path = path;
      this.asked = asked;
      this.dialect = dialect;
    }

    /** The name of the shipped dialect that it speaks. */
    public String dialect() {
      return dialect;
    }

    private boolean isReady(HttpResponse<String> answer) {
      return this != ELASTICMQ || answer.body().split("<QueueUrl>").length - 1 == CHANNELS;
    }
  }

  /** What the scripts exit with where something is missing. */
  private static final int NOT_INSTALLED = 69;

  /** The default channel and c0 to c49. */
  private static final int CHANNELS = 51;

  private static final Path SCRIPTS = Path.of("src", "test", "servers").toAbsolutePath();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Kind kind;
  private final int port;
  private final Process process;
  private final Path output;
  private final Thread atExit = new Thread(this::end, "end-of-server");

  private RealServer(Kind kind, int port, Process process, Path output) {
    this.kind = kind;
    this.port = port;
    this.process = process;
    this.output = output;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param hold how long it holds a poll, where the client does not ask for it; whole seconds
   */
  public static RealServer start(Kind kind, Duration hold) {
    int port = freePort();
    RealServer server;
    try {
      Path output = Files.createTempFile("longpoll-" + kind.script, ".out");
      Process process =
          new ProcessBuilder(
                  SCRIPTS.resolve(kind.script).resolve("start").toString(),
                  String.valueOf(port),
                  String.valueOf(hold.toSeconds()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      server = new RealServer(kind, port, process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      server.awaitReady();
      return server;
    } catch (Throwable e) {
      server.close();
      throw e;
    }
  }

  /** What polls are sent to: the setting {@code target}. */
  public URI target() {
    return at(kind.path);
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws AssertionError when it did not end at SIGTERM, and was killed
   */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    if (!end()) {
      throw new AssertionError(kind.script + " did not end at SIGTERM");
    }
  }

  /** Ends all of it; whether SIGTERM was enough. */
  private boolean end() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    process.destroy();
    boolean ended = exitedWithin(STOP_LIMIT);
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      // A temporary file that stays is no reason to fail a test.
    }
    return ended;
  }

  private void awaitReady() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (kind.asked == null ? !output().contains("listening") : !answers(client)) {
      if (exitedWithin(Duration.ofMillis(50))) {
        if (process.exitValue() == NOT_INSTALLED) {
          String reason = kind.script + " is " + output().strip();
          // Reports have the reason by themselves, the console has not.
          System.out.println("skipped: " + reason);
          Assumptions.abort(reason);
        }
        throw new AssertionError(
            kind.script + " ended with " + process.exitValue() + ":\n" + output());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            kind.script + " is not ready after " + START_LIMIT + ":\n" + output());
      }
    }
  }

  private boolean answers(HttpClient client) {
    HttpRequest request =
        HttpRequest.newBuilder(at(kind.asked)).timeout(Duration.ofSeconds(2)).build();
    try {
      return kind.isReady(client.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a server started", e);
    }
  }

  private boolean exitedWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
