package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the benchmark workflow, in order, in clones of what is committed here, as
 * its runner would: with real builds and real runs, of a few seconds each. Several minutes; in a
 * group of its own, which {@code .ci/run} runs.
 */
@Tag("workflows")
@Timeout(1_200)
class WorkflowStepsTest {
  private static final int LIMIT_MINUTES = 15;

  @TempDir private Path directory;

  private final Workflow workflow = Workflow.read("benchmark.yml");
  private Path origin;
  private Path workspace;
  private Path summary;
  private Path profile;

  @BeforeEach
  void prepare() throws Exception {
    origin = directory.resolve("origin.git");
    workspace = Files.createDirectories(directory.resolve("workspace"));
    summary = directory.resolve("summary.md");
    // Small, and without a word on how busy this machine is, which is not the matter here.
    profile =
        Files.writeString(
            directory.resolve("steps.conf"),
            """
            longpoll {
              users = 50
              ramp = 0s
              warmup = 1s
              duration = 4s
              hold = 500ms
              channels = 5
              probes = 2
              schedule.every = 400ms
              objectives.held.min = 0
              validity {
                injector-queue.max = 1h
                loop-lag.max = 1h
                gc-pause.max = 1h
                injector-cpu.max = 1
                publish-slip.max = 1h
              }
            }
            """);
    git(directory, "clone", "--quiet", "--bare", Workflow.ROOT.toString(), origin.toString());
  }

  @Test
  void thePullRequestsCommandsLeaveASummaryTheComparisonAndTheRecords() throws Exception {
    steps(workflow.job("pull-request"), Map.of("BENCHMARK_PAIRS", "1"));
    assertThat(summary).content().containsIgnoringCase("insufficient");
    Path kept = kept("pull-request");
    assertThat(kept.resolve("ab/ab.json")).isNotEmptyFile();
    assertThat(kept.resolve("ab/comparison/comparison.json")).isNotEmptyFile();
    assertThat(kept.resolve("ab/logs")).isNotEmptyDirectory();
    List<RunRecord> records = records(kept.resolve("records"));
    assertThat(records).hasSize(2);
    assertThat(records)
        .allSatisfy(record -> assertThat(record.status()).isEqualTo(RunStatus.COMPLETE));
  }

  @Test
  void theHistorysCommandsPushARunThatTheNextOneFinds() throws Exception {
    Workflow.Job job = workflow.job("history");
    steps(job, Map.of());
    assertThat(summary).isNotEmptyFile();
    Path kept = kept("history");
    assertThat(records(kept.resolve("records"))).hasSize(1);
    assertThat(kept.resolve("smaller-is-better.json")).isNotEmptyFile();
    assertThat(kept.resolve("openmetrics.txt")).isNotEmptyFile();

    workspace = Files.createDirectories(directory.resolve("next"));
    clone(workspace);
    String first = job.commands().get(0);
    assertThat(first).contains("history-branch");
    bash(workspace, first, Map.of());
    List<String> lines = Files.readAllLines(workspace.resolve(".ci/history/runs.jsonl"));
    assertThat(lines).hasSize(1);
    Path line = Files.writeString(directory.resolve("line.json"), lines.get(0));
    assertThat(RunRecords.read(line).id()).isEqualTo(records(kept.resolve("records")).get(0).id());
  }

  /** Where the workflow's upload of artifacts looks. */
  private Path kept(String job) {
    return workflow.job(job).steps().stream()
        .filter(step -> step.path("uses").asText().startsWith("actions/upload-artifact"))
        .map(step -> workspace.resolve(step.path("with").path("path").asText()))
        .findFirst()
        .orElseThrow();
  }

  private void steps(Workflow.Job job, Map<String, String> more) throws Exception {
    for (JsonNode step : job.steps()) {
      if (step.path("uses").asText().startsWith("actions/checkout")) {
        String path = step.path("with").path("path").asText("");
        clone(path.isEmpty() ? workspace : workspace.resolve(path));
      } else if (step.has("run")) {
        Map<String, String> environment = job.environment();
        environment.put("BENCHMARK_PROFILE", profile.toString());
        environment.put("GITHUB_STEP_SUMMARY", summary.toString());
        environment.putAll(more);
        bash(workspace, step.get("run").textValue(), environment);
      }
    }
  }

  private void clone(Path into) throws Exception {
    git(directory, "clone", "--quiet", origin.toString(), into.toString());
  }

  private static List<RunRecord> records(Path folder) throws IOException {
    try (Stream<Path> runs = Files.list(folder)) {
      List<Path> kept = runs.toList();
      assertThat(kept).allSatisfy(run -> assertThat(run.resolve("page.css")).isNotEmptyFile());
      return kept.stream().map(run -> RunRecords.read(run.resolve("run.json"))).toList();
    }
  }

  private void git(Path in, String... arguments) throws Exception {
    bash(
        in,
        "git " + String.join(" ", Stream.of(arguments).map(a -> "'" + a + "'").toList()),
        Map.of());
  }

  /** As GitHub's runner starts a command. */
  private void bash(Path in, String command, Map<String, String> environment) throws Exception {
    Path log = Files.createTempFile(directory, "command", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as(command).isTrue();
      assertThat(process.exitValue()).as(command + "\n" + Files.readString(log)).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
