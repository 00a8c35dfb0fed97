package longpoll.gatling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a process prints, line by line, read by a daemon thread of its own. Thread-safe. */
final class ProcessOutput {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  ProcessOutput(InputStream from) {
    Thread reader = new Thread(() -> read(from), "process-output");
    reader.setDaemon(true);
    reader.start();
  }

  synchronized String text() {
    return String.join("\n", lines);
  }

  /** Whether a line contained the text within the limit, and before the output ended. */
  synchronized boolean awaitLine(String text, Duration limit) {
    waitUntil(() -> ended || contains(text), limit);
    return contains(text);
  }

  /** Waits until nobody can print any more; whoever inherited the output counts as well. */
  synchronized boolean awaitEnd(Duration limit) {
    return waitUntil(() -> ended, limit);
  }

  private boolean contains(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  private boolean waitUntil(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for output", e);
      }
    }
    return true;
  }

  private void read(InputStream from) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        add(line);
      }
    } catch (IOException e) {
      add("(the output broke off: " + e.getMessage() + ")");
    }
    end();
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
