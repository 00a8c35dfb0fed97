package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to the verdict of a cluster, with a stand-in for {@code kubectl}. */
@Timeout(60)
class RunScriptTest {
  private static final String KUBECTL =
      """
      #!/bin/sh
      echo "$*" >>"$CALLS"
      case "$*" in
        "get secret"*) exit 1 ;;
        logs*)
          # The first stream is cut.
          if [ -n "$CUT" ] && mkdir cut 2>/dev/null; then
            printf '%s' "$LOG" | head -n 1
            exit
          fi
          printf '%s' "$LOG"
          # A collector that has merged waits for its report to be taken.
          case "$LOG" in *entry:*) exec sleep 60 ;; esac
          ;;
        *"-o name") echo pod/collector-x ;;
        *exitCode*) echo "$TERMINATED" ;;
        cp*) [ -z "$LOST" ] && mkdir "$4" ;;
      esac
      """;

  @TempDir private Path directory;

  private Path calls;
  private Path out;
  private String said;

  @BeforeEach
  void prepare() throws IOException {
    calls = directory.resolve("calls");
    out = directory.resolve("out");
    Path kubectl = Files.writeString(directory.resolve("kubectl"), KUBECTL);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "4"})
  void theCollectorsCodeIsItsOwnAndTheReportIsTaken(int code) throws Exception {
    assertThat(run(Map.of("LOG", merged(code)))).isEqualTo(code);
    assertThat(out).isDirectory();
    assertThat(Files.readAllLines(calls))
        .satisfiesExactly(
            call -> assertThat(call).startsWith("get secret"),
            call ->
                assertThat(call).matches("create secret generic longpoll-token .*=[0-9a-f]{48}"),
            call ->
                assertThat(call)
                    .matches("delete job,deployment .* --cascade=foreground --timeout=5m"),
            call -> assertThat(call).isEqualTo("apply -k overlay"),
            call -> assertThat(call).startsWith("get pod").endsWith("-o name"),
            call -> assertThat(call).isEqualTo("logs --follow collector-x"),
            call -> assertThat(call).isEqualTo("cp --retries=3 collector-x:/work/merged " + out),
            call -> assertThat(call).isEqualTo("exec collector-x -- touch /work/taken"));
  }

  @Test
  void aLogThatIsCutGoesOnAfterWhatWasShown() throws Exception {
    assertThat(run(Map.of("LOG", merged(3), "CUT", "yes"))).isEqualTo(3);
    assertThat(said).containsOnlyOnce("shard 0 of 1 arrived").containsOnlyOnce("entry: ");
    assertThat(Files.readAllLines(calls)).contains("exec collector-x -- touch /work/taken");
  }

  @Test
  void theCollectorKeepsAReportThatCouldNotBeTaken() throws Exception {
    assertThat(run(Map.of("LOG", merged(0), "LOST", "yes"))).isZero();
    assertThat(said).contains("kubectl cp collector-x:/work/merged " + out);
    assertThat(Files.readAllLines(calls)).noneMatch(call -> call.startsWith("exec"));
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "137, 137", "?, 1"})
  void whereNobodyMergedTheStateOfThePodTells(String terminated, int code) throws Exception {
    assertThat(run(Map.of("LOG", "longpoll collect: no start\n", "TERMINATED", terminated)))
        .isEqualTo(code);
    assertThat(out).doesNotExist();
  }

  @Test
  void aFolderThatIsThereIsNotWrittenTo() throws Exception {
    Files.createDirectory(out);

    assertThat(run(Map.of())).isEqualTo(2);
    assertThat(calls).doesNotExist();
  }

  private static String merged(int code) {
    return "shard 0 of 1 arrived\nentry: the exit code is " + code + "\n";
  }

  private int run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(Workflow.ROOT.resolve("deploy/run").toString(), "overlay", out.toString()))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .merge("PATH", directory.toString(), (path, ours) -> ours + File.pathSeparator + path);
    builder.environment().put("CALLS", calls.toString());
    builder.environment().putAll(environment);
    Process script = builder.start();
    try {
      said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return script.waitFor();
    } finally {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }
}
