package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In a process of its own, since a test's own must keep its descriptors. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX)
class ParentWatchTest {
  @Test
  void aProcessWithoutADescriptorLeftKnowsWhetherItsParentIsGone() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "ulimit -n 200; exec \"$0\" \"$@\"",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Watcher.class.getName(),
                  Long.toString(other.pid()))
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("with descriptors: parent there, other there");
        assertThat(lines.readLine())
            .isEqualTo("without: Java finds no process, parent there, other there");
        other.destroyForcibly();
        assertThat(lines.readLine()).isEqualTo("after its end: parent there, other gone");
      } finally {
        process.destroyForcibly();
      }
    } finally {
      other.destroyForcibly();
    }
  }

  /** Watches its own parent and another process, with and without a descriptor left. */
  static final class Watcher {
    public static void main(String[] arguments) throws Exception {
      long pid = Long.parseLong(arguments[0]);
      ParentWatch parent = ParentWatch.of(ProcessHandle.current().parent().orElseThrow().pid());
      ParentWatch other = ParentWatch.of(pid);
      System.out.println("with descriptors: " + said(parent, other));
      List<Closeable> all = takeAll();
      while (ProcessHandle.of(pid).isPresent()) {
        // The JVM has closed a file of its own since.
        all.addAll(takeAll());
      }
      System.out.println("without: Java finds no process, " + said(parent, other));
      while (!other.isGone()) {
        Thread.onSpinWait();
      }
      System.out.println("after its end: " + said(parent, other));
      for (Closeable one : all) {
        one.close();
      }
    }

    private static String said(ParentWatch parent, ParentWatch other) {
      return "parent " + word(parent) + ", other " + word(other);
    }

    private static String word(ParentWatch watch) {
      return watch.isGone() ? "gone" : "there";
    }

    private static List<Closeable> takeAll() throws IOException {
      List<Closeable> taken = new ArrayList<>();
      try {
        while (true) {
          taken.add(new FileInputStream("/dev/null"));
        }
      } catch (FileNotFoundException e) {
        return taken;
      }
    }
  }
}
