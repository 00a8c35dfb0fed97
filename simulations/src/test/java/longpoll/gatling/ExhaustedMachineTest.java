package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import longpoll.dialect.FailureKind;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs whose own machine has no port or descriptor left, made so for real, where that is possible.
 */
@Timeout(180)
class ExhaustedMachineTest {
  private static final int USERS = 20;

  @TempDir private Path results;

  @Test
  void aRunOutOfPortsIsInvalidAndNamesThem() throws IOException {
    String namespace = "longpoll-test-" + ProcessHandle.current().pid();
    assumeTrue(
        Files.isDirectory(Path.of("/proc/sys/net")) && succeeds("ip", "netns", "add", namespace),
        "needs root and the command ip, to make a network with few ports");
    try {
      List<String> inside = List.of("ip", "netns", "exec", namespace);
      assumeTrue(
          succeeds(inside, "ip", "link", "set", "lo", "up")
              && succeeds(inside, "sysctl", "-w", "net.ipv4.ip_local_port_range=30000 30199")
              && succeeds(inside, "sysctl", "-w", "net.ipv4.tcp_tw_reuse=0"),
          "needs a network of its own whose ports can be limited");
      Process server = closingServer(inside);
      try (BufferedReader out = reader(server);
          GatlingRun run =
              BadRuns.against(URI.create(out.readLine()), results, USERS)
                  .set("probes", 5)
                  .after(inside.toArray(String[]::new))
                  .start()) {
        RunRecord record = BadRuns.ended(run, 2);

        assertThat(record.totals().failed()).containsOnlyKeys(FailureKind.NO_LOCAL_PORT);
        assertThat(record.probes().failed()).containsOnlyKeys(FailureKind.NO_LOCAL_PORT);
        assertThat(record.status()).isEqualTo(RunStatus.INVALID);
        assertThat(record.reasons())
            .anySatisfy(
                reason ->
                    assertThat(reason)
                        .startsWith(
                            record.totals().failed().get(FailureKind.NO_LOCAL_PORT)
                                + " polls of users and "
                                + record.probes().failed().get(FailureKind.NO_LOCAL_PORT)
                                + " of probes failed as no-local-port")
                        .contains("connections.local-addresses"))
            .anySatisfy(
                reason ->
                    assertThat(reason)
                        .contains("had to connect again because the target had said"));
        RunRecord.Connections connections = record.health().connections();
        assertThat(connections.announcedCloses()).isEqualTo(connections.reopened()).isPositive();
        assertThat(connections.reopenedIdle()).isZero();
      } finally {
        GatlingRun.ended(server.destroyForcibly().toHandle(), Duration.ofSeconds(10));
      }
    } finally {
      succeeds("ip", "netns", "del", namespace);
    }
  }

  @Test
  void aRunOutOfDescriptorsIsInvalidAndNamesThem() throws IOException {
    assumeTrue(
        Files.isDirectory(Path.of("/proc/self/fd")) && succeeds("prlimit", "--version"),
        "needs Linux and the command prlimit, to take descriptors from a run that has begun");
    try (MisbehavingServer server =
            MisbehavingServer.start(Duration.ofDays(1), ClosingServer.CLOSES);
        GatlingRun run =
            BadRuns.against(server, results, USERS).set("report.console-every", "1s").start()) {
      run.awaitOutput(" s  window  held ");
      long pid = run.handle().pid();
      long fewer = highestDescriptor(pid) - USERS / 2;
      assertThat(succeeds("prlimit", "--pid", "" + pid, "--nofile=" + fewer + ":")).isTrue();
      RunRecord record = BadRuns.ended(run, 2);

      assertThat(record.totals().failed()).containsOnlyKeys(FailureKind.NO_DESCRIPTOR);
      assertThat(record.status()).isEqualTo(RunStatus.INVALID);
      assertThat(record.reasons())
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .startsWith(
                          record.totals().failed().get(FailureKind.NO_DESCRIPTOR)
                              + " polls of users and 0 of probes failed as no-descriptor")
                      .contains("ulimit -n"));
    }
  }

  private static long highestDescriptor(long pid) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.mapToLong(each -> Long.parseLong(each.getFileName().toString()))
          .max()
          .orElseThrow();
    }
  }

  private static Process closingServer(List<String> inside) throws IOException {
    List<String> command = new ArrayList<>(inside);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(ClosingServer.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static boolean succeeds(List<String> inside, String... command) {
    return succeeds(Stream.concat(inside.stream(), Stream.of(command)).toArray(String[]::new));
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for a command", e);
    }
  }
}
