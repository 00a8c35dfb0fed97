package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image's one program, with a stand-in for Java that ends as each test says. */
@Timeout(60)
class EntryTest {
  private static final Path ENTRY = Workflow.ROOT.resolve("deploy/entry");

  /** Writes down how it was called. */
  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >>"$CALLS"
      case "$*" in
        *io.gatling.app.Gatling*)
          if [ -n "$HANGS" ]; then
            trap 'kill $!; exit 143' TERM
            sleep 60 &
            echo running
            wait
          fi
          exit "$GATLING"
          ;;
        *"Main upload"*) exit "$UPLOAD" ;;
        *"Main collect"*)
          mkdir -p "$LONGPOLL_WORK/shards/$ARRIVED"
          exit "$COLLECT"
          ;;
        *"Main merge"*)
          mkdir "$LONGPOLL_WORK/merged"
          touch "$LONGPOLL_WORK/merged/run.json"
          exit "$MERGE"
          ;;
      esac
      exit 5
      """;

  @TempDir private Path directory;

  private Path calls;

  @BeforeEach
  void prepare() throws IOException {
    calls = directory.resolve("calls");
    Path bin = Files.createDirectories(directory.resolve("jre/bin"));
    Path java = Files.writeString(bin.resolve("java"), JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    // Gatling, upload, exit code of the pod
    "0, 0, 0",
    "2, 0, 0",
    "1, 0, 1",
    "3, 0, 3",
    "0, 1, 4",
    "2, 2, 4",
  })
  void anInjectorEndsWithWhatTheJobCanTellApart(int gatling, int upload, int exitCode)
      throws Exception {
    Process entry =
        start(
            Map.of("GATLING", gatling + "", "UPLOAD", upload + ""),
            "injector",
            "-Dlongpoll.users=9");

    assertThat(ended(entry)).isEqualTo(exitCode);
    List<String> called = Files.readAllLines(calls);
    assertThat(called.get(0))
        .startsWith("@" + ENTRY.getParent() + "/injector.options ")
        .contains(
            " -Dlongpoll.users=9 -cp ",
            " io.gatling.app.Gatling --simulation longpoll.simulations.SteadySimulation",
            " --results-folder " + directory + "/results");
    assertThat(called).hasSize(gatling == 3 ? 1 : 2);
    assertThat(directory.resolve(".begun")).exists();
    if (gatling != 3) {
      assertThat(called.get(1))
          .endsWith(
              "longpoll.cli.Main upload "
                  + directory
                  + "/results --since "
                  + directory
                  + "/.begun --to http://collector:8080 --shard env/3");
    }
  }

  @Test
  void onSigtermGatlingEndsAndTheFolderIsUploaded() throws Exception {
    Process entry =
        start(Map.of("GATLING", "0", "FOLDER", "run-1", "UPLOAD", "0", "HANGS", "yes"), "injector");
    BufferedReader said = entry.inputReader();
    while (!said.readLine().equals("running")) {}
    entry.destroy();

    assertThat(ended(entry)).isEqualTo(143);
    assertThat(Files.readAllLines(calls)).hasSize(2).last().asString().contains("Main upload ");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0, 3, 3", "3, 3, 3", "3, 0, 3", "0, 1, 1", "3, 4, 4"})
  void theMergesCodeIsTheGate(int collect, int merge, int exitCode) throws Exception {
    Process entry =
        start(
            Map.of("COLLECT", collect + "", "MERGE", merge + "", "ARRIVED", "shard-0"),
            "collector",
            "--of=3");

    assertThat(ended(entry)).isEqualTo(exitCode);
    List<String> called = Files.readAllLines(calls);
    assertThat(called).hasSize(3);
    assertThat(called.get(0)).endsWith("Main collect --out " + directory + "/shards --of=3");
    assertThat(called.get(1))
        .endsWith("Main merge " + directory + "/shards --out " + directory + "/merged");
    assertThat(called.get(2)).contains("Main export --format junit");
  }

  @ParameterizedTest
  @CsvSource({"2, shard-0", "143, shard-0", "3, ''", "3, .hidden"})
  void nothingIsMergedWhereTheCollectorFailedOrNobodyCame(int collect, String arrived)
      throws Exception {
    Process entry =
        start(Map.of("COLLECT", collect + "", "ARRIVED", arrived), "collector", "--of=3");

    assertThat(ended(entry)).isEqualTo(collect);
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void theCollectorWaitsForItsReportToBeTaken() throws Exception {
    Process entry =
        start(
            Map.of("LONGPOLL_LINGER", "600", "COLLECT", "0", "MERGE", "0", "ARRIVED", "shard-0"),
            "collector");
    BufferedReader said = entry.inputReader();
    while (!said.readLine().contains("the exit code is 0")) {}
    assertThat(entry.isAlive()).isTrue();
    Files.createFile(directory.resolve("taken"));

    assertThat(ended(entry)).isZero();
  }

  @Test
  void anyOtherWordIsACommandOfLongpoll() throws Exception {
    assertThat(ended(start(Map.of(), "show", "a b"))).isEqualTo(5);
    assertThat(ended(start(Map.of()))).isEqualTo(5);
    assertThat(ended(start(Map.of(), "server", "--port=1"))).isEqualTo(5);
    List<String> called = Files.readAllLines(calls);
    assertThat(called.get(0)).endsWith("longpoll.cli.Main show a b");
    assertThat(called.get(1)).endsWith("longpoll.cli.Main --help");
    assertThat(called.get(2)).endsWith("longpoll.server.Main --port=1");
  }

  @Test
  void whatDoesNotAnswerIsNamedInTime() throws Exception {
    Process entry = start(Map.of("LONGPOLL_PATIENCE", "0"), "await", "http://127.0.0.1:1/health");

    String said = new String(entry.getInputStream().readAllBytes());
    assertThat(ended(entry)).isEqualTo(1);
    assertThat(said).contains("http://127.0.0.1:1/health does not answer");
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(ENTRY.toString()).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", directory.resolve("jre").toString());
    builder.environment().put("CALLS", calls.toString());
    builder.environment().put("LONGPOLL_WORK", directory.toString());
    builder.environment().put("LONGPOLL_COLLECTOR", "http://collector:8080");
    builder.environment().put("LONGPOLL_SHARD", "env/3");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int ended(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
