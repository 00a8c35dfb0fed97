package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several injectors and servers on one machine make one run. */
class InjectorsTest {
  private static final int USERS = 61;
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path results;

  private GatlingRun.Builder injectors(int count) {
    return GatlingRun.in(results)
        .set("injectors", count)
        .set("users", USERS)
        .set("channels", 5)
        .set("probes", 10)
        .set("hold", "2s")
        .set("ramp", "1s")
        .set("warmup", "2s")
        .set("duration", "4s")
        .set("schedule.kind", "fixed")
        .set("schedule.every", "500ms")
        .set("report.console-every", "1s")
        .onAnyMachine();
  }

  @Test
  void threeOfThemOnTwoServersMakeOneCompleteRun() throws Exception {
    try (GatlingRun run = injectors(3).set("servers", 2).start()) {
      run.await();

      assertThat(run.exitCode()).as(run.output()).isZero();
      RunRecord record = run.record();
      assertThat(record.status()).as("%s", record.reasons()).isEqualTo(RunStatus.COMPLETE);
      assertThat(record.objectives()).allMatch(RunRecord.Objective::met);
      assertThat(record.held().intended()).isEqualTo(USERS);
      assertThat(record.probes().count()).isEqualTo(10);
      // 12, 12, 12, 12 and 13 users wait for 8 events of each of 5 channels, whichever server has
      // them.
      assertThat(record.events().published()).isEqualTo(40);
      assertThat(record.events().received()).isEqualTo(8L * USERS);
      assertThat(record.events().missed()).isZero();
      assertThat(record.health().broadcastsIncomplete()).isZero();
      assertThat(record.metrics().get("broadcast").count()).isEqualTo(40);
      assertThat(record.held().serverMax()).isBetween(USERS - 10L, (long) USERS);
      assertThat(record.shards().expected()).isEqualTo(3);
      assertThat(record.shards().merged()).isEqualTo(3);
      assertThat(record.shards().startErrorMs().values())
          .allSatisfy(late -> assertThat(late).isBetween(0.0, 2_000.0));
      assertThat(record.settings()).containsEntry("shard", "").containsEntry("injectors", 3);
      assertThat(run.folder().report()).isNotEmptyFile();
      assertThat(run.folder().path().resolve("injectors"))
          .isDirectoryContaining("glob:**/0")
          .isDirectoryContaining("glob:**/1")
          .isDirectoryContaining("glob:**/2");
      assertThat(run.files()).noneMatch(file -> file.toString().startsWith(".injectors-"));
    }
  }

  @Test
  void aDebuggerIsThatOfTheFirstInjectorAlone() throws IOException {
    try (GatlingRun run =
        injectors(2)
            .set("duration", "1s")
            .environment(
                "JAVA_TOOL_OPTIONS",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
                    + freePort())
            .start()) {
      run.await();

      assertThat(run.output()).contains("Listening for transport dt_socket");
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.record().probes().count()).isEqualTo(10);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void oneThatIsKilledMakesTheRunInvalid() {
    try (GatlingRun run = injectors(3).set("duration", "8s").start()) {
      run.awaitOutput(" 4 of 13 s");
      injector(run, 2).destroyForcibly();
      run.await();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
      RunRecord record = run.record();
      assertThat(record.status()).isEqualTo(RunStatus.INVALID);
      assertThat(record.shards().missing()).containsExactly(2);
      assertThat(record.reasons())
          .anyMatch(
              reason ->
                  reason.startsWith("1 of 3 injectors is missing (2), and with it 21 of 61 users"))
          .anyMatch(
              reason ->
                  reason.startsWith("injector 2 left no result: it ended with exit code 137"));
    }
  }

  @Test
  void oneThatEndsBeforeTheStartEndsTheRunWithItsWords() {
    try (GatlingRun run = injectors(2).start()) {
      run.awaitOutput("Long polls: 30 of 61 users (injector 0 of 2)");
      ProcessHandle other = injector(run, 1);
      other.destroyForcibly();
      run.await();

      assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
      assertThat(run.output())
          .contains("Injector 1 of 2 ended before the start, with exit code 137");
      assertThat(run.files()).noneMatch(file -> file.endsWith("run.json"));
    }
  }

  @Test
  void whenTheFirstIsKilledNobodyIsLeft() {
    try (GatlingRun run = injectors(2).set("duration", "60s").start()) {
      run.awaitOutput(" 2 of 65 s");
      List<ProcessHandle> below = run.descendants();
      assertThat(below)
          .as("an injector, a server and two processes of probes")
          .hasSizeGreaterThan(3);
      run.handle().destroyForcibly();

      try {
        assertThat(below)
            .allSatisfy(process -> assertThat(GatlingRun.ended(process, SOON)).isTrue());
      } finally {
        below.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void aRunThatIsInterruptedIsAbortedAsAWhole() {
    try (GatlingRun run = injectors(2).set("duration", "60s").start()) {
      run.awaitOutput(" 5 of 65 s");
      run.handle().destroy();
      run.await();

      RunRecord record = run.record();
      assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.ABORTED);
      assertThat(record.shards().merged()).as("%s", record.reasons()).isEqualTo(2);
      assertThat(record.totals().delivered()).isPositive();
    }
  }

  @Test
  void aFolderIsMovedToAnotherFileSystemAsWell() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "a file system in memory");
    assumeFalse(Files.getFileStore(memory).equals(Files.getFileStore(results)));
    Path from = Files.createTempDirectory(memory, "injectors-");
    Files.createDirectory(from.resolve("js"));
    Files.writeString(from.resolve("js").resolve("all.js"), "x");
    Files.writeString(from.resolve("run.json"), "{}");
    Path to = results.resolve("1");
    Injectors.move(from, to);

    assertThat(to.resolve("js").resolve("all.js")).hasContent("x");
    assertThat(to.resolve("run.json")).hasContent("{}");
    assertThat(from).doesNotExist();
  }

  private static ProcessHandle injector(GatlingRun run, int number) {
    return run.descendants().stream()
        .filter(process -> commandLine(process).contains("/" + number + "\0-nr"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no injector " + number + ":\n" + run.output()));
  }

  /** Longer than a handle tells; arguments end with a 0. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
