package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.EditedRun;
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

  @TempDir Path folder;

  static Stream<ComparisonFormat> comparisonFormats() {
    return ComparisonFormats.ALL.stream();
  }

  static Stream<RunFormat> runFormats() {
    return RunFormats.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("comparisonFormats")
  void aComparisonIsWrittenAsStored(ComparisonFormat format) throws Exception {
    SampleComparisons samples = new SampleComparisons(folder.resolve("runs"));
    // This one has every measure of every run: a pair will do.
    Comparison comparison =
        format instanceof ComparisonOpenMetrics
            ? samples.insufficient()
            : fewMeasures(samples.regression());
    Golden.check(
        getClass(), format.fileName(), () -> format.text(comparison, folder.resolve("out")));
  }

  @ParameterizedTest
  @MethodSource("runFormats")
  void runsAreWrittenAsStored(RunFormat format) throws Exception {
    RunExport export =
        new RunExport(List.of(run("one"), invalidRun("two")), PolicyReader.builtIn());
    Golden.check(getClass(), "runs-" + format.name() + ".txt", () -> format.text(export));
  }

  @ParameterizedTest
  @MethodSource("comparisonFormats")
  void theTextHasNoPathOfTheMachine(ComparisonFormat format) throws IOException {
    Comparison comparison = new SampleComparisons(folder.resolve("runs")).regression();
    assertThat(format.text(comparison, folder.resolve("out"))).doesNotContain(folder.toString());
  }

  @Test
  void noTwoFormatsHaveOneName() {
    assertThat(ComparisonFormats.ALL)
        .extracting(ComparisonFormat::fileName)
        .doesNotHaveDuplicates();
    assertThat(RunFormats.names()).doesNotHaveDuplicates();
  }

  private ComparedRun run(String id) throws IOException {
    return ComparedRun.read(EditedRun.write(folder, id));
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
