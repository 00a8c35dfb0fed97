package longpoll.export;

import static longpoll.compare.Verdict.EQUIVALENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.ComparedMeasures;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.Direction;
import longpoll.compare.MeasureComparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the formats have in common, and what a golden file does not show. */
class FormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void slugsOfBencherAreShortEnoughAndNoTwoAreAlike() {
    List<String> slugs = ComparedMeasures.all().stream().map(BencherFormat::slug).toList();
    assertThat(slugs)
        .doesNotHaveDuplicates()
        .allMatch(slug -> slug.matches("[a-z0-9]+(-[a-z0-9]+)*") && slug.length() <= 64)
        .contains(
            "lag-parked-p99-ms",
            "polls-empty-rate-share",
            "health-server-gc-pause-max-ms",
            "health-server-rss-bytes",
            "events-missed");
  }

  @Test
  void noTwoMeasuresHaveOneFamilyAndStatistic() {
    assertThat(ComparedMeasures.all())
        .extracting(MeasureFamily::of)
        .extracting(family -> family.name() + family.statistic())
        .doesNotHaveDuplicates();
  }

  @Test
  void aMeasureIsInTheListOfItsDirectionOnly() throws IOException {
    RunExport export = export(run("one"));
    List<String> smaller =
        names(new BenchmarkFormat("smaller", "tool", Direction.LOWER_IS_BETTER).text(export));
    List<String> bigger =
        names(new BenchmarkFormat("bigger", "tool", Direction.HIGHER_IS_BETTER).text(export));
    assertThat(smaller)
        .contains("SteadySimulation/main/lag.parked.p99", "SteadySimulation/main/events.missed");
    assertThat(bigger)
        .contains("SteadySimulation/main/events.perSecond")
        .doesNotContainAnyElementsOf(smaller);
    assertThat(smaller).noneMatch(name -> name.contains("emptyRate"));
  }

  @Test
  void entriesOfSeveralRunsHaveNamesOfTheirOwn() throws IOException {
    RunExport export = export(run("one"), run("two"));
    assertThat(
            names(new BenchmarkFormat("smaller", "tool", Direction.LOWER_IS_BETTER).text(export)))
        .doesNotHaveDuplicates()
        .contains("SteadySimulation/main/two/lag.parked.p99");
    assertThat(JSON.readTree(new BencherFormat().text(export)).size()).isEqualTo(2);
  }

  @Test
  void whatWasNotMeasuredIsLeftOutOfListsAndNullInJson() throws IOException {
    ComparedRun sparse =
        ComparedRun.read(
            EditedRun.write(
                folder, "sparse", record -> SampleComparisons.withoutMeasurements(record, 1)));
    RunExport export = export(sparse);
    assertThat(
            names(new BenchmarkFormat("smaller", "tool", Direction.LOWER_IS_BETTER).text(export)))
        .containsExactly("SteadySimulation/main/totals.failed");
    JsonNode measures = JSON.readTree(new JsonFormat().text(export)).at("/runs/0/measures");
    assertThat(measures.at("/lag.parked.p99/value").isNull()).isTrue();
    assertThat(measures.at("/totals.failed/value").asInt(-1)).isZero();
    assertThat(measures.size()).isEqualTo(ComparedMeasures.all().size());
  }

  @Test
  void markdownSaysWhoseEventsTheCountsAreOf() throws IOException {
    ComparedRun queue =
        ComparedRun.read(
            EditedRun.write(
                folder,
                "queue",
                record -> ((ObjectNode) record.get("events")).put("delivery", "queue")));
    assertThat(new MarkdownFormat().text(export(queue)))
        .contains("/poll, whose events are those of a queue\n");
    assertThat(new MarkdownFormat().text(export(run("one")))).doesNotContain("whose events");
  }

  @Test
  void aComparisonWithoutAnyMeasurementIsWrittenInEachFormat() throws IOException {
    SampleComparisons samples = new SampleComparisons(folder);
    for (TextFormat format : Formats.ofText()) {
      assertThat(format.text(samples.nothingMeasured(), folder))
          .as(format.comparisonFile())
          .isNotBlank()
          .doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void aHistoryGetsNothingOfRunsThatAreNotComplete() throws IOException {
    Comparison refused = new SampleComparisons(folder).notComparable();
    assertThat(new BencherFormat().text(refused, folder)).isEqualTo("{ }\n");
    assertThat(
            new BenchmarkFormat("smaller", "tool", Direction.LOWER_IS_BETTER).text(refused, folder))
        .isEqualTo("[ ]\n");
    RunExport export = export(run("one"), refused.candidate().get(1));
    assertThat(export.complete()).extracting(ComparedRun::id).containsExactly("one");
    assertThat(
            names(new BenchmarkFormat("smaller", "tool", Direction.LOWER_IS_BETTER).text(export)))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("SteadySimulation/main/one/"));
  }

  @Test
  void whatCannotBeComparedHasNoVerdictOnAMeasure() throws IOException {
    Comparison refused = new SampleComparisons(folder).notComparable();
    assertThat(refused.measures()).extracting(MeasureComparison::verdict).contains(EQUIVALENT);
    for (TextFormat format : Formats.ofText()) {
      assertThat(format.text(refused, folder).lines())
          .as(format.comparisonFile())
          .filteredOn(line -> line.toLowerCase(Locale.ROOT).contains("equivalent"))
          .allMatch(line -> line.endsWith("verdict=\"equivalent\"} 0"));
    }
    assertThat(new OpenMetricsFormat().text(refused, folder)).doesNotContain("shift");
  }

  @Test
  void commasQuotesAndLineFeedsStayInTheirField() throws IOException {
    ComparedRun run =
        ComparedRun.read(
            EditedRun.write(folder, "one", record -> record.put("label", "a,\"b\"\nc")));
    assertThat(new CsvFormat().text(export(run))).contains("\none,\"a,\"\"b\"\"\nc\",Steady");
  }

  @Test
  void aLineOfTheCsvHasAFieldForEachMeasure() throws IOException {
    List<String> lines = new CsvFormat().text(export(run("one"))).lines().toList();
    assertThat(lines).hasSize(2);
    List<String> columns = List.of(lines.get(0).split(","));
    assertThat(columns).hasSize(5 + ComparedMeasures.all().size());
    List<String> measured = new ArrayList<>();
    for (ComparedMeasure measure : ComparedMeasures.all()) {
      measured.add(measure.name() + " [" + measure.unit().symbol() + "]");
    }
    assertThat(columns).endsWith(measured.toArray(String[]::new));
    assertThat(lines.get(1).split(",", -1)).hasSameSizeAs(columns);
  }

  @Test
  void theSeriesOfASingleRunGoOnWithTheNext() throws IOException {
    assertThat(new OpenMetricsFormat().text(export(run("one"))))
        .contains("longpoll_events_missed{simulation=\"SteadySimulation\",label=\"main\"} 0\n");
    assertThat(new OpenMetricsFormat().text(export(run("one"), run("two"))))
        .contains(
            "longpoll_events_missed{simulation=\"SteadySimulation\",label=\"main\",run=\"two\"} 0\n");
  }

  @Test
  void theSameRunTwiceIsRefused() throws IOException {
    ComparedRun run = run("one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(run, run))
        .withMessageContaining("one is there twice");
  }

  @Test
  void pathsAreRelativeWithSlashes() {
    Path out = folder.resolve("cmp").resolve("out");
    assertThat(ComparisonDocument.relative(out, folder.resolve("runs").resolve("b1")))
        .isEqualTo("../../runs/b1");
    assertThat(ComparisonDocument.relative(out, out.resolve("pairs"))).isEqualTo("pairs");
    assertThat(ComparisonDocument.relative(out, out)).isEqualTo(".");
  }

  private ComparedRun run(String id) throws IOException {
    return ComparedRun.read(EditedRun.write(folder, id));
  }

  private static RunExport export(ComparedRun... runs) {
    return new RunExport(List.of(runs), PolicyReader.builtIn());
  }

  private static List<String> names(String entries) throws IOException {
    return JSON.readTree(entries).findValuesAsText("name");
  }
}
