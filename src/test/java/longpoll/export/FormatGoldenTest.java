package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.EditedRun;
import longpoll.record.RunFolder;
import longpoll.report.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each format against a stored file, under several locales and time zones. */
class FormatGoldenTest {
  /** Of each kind one: all would make files that nobody reads. */
  private static final Set<String> SHOWN =
      Set.of(
          "lag.parked.p50",
          "lag.parked.p90",
          "lag.parked.p99",
          "lag.parked.p999",
          "polls.emptyRate",
          "polls.perSecond",
          "events.missed",
          "events.perPoll",
          "health.server.cpu",
          "health.server.bytesPerHeldPoll");

  private static final Path DOCS = Path.of("..", "docs");

  @TempDir Path folder;

  static List<Format> formats() {
    return Formats.ALL;
  }

  static List<TextFormat> textFormats() {
    return Formats.ofText();
  }

  @ParameterizedTest
  @MethodSource("textFormats")
  void aComparisonIsWrittenAsStored(TextFormat format) throws Exception {
    SampleComparisons samples = new SampleComparisons(folder.resolve("runs"));
    // This one has every measure of every run: a pair will do.
    Comparison comparison =
        format instanceof OpenMetricsFormat
            ? samples.insufficient()
            : fewMeasures(samples.regression());
    Golden.check(
        getClass(), format.comparisonFile(), () -> format.text(comparison, folder.resolve("out")));
  }

  @ParameterizedTest
  @MethodSource("textFormats")
  void runsAreWrittenAsStored(TextFormat format) throws Exception {
    RunExport export =
        new RunExport(List.of(run("one"), invalidRun("two")), PolicyReader.builtIn());
    Golden.check(getClass(), "runs-" + format.name() + ".txt", () -> format.text(export));
  }

  @ParameterizedTest
  @MethodSource("textFormats")
  void aRunOfAnApiIsWrittenAsStored(TextFormat format) throws Exception {
    RunExport export = new RunExport(List.of(runOfApi("one", "")), PolicyReader.builtIn());
    Golden.check(getClass(), "api-" + format.name() + ".txt", () -> format.text(export));
  }

  @ParameterizedTest
  @MethodSource("textFormats")
  void aComparisonCarriesTheApiThatAllRunsHave(TextFormat format) throws Exception {
    List<ComparedRun> runs = List.of(runOfApi("one", "v1"), runOfApi("two", "v1"));
    Comparison comparison =
        new Comparer(PolicyReader.builtIn()).compare(List.of(run("base")), runs, false);

    assertThat(format.text(comparison, folder.resolve("out")))
        .matches(
            text ->
                text.contains("GET LongPollAPI")
                    || text.contains("api=\"LongPollAPI\",method=\"GET\"")
                    || text.contains("\"name\" : \"LongPollAPI\"")
                    // These have rows of measures, and name no run.
                    || format instanceof CsvFormat
                    || format instanceof MarkdownFormat);
  }

  @Test
  void aLabelThatRepeatsTheApisNameIsNoPartOfAName() throws IOException {
    assertThat(Names.of(List.of(runOfApi("one", "v1"))))
        .isEqualTo("SteadySimulation/GET LongPollAPI/v1");
    assertThat(Names.of(List.of(runOfApi("two", "LongPollAPI"))))
        .isEqualTo("SteadySimulation/GET LongPollAPI");
    assertThat(Names.of(List.of(runOfApi("three", "main"), run("four"))))
        .isEqualTo("SteadySimulation/main");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void theFileOfAComparisonHasNoPathOfTheMachine(Format format) throws IOException {
    Comparison comparison = new SampleComparisons(folder.resolve("runs")).regression();
    Path out = Files.createDirectories(folder.resolve("out"));
    format.write(comparison, out, out);
    assertThat(out.resolve(format.comparisonFile()))
        .content()
        .isNotEmpty()
        .doesNotContain(folder.toString());
  }

  @Test
  void eachRunGetsTheFileThatItsFormatNames() throws IOException {
    RunFolder run = new RunFolder(EditedRun.write(folder, "one"));
    assertThat(Formats.ofEachRun()).isNotEmpty();
    for (Format format : Formats.ofEachRun()) {
      format.write(run);
      assertThat(run.path().resolve(format.runFile())).isNotEmptyFile();
    }
  }

  /** What a newcomer may forget: of a page for people, the golden file is in longpoll.report. */
  @ParameterizedTest
  @MethodSource("formats")
  void everyFormatIsDocumentedAndHasAGoldenFile(Format format) throws IOException {
    assertThat(Files.readString(DOCS.resolve("exporting.md")))
        .contains("| `" + format.comparisonFile() + "`")
        .contains(format instanceof TextFormat ? " `" + format.name() + "` |" : "");
    if (!format.runFile().isEmpty()) {
      assertThat(Files.readString(DOCS.resolve("record.md"))).contains(format.runFile());
    }
    String golden =
        format instanceof TextFormat
            ? "/longpoll/export/" + format.comparisonFile()
            : "/longpoll/report/" + format.comparisonFile().replace(".", "-body.");
    assertThat(getClass().getResource(golden)).as(golden).isNotNull();
  }

  @Test
  void noTwoFormatsHaveOneName() {
    assertThat(Formats.ALL).extracting(Format::name).doesNotHaveDuplicates();
    assertThat(Formats.ALL).extracting(Format::comparisonFile).doesNotHaveDuplicates();
  }

  private ComparedRun run(String id) throws IOException {
    return ComparedRun.read(EditedRun.write(folder, id));
  }

  private ComparedRun runOfApi(String id, String label) throws IOException {
    return ComparedRun.read(
        EditedRun.write(
            folder,
            id,
            record -> {
              record.put("label", label);
              record
                  .putObject("api")
                  .put("name", "LongPollAPI")
                  .put("method", "GET")
                  .putArray("permitted")
                  .add(200)
                  .add(204);
            }));
  }

  private ComparedRun invalidRun(String id) throws IOException {
    return ComparedRun.read(
        EditedRun.write(
            folder,
            id,
            record -> {
              SampleComparisons.withoutMeasurements(record, 1);
              record.put("status", "invalid").put("label", "");
              record.putArray("reasons").add("the injector's queue added 310 ms to p90");
            }));
  }

  private static Comparison fewMeasures(Comparison all) {
    return new Comparison(
        all.base(),
        all.candidate(),
        all.paired(),
        all.policy(),
        all.verdict(),
        all.advisory(),
        all.reasons(),
        all.notes(),
        all.measures().stream()
            .filter(compared -> SHOWN.contains(compared.measure().name()))
            .toList(),
        all.checks(),
        all.differences());
  }
}
