package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
          printf '%s' "$LOG"
          # A collector that has merged waits for its report to be taken.
          case "$LOG" in *entry:*) exec sleep 60 ;; esac
          ;;
        *"-o name") echo pod/collector-x ;;
        *metadata.name*) echo collector-x ;;
        *exitCode*) echo "$TERMINATED" ;;
        cp*) mkdir "$3" ;;
      esac
      """;

  @TempDir private Path directory;

  private Path calls;
  private Path out;

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
    assertThat(run("shard 0 of 1 arrived\nentry: the exit code is " + code + "\n", ""))
        .isEqualTo(code);
    assertThat(out).isDirectory();
    assertThat(Files.readAllLines(calls))
        .filteredOn(call -> !call.startsWith("wait") && !call.endsWith("-o name"))
        .satisfiesExactly(
            call -> assertThat(call).startsWith("get secret"),
            call ->
                assertThat(call).matches("create secret generic longpoll-token .*=[0-9a-f]{48}"),
            call -> assertThat(call).startsWith("delete job longpoll-injectors longpoll-coll"),
            call -> assertThat(call).isEqualTo("apply -k overlay"),
            call -> assertThat(call).startsWith("logs --follow"),
            call -> assertThat(call).startsWith("get pod"),
            call -> assertThat(call).isEqualTo("cp collector-x:/work/merged " + out),
            call -> assertThat(call).isEqualTo("exec collector-x -- touch /work/taken"));
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "137, 137", "?, 1"})
  void whereNobodyMergedTheStateOfThePodTells(String terminated, int code) throws Exception {
    assertThat(run("longpoll collect: no start\n", terminated)).isEqualTo(code);
    assertThat(out).doesNotExist();
  }

  @Test
  void aFolderThatIsThereIsNotWrittenTo() throws Exception {
    Files.createDirectory(out);

    assertThat(run("", "")).isEqualTo(2);
    assertThat(calls).doesNotExist();
  }

  private int run(String log, String terminated) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(Workflow.ROOT.resolve("deploy/run").toString(), "overlay", out.toString()))
            .redirectErrorStream(true);
    builder
        .environment()
        .merge("PATH", directory.toString(), (path, ours) -> ours + File.pathSeparator + path);
    builder.environment().put("CALLS", calls.toString());
    builder.environment().put("LOG", log);
    builder.environment().put("TERMINATED", terminated);
    Process script = builder.start();
    try {
      script.getInputStream().transferTo(OutputStream.nullOutputStream());
      return script.waitFor();
    } finally {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }
}
