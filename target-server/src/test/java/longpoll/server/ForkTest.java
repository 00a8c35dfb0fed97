package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server in a JVM of its own choice, started by one that was given no choice. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForkTest {
  @TempDir Path folder;

  private ServerProcess start(List<String> jvmArgs, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--warm-up", "0s"));
    return ServerProcess.of(folder, Main.class, jvmArgs, all.toArray(String[]::new));
  }

  @Test
  void aJvmWithoutOptionsStartsOneWithThem() throws Exception {
    try (ServerProcess launcher = start(List.of("-Dsome=thing"), "--port", "0")) {
      launcher.port();
      assertThat(launcher.children()).hasSize(1);
      assertThat(launcher.children().get(0).info().arguments().orElseThrow())
          .contains("-Dsome=thing")
          .contains(Fork.JVM_ARGS.toArray(String[]::new));
    }
  }

  @Test
  void aSignalReachesTheServerAndItsExitCodeComesBack() throws Exception {
    try (ServerProcess launcher = start(List.of(), "--port", "0")) {
      launcher.port();
      ProcessHandle server = launcher.children().get(0);
      launcher.terminate();
      // That of a server that was drained, not that of a signal.
      assertThat(launcher.exitCode()).isZero();
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void theServerEndsWithAProcessThatWasKilled() throws Exception {
    try (ServerProcess launcher = start(List.of(), "--port", "0")) {
      launcher.port();
      ProcessHandle server = launcher.children().get(0);
      launcher.kill();
      server.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServerThatCannotListenSaysSoOnceAndItsCodeComesBack() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess launcher =
            start(
                List.of(), "--host", "127.0.0.1", "--port", String.valueOf(taken.getLocalPort()))) {
      assertThat(launcher.exitCode()).isEqualTo(1);
      assertThat(launcher.err()).contains("cannot listen on 127.0.0.1").hasLineCount(1);
    }
  }

  @Test
  void noForkServesFromTheProcessThatWasStarted() throws Exception {
    try (ServerProcess server = start(List.of(), "--port", "0", "--no-fork")) {
      server.port();
      assertThat(server.children()).isEmpty();
    }
  }

  @Test
  void aChosenHeapIsKept() throws Exception {
    try (ServerProcess server = start(List.of("-Xmx64m"), "--port", "0")) {
      server.port();
      assertThat(server.children()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx1g",
        "-Xms1g",
        "-Xmn1g",
        "-XX:+UseZGC",
        "-XX:-UseG1GC",
        "-XX:+UseParallelGC",
        "-XX:MaxHeapSize=1g",
        "-XX:MaxRAMPercentage=50",
        "-XX:NewRatio=3",
        "-XX:MaxNewSize=1g",
        "-agentlib:jdwp=transport=dt_socket,server=y",
        "-javaagent:some.jar",
        "-Dcom.sun.management.jmxremote.port=9399",
        "-Xlog:gc:file=gc.log",
        "-XX:StartFlightRecording=filename=server.jfr"
      })
  void anOptionForCollectorOrHeapAndOneForAPortOrAFileKeepsTheJvm(String option) {
    assertThat(Fork.isWanted(List.of("-Dx=y", option))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-Dlongpoll.heap=UseZGC", "-XX:+UseStringDeduplication", "-ea", "-Xlog:gc"})
  void otherOptionsAreNone(String option) {
    assertThat(Fork.isWanted(List.of(option))).isTrue();
  }
}
