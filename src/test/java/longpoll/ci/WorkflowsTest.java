package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the workflows and examples without running them. */
class WorkflowsTest {
  /** A call of one of our scripts, and nothing else: the work is where it also runs by hand. */
  private static final Pattern OURS =
      Pattern.compile("(?:candidate/)?(\\.ci/run|\\.ci/release|\\.ci/benchmark ([a-z-]+) \\S.*)");

  static Stream<Workflow.Job> jobs() {
    return Workflow.all().stream().flatMap(workflow -> workflow.jobs().stream());
  }

  @Test
  void thereAreTheTwoWorkflows() {
    assertThat(Workflow.all()).extracting(Workflow::name).contains("ci.yml", "benchmark.yml");
    assertThat(Workflow.read("benchmark.yml").jobs())
        .extracting(Workflow.Job::id)
        .containsExactly("pull-request", "history");
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobEndsByItselfAndCallsOurScriptsOnly(Workflow.Job job) throws IOException {
    assertThat(job.content().path("timeout-minutes").isInt()).isTrue();
    assertThat(job.commands()).isNotEmpty();
    for (String command : job.commands()) {
      assertOurs(command);
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void artifactsAreKeptAfterAFailureToo(Workflow.Job job) {
    assertThat(job.steps())
        .filteredOn(step -> step.path("uses").asText().startsWith("actions/upload-artifact"))
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.path("if").asText()).contains("always()"));
  }

  /** An expression in a command would be shell text that whoever names a branch may choose. */
  @ParameterizedTest
  @MethodSource("jobs")
  void noExpressionIsPastedIntoACommand(Workflow.Job job) {
    assertThat(job.commands()).allSatisfy(command -> assertThat(command).doesNotContain("${{"));
  }

  @Test
  void permissionsAreNoMoreThanIsNeeded() {
    for (Workflow workflow : Workflow.all()) {
      assertThat(workflow.content().has("permissions")).as(workflow.name()).isTrue();
      assertThat(workflow.content().path("permissions").toString())
          .as(workflow.name())
          .doesNotContain("write");
    }
    Workflow benchmark = Workflow.read("benchmark.yml");
    assertThat(benchmark.job("pull-request").content().path("permissions").toString())
        .isEqualTo("{\"contents\":\"read\"}");
    assertThat(benchmark.job("history").content().path("permissions").toString())
        .isEqualTo("{\"contents\":\"write\"}");
  }

  @Test
  void theExampleForGitLabCallsOurScriptsOnly() throws IOException {
    JsonNode pipeline = Workflow.yaml("docs/ci/gitlab-ci.yml");
    List<String> commands = new ArrayList<>();
    for (JsonNode job : pipeline) {
      job.path("script").forEach(line -> commands.add(line.textValue()));
    }
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      assertOurs(command);
    }
  }

  @Test
  void theExampleForJenkinsCallsOurScripts() throws IOException {
    String pipeline = Files.readString(Workflow.ROOT.resolve("docs/ci/Jenkinsfile"));
    Matcher steps = Pattern.compile("\\bsh '(\\.ci/[^']*)'").matcher(pipeline);
    List<String> commands = steps.results().map(step -> step.group(1)).toList();
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      assertOurs(command);
    }
    assertThat(pipeline.chars().filter(sign -> sign == '{').count())
        .isEqualTo(pipeline.chars().filter(sign -> sign == '}').count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "benchmark", "release"})
  void aScriptIsWellFormedAndCanBeStarted(String script) throws Exception {
    Path file = Workflow.ROOT.resolve(".ci").resolve(script);
    assertThat(file).isExecutable();
    Process check = new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
    assertThat(check.waitFor()).isZero();
  }

  private static void assertOurs(String command) throws IOException {
    Matcher ours = OURS.matcher(command);
    assertThat(command).matches(OURS);
    assertThat(ours.matches()).isTrue();
    if (ours.group(2) != null) {
      assertThat(Files.readString(Workflow.ROOT.resolve(".ci/benchmark")))
          .contains("\n  " + ours.group(2) + ") ");
    }
  }
}
