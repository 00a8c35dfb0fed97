package longpoll.gatling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * A program of the target server's module in a JVM of its own, on a free port of the loopback
 * address. It is started from this JVM's class path, so that no jar has to be built first, and
 * watches this process: it ends when we are gone, however that came about. Thread-safe.
 */
final class ServerJvm implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (https?://\\S+)");
  private static final int LAST_LINES = 20;
  private static final long START_LIMIT_SECONDS = 30;
  private static final long END_LIMIT_SECONDS = 15;

  private final Process process;
  private final URI address;

  private ServerJvm(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a program and waits until it listens.
   *
   * @param name for messages, such as "the bundled server"
   * @param input what it reads from standard input, or null for nothing
   * @throws TargetException when it does not listen, with what it said
   */
  static ServerJvm start(
      String name, List<String> jvmArgs, String main, List<String> arguments, String input) {
    List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0"));
    all.addAll(List.of("--parent", String.valueOf(ProcessHandle.current().pid())));
    all.addAll(arguments);
    try {
      Process process = ChildJvm.of(jvmArgs, main, all).redirectErrorStream(true).start();
      Output output = new Output(name, process);
      if (input != null) {
        tell(process, input);
      }
      return new ServerJvm(process, output.awaitListening());
    } catch (IOException e) {
      throw new TargetException(name + " could not be started: " + e.getMessage(), e);
    }
  }

  /** One that has ended already says why, and that is what matters then. */
  private static void tell(Process process, String input) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((input + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      // Its output is read, and its end is noticed.
    }
  }

  /** The schedule that the settings ask for, as options of the program. */
  static List<String> schedule(Settings settings) {
    Settings.Schedule schedule = settings.schedule();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--schedule", schedule.kind()));
    arguments.addAll(List.of("--every", micros(schedule.every())));
    arguments.addAll(List.of("--seed", String.valueOf(schedule.seed())));
    arguments.addAll(List.of("--burst", String.valueOf(schedule.burst())));
    arguments.addAll(List.of("--channels", String.valueOf(settings.channels())));
    arguments.addAll(List.of("--payload", settings.payloadBytes() + "B"));
    if (!schedule.trace().isBlank()) {
      arguments.addAll(List.of("--trace", schedule.trace()));
    }
    return arguments;
  }

  /** As the program reads it; whole milliseconds would make another duration of 1.5 ms. */
  static String micros(Duration duration) {
    return duration.toNanos() / 1_000 + "us";
  }

  /** Where it listens, as it said. */
  URI address() {
    return address;
  }

  /** Lets it end by itself, then makes sure that it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads what the program prints, for as long as it runs: a full pipe would stop it. */
  private static final class Output {
    private final String name;
    private final Process process;
    private final CompletableFuture<URI> listening = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();

    Output(String name, Process process) {
      this.name = name;
      this.process = process;
      Thread reader = new Thread(this::read, "longpoll-server-output");
      reader.setDaemon(true);
      reader.start();
    }

    URI awaitListening() {
      try {
        return listening.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new TargetException(name + " ended before it listened:\n" + said());
      } catch (TimeoutException e) {
        process.destroyForcibly();
        throw new TargetException(
            name + " did not listen after " + START_LIMIT_SECONDS + " s:\n" + said());
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new TargetException("interrupted while " + name + " started");
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
