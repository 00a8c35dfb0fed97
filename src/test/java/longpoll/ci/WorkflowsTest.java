package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the workflows and examples without running them. */
class WorkflowsTest {
  /** A call of one of our scripts, and nothing else: the work is where it also runs by hand. */
  private static final Pattern OURS =
      Pattern.compile(
          "(?:candidate/)?(?:\\.ci/run|\\.ci/release"
              + "|(\\.ci/benchmark|\\.ci/injectors) ([a-z-]+)(?: \\S.*)?)");

  private static final Workflow INJECTORS =
      new Workflow("injectors", Workflow.yaml("docs/ci/injectors-github.yml"));

  static Stream<Workflow.Job> jobs() {
    return Stream.concat(Workflow.all().stream(), Stream.of(INJECTORS))
        .flatMap(workflow -> workflow.jobs().stream());
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
        .matches(uploads -> !uploads.isEmpty() || job.content().has("outputs"))
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

  @ParameterizedTest
  @CsvSource({"docs/ci/gitlab-ci.yml, 3", "docs/ci/injectors-gitlab-ci.yml, 2"})
  void anExampleForGitLabCallsOurScriptsOnly(String file, int lines) throws IOException {
    JsonNode pipeline = Workflow.yaml(file);
    List<String> commands = new ArrayList<>();
    for (JsonNode job : pipeline) {
      job.path("script").forEach(line -> commands.add(line.textValue()));
    }
    assertThat(commands).hasSize(lines);
    for (String command : commands) {
      assertOurs(command);
    }
  }

  @ParameterizedTest
  @CsvSource({"docs/ci/Jenkinsfile, 3", "docs/ci/injectors.Jenkinsfile, 3"})
  void anExampleForJenkinsCallsOurScripts(String file, int calls) throws IOException {
    String pipeline = Files.readString(Workflow.ROOT.resolve(file));
    Matcher steps = Pattern.compile("\\bsh(?: |\\(script: )'(\\.ci/[^']*)'").matcher(pipeline);
    List<String> commands = steps.results().map(step -> step.group(1)).toList();
    assertThat(commands).hasSize(calls);
    for (String command : commands) {
      assertOurs(command);
    }
    assertThat(pipeline.chars().filter(sign -> sign == '{').count())
        .isEqualTo(pipeline.chars().filter(sign -> sign == '}').count());
  }

  /** Else the merge would wait for an injector that no job makes. */
  @Test
  void eachExampleMakesAllSharesOfTheLoad() throws IOException {
    List<String> shards = new ArrayList<>();
    INJECTORS
        .job("injector")
        .content()
        .path("strategy")
        .path("matrix")
        .path("shard")
        .forEach(shard -> shards.add(shard.textValue()));
    assertThat(shards).containsExactly("0/3", "1/3", "2/3");
    assertThat(Files.readString(Workflow.ROOT.resolve("docs/ci/injectors.Jenkinsfile")))
        .contains("values '0', '1', '2'", "LOAD_SHARD = \"${SHARD}/3\"");
    assertThat(Workflow.yaml("docs/ci/injectors-gitlab-ci.yml").path("injector").path("parallel"))
        .isEqualTo(IntNode.valueOf(3));
  }

  @ParameterizedTest
  @CsvSource({"'', 2", "run, 2", "merge, 2", "walk 1, 2", "start-at 2027-01-31T12:00:00+02:00, 0"})
  void theInjectorsScriptKnowsItsCommands(String arguments, int exitCode) throws Exception {
    Process script =
        new ProcessBuilder("bash", "-c", ".ci/injectors " + arguments)
            .directory(Workflow.ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(said).isEqualTo(exitCode);
    assertThat(said).contains(exitCode == 0 ? "2027-01-31T10:15:00Z" : "start-at [INSTANT]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".ci/run",
        ".ci/benchmark",
        ".ci/release",
        ".ci/injectors",
        "deploy/entry",
        "deploy/netns",
        "deploy/run"
      })
  void aScriptIsWellFormedAndCanBeStarted(String script) throws Exception {
    Path file = Workflow.ROOT.resolve(script);
    assertThat(file).isExecutable();
    List<String> check =
        isInstalled("shellcheck")
            ? List.of("shellcheck", "--severity=warning", file.toString())
            : List.of("bash", "-n", file.toString());
    assertThat(new ProcessBuilder(check).inheritIO().start().waitFor()).isZero();
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void assertOurs(String command) throws IOException {
    Matcher ours = OURS.matcher(command);
    assertThat(command).matches(OURS);
    assertThat(ours.matches()).isTrue();
    if (ours.group(1) != null) {
      assertThat(Workflow.ROOT.resolve(ours.group(1)))
          .content()
          .containsPattern("\n  " + ours.group(2) + "(:[0-9])?\\) ");
    }
  }
}
