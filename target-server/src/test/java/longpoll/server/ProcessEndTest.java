package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server's process ends, each time in one of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessEndTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "handler, throw",
    "worker, throw",
    "undertow-worker, throw",
    "io-task, throw",
    "io-timer, throw",
    "listener, throw",
    "thread, throw",
    "handler, heap",
    "io-timer, heap",
    "listener, heap",
    "worker, small",
    "listener, small",
    "thread, small",
  })
  void anOutOfMemoryErrorAnywhereEndsTheProcessInOneLine(String place, String failure)
      throws Exception {
    try (ServerProcess process =
            ServerProcess.of(folder, ProcessEndProgram.class, List.of("-Xmx24m"), place, failure);
        RawClient client = new RawClient(process.port())) {
      client.sendGet("/");
      assertThat(process.exitCode()).isEqualTo(3);
      assertThat(process.err())
          .startsWith("target-server has ended: it ran out of memory; give it more (-Xmx)")
          .contains(failure.equals("throw") ? ": a test?says so" : ": Java heap space")
          .hasLineCount(1);
    }
  }

  @Test
  void aDrainThatDoesNotEndIsEnded() throws Exception {
    try (ServerProcess process =
        ServerProcess.of(folder, ProcessEndProgram.class, List.of(), "endless-drain", "throw")) {
      process.port();
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(4);
      assertThat(process.err())
          .isEqualToIgnoringNewLines("target-server has ended before all held polls were answered")
          .hasLineCount(1);
    }
  }

  @Test
  void aDrainThatFailsIsEnded() throws Exception {
    try (ServerProcess process =
        ServerProcess.of(folder, ProcessEndProgram.class, List.of(), "drain", "throw")) {
      process.port();
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(4);
    }
  }
}
