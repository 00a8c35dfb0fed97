package longpoll.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import longpoll.servers.RealServer;
import longpoll.transport.StampClock;
import org.opentest4j.TestAbortedException;

/** A server that is measured, as the client in C polls it. For one thread. */
final class PolledServer implements AutoCloseable {
  private static final Path JAR = Path.of("..", "target-server", "target", "target-server.jar");
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Which one. */
  enum Kind {
    FLOOR("floor in C"),
    NCHAN("nginx with nchan"),
    TARGET("target-server");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final ProcessHandle process;
  private final URI poll;
  private final String clientMode;
  private final URI publishing;
  private final AutoCloseable end;

  /**
   * @param clientMode how the client in C says where to go on
   * @param publishing where events are posted to, or null where the server makes them
   */
  private PolledServer(
      ProcessHandle process, URI poll, String clientMode, URI publishing, AutoCloseable end) {
    this.process = process;
    this.poll = poll;
    this.clientMode = clientMode;
    this.publishing = publishing;
    this.end = end;
  }

  /**
   * Starts one as it comes, and waits until it listens.
   *
   * @param every between two events
   * @throws CProgram.NotInstalledException where something is missing
   */
  static PolledServer start(Kind kind, Duration every) throws IOException {
    return switch (kind) {
      case FLOOR -> {
        FloorServer floor = new FloorServer(every);
        yield new PolledServer(floor.handle(), floor.poll(), "", null, floor);
      }
      case NCHAN -> nchan();
      case TARGET -> target(every);
    };
  }

  private static PolledServer nchan() throws IOException {
    try {
      RealServer server = RealServer.start(RealServer.Kind.NCHAN, HOLD);
      URI at = server.target();
      return new PolledServer(
          server.handle(), at.resolve("/sub/default"), "nchan", at.resolve("/pub/default"), server);
    } catch (TestAbortedException e) {
      throw new CProgram.NotInstalledException(e.getMessage());
    }
  }

  private static PolledServer target(Duration every) throws IOException {
    if (!Files.exists(JAR)) {
      throw new AssertionError(JAR + " is not there: mvn -Pbenchmark verify builds it");
    }
    int port = freePort();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "--port",
                String.valueOf(port),
                "--hold",
                HOLD.toSeconds() + "s",
                "--schedule",
                "fixed",
                "--every",
                every.toMillis() + "ms")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    AutoCloseable end =
        () -> {
          List<ProcessHandle> all = process.descendants().toList();
          process.destroy();
          process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
          all.forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        };
    awaitPort(port, process);
    URI poll = URI.create("http://127.0.0.1:" + port + "/poll");
    return new PolledServer(process.toHandle(), poll, "next", null, end);
  }

  URI poll() {
    return poll;
  }

  String clientMode() {
    return clientMode;
  }

  boolean publishesItself() {
    return publishing == null;
  }

  ProcessUsage usage() {
    return ProcessUsage.of(process);
  }

  /** Makes an event, where the server does not. */
  void publish(HttpClient client) throws IOException, InterruptedException {
    String body = "{\"publishedAt\":" + StampClock.SYSTEM.epochMicros() + "}";
    HttpRequest request =
        HttpRequest.newBuilder(publishing)
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new AssertionError(publishing + " answered " + status);
    }
  }

  @Override
  public void close() {
    try {
      end.close();
    } catch (Exception e) {
      throw new IllegalStateException("a server was not ended", e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void awaitPort(int port, Process process) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw new AssertionError("nothing listens on port " + port, e);
        }
      }
      pause(Duration.ofMillis(50));
    }
  }

  static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
