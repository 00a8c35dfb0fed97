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
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/**
 * A script of {@code src/test/servers} that listens on 127.0.0.1 until it is ended. Where something
 * is not installed, the test is skipped, and its reason is what the script says. Whoever starts one
 * closes it; it ends with this JVM at the latest. For one thread at a time.
 */
final class StartedScript implements AutoCloseable {
  /** What the scripts exit with where something is missing. */
  private static final int NOT_INSTALLED = 69;

  private static final Path SCRIPTS = Path.of("src", "test", "servers").toAbsolutePath();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Path output;
  private final Thread atExit = new Thread(this::end, "end-of-server");

  private StartedScript(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param name of its folder
   * @param asked what is asked for until it is ready; null where it says that it is listening
   * @param isReady whether an answer says that it is
   */
  static StartedScript start(
      String name, List<String> arguments, URI asked, Predicate<HttpResponse<String>> isReady) {
    StartedScript script;
    try {
      Path output = Files.createTempFile("longpoll-" + name.replace('/', '-'), ".out");
      List<String> command = new ArrayList<>();
      command.add(SCRIPTS.resolve(name).resolve("start").toString());
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      script = new StartedScript(name, process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      script.awaitReady(asked, isReady);
      return script;
    } catch (Throwable e) {
      script.close();
      throw e;
    }
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * @throws AssertionError when it did not end at SIGTERM, and was killed
   */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    if (!end()) {
      throw new AssertionError(name + " did not end at SIGTERM");
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

  private void awaitReady(URI asked, Predicate<HttpResponse<String>> isReady) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (asked == null ? !output().contains("listening") : !answers(client, asked, isReady)) {
      if (exitedWithin(Duration.ofMillis(50))) {
        if (process.exitValue() == NOT_INSTALLED) {
          String reason = name + " is " + output().strip();
          // Reports have the reason by themselves, the console has not.
          System.out.println("skipped: " + reason);
          Assumptions.abort(reason);
        }
        throw new AssertionError(name + " ended with " + process.exitValue() + ":\n" + output());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(name + " is not ready after " + START_LIMIT + ":\n" + output());
      }
    }
  }

  private static boolean answers(
      HttpClient client, URI asked, Predicate<HttpResponse<String>> isReady) {
    HttpRequest request = HttpRequest.newBuilder(asked).timeout(Duration.ofSeconds(2)).build();
    try {
      return isReady.test(client.send(request, HttpResponse.BodyHandlers.ofString()));
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

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
