package longpoll.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import longpoll.record.RunFolder;
import longpoll.report.ReportPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PerformancePageTest {
  private static final Path DOCS = Path.of("..", "docs");

  private static final Figures FIGURES =
      new Figures(
          Map.of(
              Part.SERVER,
              new Figures.Measured(
                  "2026-11-28",
                  "0123456789",
                  "2 cores",
                  3,
                  List.of(
                      row("10,000 polls", "floor in C", 60),
                      row("10,000 polls", "nginx with nchan", 100),
                      row("10,000 polls", "target-server", 120),
                      row("18,000 polls", "floor in C", 100),
                      new Figures.Row(
                          "18,000 polls", "nginx with nchan", Map.of(), "nginx is not installed"),
                      row("18,000 polls", "target-server", 210)))));

  @TempDir Path folder;

  private static Figures.Row row(String group, String name, double millis) {
    return new Figures.Row(group, name, Map.of("completionMs", millis), null);
  }

  @Test
  void eachRowIsDividedByTheOneThatItsGroupIsComparedWith() {
    assertThat(PerformancePage.of(FIGURES))
        .contains("Made on 2026-11-28 at commit 0123456789, medians of 3 rounds: 2 cores.")
        .contains("```\nmvn -Pbenchmark verify -Dtest=ServerBenchmark\n```")
        .contains("| 10,000 polls | target-server | 120 | – | – | – | – | – | 2.00 | 1.20 | – |")
        .contains("| 18,000 polls | target-server | 210 | – | – | – | – | – | 2.10 | – | – |");
  }

  @Test
  void whatIsMissingIsADashAndItsReasonStandsBelow() {
    assertThat(PerformancePage.of(FIGURES))
        .contains("| 18,000 polls | nginx with nchan | – | – | – | – | – | – | – | – | – |")
        .contains("\n18,000 polls, nginx with nchan: nginx is not installed\n");
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void eachPartHasItsTitleCommandAndTable(Part part) {
    String page = PerformancePage.of(new Figures(Map.of()));

    assertThat(page)
        .contains("\n## " + part.title() + "\n")
        .contains("\n```\n" + part.command() + "\n```\n\nNot measured yet.");
    assertThat(PerformancePage.table(part, List.of(row("", "one", 1))).lines().toList())
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == part.columns().size() + 2);
  }

  @Test
  void aPartThatIsMeasuredAgainLeavesTheOthersAsTheyAre() throws IOException {
    Path file = folder.resolve("performance.json");
    FIGURES.write(file);
    Figures.Measured growth =
        new Figures.Measured("2026-12-01", "f", "4 cores", 5, List.of(row("", "5,000", 1)));
    Figures.read(file).with(Part.GROWTH, growth).write(file);

    Figures all = Figures.read(file);
    assertThat(all.parts().get(Part.GROWTH)).isEqualTo(growth);
    assertThat(all.parts().get(Part.SERVER)).isEqualTo(FIGURES.parts().get(Part.SERVER));
    assertThat(Figures.read(folder.resolve("none.json")).parts()).isEmpty();
  }

  @Test
  void theMedianOfEachColumnLeavesOutRoundsThatDidNotMeasureIt() {
    Rounds rounds = new Rounds(Part.SERVER);
    for (Double completion : Arrays.asList(3.0, null, 1.0, 20.0)) {
      Map<String, Double> figures = new HashMap<>();
      figures.put("completionMs", completion);
      figures.put("cpuMicros", 7.0);
      rounds.add("g", "r", figures);
    }
    rounds.note("g", "none", "not installed");

    assertThat(rounds.medians())
        .containsExactly(
            new Figures.Row("g", "r", Map.of("completionMs", 3.0, "cpuMicros", 7.0), null),
            new Figures.Row("g", "none", Map.of(), "not installed"));
    assertThat(Rounds.median(List.of(1.0, 4.0))).isEqualTo(2.5);
  }

  @Test
  void figuresOfTheClientInCAreANameAndANumber() throws IOException {
    BufferedReader out = new BufferedReader(new StringReader("answers 30000\nlag_p50_us -12\n"));

    assertThat(ServerBenchmark.counted(out))
        .containsExactlyInAnyOrderEntriesOf(Map.of("answers", 30_000.0, "lag_p50_us", -12.0));
  }

  @Test
  void aStretchedRunIsOneThatPagesCanBeMadeOf() throws IOException {
    Path run = Files.createDirectories(folder.resolve("base").resolve("run-0"));
    StretchedRun.write(run, Duration.ofMinutes(10), Instant.EPOCH);

    RunFolder made = new RunFolder(run);
    List<String> rows = Files.readAllLines(made.seriesCsv());
    assertThat(rows).filteredOn(row -> row.contains(",window,")).hasSize(600);
    for (int i = 1; i < rows.size(); i++) {
      assertThat(rows.get(i)).startsWith(i - 1 + ",");
    }
    ReportPage.write(made);
    assertThat(made.report()).isNotEmptyFile();
  }

  /** {@code -Dlongpoll.golden=write} writes it, after a change of its words. */
  @Test
  void thePageIsThatOfTheFiguresBesideIt() throws IOException {
    Figures figures = Figures.read(DOCS.resolve("performance.json"));
    if ("write".equals(System.getProperty("longpoll.golden"))) {
      Files.writeString(DOCS.resolve("performance.md"), PerformancePage.of(figures));
    }

    assertThat(DOCS.resolve("performance.md")).hasContent(PerformancePage.of(figures));
  }
}
