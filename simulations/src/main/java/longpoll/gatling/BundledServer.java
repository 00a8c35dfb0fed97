package longpoll.gatling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.settings.Settings;
import longpoll.target.TargetException;

/**
 * The bundled event server in a JVM of its own, on a free port of the loopback address. It is
 * started from this JVM's class path, so that no jar has to be built first, and watches this
 * process: it drains and ends when we are gone, however that came about. Thread-safe.
 */
public final class BundledServer implements AutoCloseable {
  private static final String MAIN = "longpoll.server.Main";
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+/poll)");
  private static final int LAST_LINES = 20;
  private static final long START_LIMIT_SECONDS = 30;
  private static final long DRAIN_LIMIT_SECONDS = 15;

  private final Process process;
  private final URI poll;

  private BundledServer(Process process, URI poll) {
    this.process = process;
    this.poll = poll;
  }

  /**
   * Starts the server and waits until it listens.
   *
   * @throws TargetException when it does not, with what it said
   */
  public static BundledServer start(Settings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.server().jvmArgs());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(arguments(settings));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Output output = new Output(process);
      return new BundledServer(process, output.awaitListening());
    } catch (IOException e) {
      throw new TargetException("the bundled server could not be started: " + e.getMessage(), e);
    }
  }

  private static List<String> arguments(Settings settings) {
    Settings.Schedule schedule = settings.schedule();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
    arguments.addAll(List.of("--parent", String.valueOf(ProcessHandle.current().pid())));
    arguments.addAll(List.of("--hold", micros(settings.hold())));
    arguments.addAll(List.of("--schedule", schedule.kind()));
    arguments.addAll(List.of("--every", micros(schedule.every())));
    arguments.addAll(List.of("--seed", String.valueOf(schedule.seed())));
    arguments.addAll(List.of("--burst", String.valueOf(schedule.burst())));
    arguments.addAll(List.of("--channels", String.valueOf(settings.channels())));
    arguments.addAll(List.of("--payload", settings.payloadBytes() + "B"));
    if (!schedule.trace().isBlank()) {
      arguments.addAll(List.of("--trace", schedule.trace()));
    }
    arguments.addAll(settings.server().options());
    return arguments;
  }

  /** As the server reads it; whole milliseconds would make another duration of 1.5 ms. */
  private static String micros(Duration duration) {
    return duration.toNanos() / 1_000 + "us";
  }

  /** Where it listens. */
  public URI poll() {
    return poll;
  }

  /** Lets the server drain, then makes sure that it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(DRAIN_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads what the server prints, for as long as it runs: a full pipe would stop it. */
  private static final class Output {
    private final Process process;
    private final CompletableFuture<URI> listening = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();

    Output(Process process) {
      this.process = process;
      Thread reader = new Thread(this::read, "longpoll-server-output");
      reader.setDaemon(true);
      reader.start();
    }

    URI awaitListening() {
      try {
        return listening.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new TargetException("the bundled server ended before it listened:\n" + said());
      } catch (TimeoutException e) {
        process.destroyForcibly();
        throw new TargetException(
            "the bundled server did not listen after " + START_LIMIT_SECONDS + " s:\n" + said());
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new TargetException("interrupted while the bundled server started");
      }
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null) {
          keep(line);
          Matcher matcher = LISTENING.matcher(line);
          if (matcher.find()) {
            listening.complete(URI.create(matcher.group(1)));
          }
        }
      } catch (IOException e) {
        keep("(its output broke off: " + e.getMessage() + ")");
      }
      listening.completeExceptionally(new IOException("ended"));
    }

    private synchronized void keep(String line) {
      lastLines.addLast(line);
      if (lastLines.size() > LAST_LINES) {
        lastLines.removeFirst();
      }
    }

    private synchronized String said() {
      return lastLines.isEmpty() ? "(it said nothing)" : String.join("\n", lastLines);
    }
  }
}
