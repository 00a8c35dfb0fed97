package longpoll.ab;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs commands through {@code sh -c}, one at a time. {@link #run} is for one thread; {@link #stop}
 * may be called from any other.
 */
public final class ShellRunner implements CommandRunner {
  /** A run that is interrupted saves what it measured and stops its server, which takes seconds. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** A terminal sends its signal to the command and to this process at once, in no order. */
  private static final Duration OWN_SIGNAL = Duration.ofSeconds(2);

  /** Exit codes above this are the signals that ended a process. */
  private static final int SIGNALLED = 128;

  private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

  /**
   * A command begins with a line on its input, once it is known to whoever must end it after a kill
   * of this process. Without the line, since this process is gone, it never begins.
   */
  private static final String HELD_BACK = "read -r go && exec sh -c \"$1\"";

  private final Path directory;
  private final Duration limit;
  private final PrintStream terminal;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private Process running;
  private boolean stopped;

  /**
   * @param directory where commands are started
   * @param limit for one command
   * @param terminal gets what commands print, beside the log; null for none
   */
  public ShellRunner(Path directory, Duration limit, PrintStream terminal) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "--timeout: must be more than 0, but is " + limit.toSeconds() + "s");
    }
    this.directory = directory;
    this.limit = limit;
    this.terminal = terminal;
  }

  @Override
  public End run(
      String command, Map<String, String> environment, Path log, Consumer<ProcessHandle> started)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", HELD_BACK, "sh", command)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    if (terminal == null) {
      builder.redirectOutput(log.toFile());
    }
    long start = System.nanoTime();
    Process process = start(builder);
    try {
      Thread copying = terminal == null ? null : copy(process, log.toFile());
      started.accept(process.toHandle());
      letGo(process);
      boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (!ended) {
        ProcessTree.end(process.toHandle(), GRACE);
      }
      int exitCode = process.waitFor();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (ended && exitCode > SIGNALLED) {
        stopping.await(OWN_SIGNAL.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (copying != null) {
        // What the command left running may keep its output open.
        copying.join(LAST_OUTPUT.toMillis());
      }
      return new End(exitCode, took, !ended);
    } finally {
      if (process.isAlive()) {
        ProcessTree.end(process.toHandle(), GRACE);
      }
      forget();
    }
  }

  /** Ends the running command with all below it, waits for that, and lets no other begin. */
  public void stop() {
    Process process;
    synchronized (this) {
      stopped = true;
      process = running;
    }
    stopping.countDown();
    if (process != null) {
      ProcessTree.end(process.toHandle(), GRACE);
    }
  }

  private synchronized Process start(ProcessBuilder builder)
      throws IOException, InterruptedException {
    if (stopped) {
      throw new InterruptedException("stopped before the command began");
    }
    running = builder.start();
    return running;
  }

  private static void letGo(Process process) {
    try (OutputStream in = process.getOutputStream()) {
      in.write('\n');
    } catch (IOException e) {
      // It was ended meanwhile, which its exit code tells.
    }
  }

  private synchronized void forget() throws InterruptedException {
    running = null;
    if (stopped) {
      throw new InterruptedException("the command was ended");
    }
  }

  private Thread copy(Process process, File log) {
    Thread copying =
        new Thread(
            () -> {
              try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
                  Writer out = Files.newBufferedWriter(log.toPath())) {
                String line;
                while ((line = in.readLine()) != null) {
                  out.write(line);
                  out.write('\n');
                  out.flush();
                  terminal.println(line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "command-output");
    copying.setDaemon(true);
    copying.start();
    return copying;
  }
}
