package longpoll.ab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Where a shell script and a test meet: a named pipe, at which the one who comes first waits for
 * the other.
 */
public record Latch(Path path) {
  private static final long LIMIT_SECONDS = 60;

  public static Latch in(Path directory) throws IOException, InterruptedException {
    Path path = directory.resolve("latch");
    if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo failed for " + path);
    }
    return new Latch(path);
  }

  /**
   * Shell text that starts a process which goes on for long, tells its number, and waits for it.
   */
  public String hang() {
    return "sleep 300 & echo $! > '" + path + "'; wait";
  }

  /** Waits for a script that comes to {@link #hang()}; the process that it started. */
  public ProcessHandle await() throws Exception {
    String pid =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return Files.readString(path).strip();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                // A thread that may be left behind where nobody comes.
                task -> {
                  Thread thread = new Thread(task, "latch");
                  thread.setDaemon(true);
                  thread.start();
                })
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** Whether a process is gone in time. */
  public static boolean ended(ProcessHandle process) throws Exception {
    try {
      process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } finally {
      process.destroyForcibly();
    }
  }
}
