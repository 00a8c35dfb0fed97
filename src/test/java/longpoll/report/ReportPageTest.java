package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import longpoll.fake.FakeRun;
import longpoll.measure.ErrorCollector;
import longpoll.record.RecordException;
import longpoll.record.RecordTrees;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class ReportPageTest {
  @TempDir Path runs;
  private FakeRun run;

  @BeforeEach
  void makeUpASmallRun() {
    run = new FakeRun(7);
    run.users = 120;
    run.ramp = 2;
    run.warmup = 2;
    run.seconds = 8;
    run.tail = 1;
    run.holdSeconds = 1;
    run.eventEverySeconds = 1;
  }

  @Test
  void theBodyIsAsStoredUnderEveryLocale() throws Exception {
    run.failed = new TreeMap<>(Map.of("closed", 3L, "http-503", 1L));
    run.reasons = List.of("objective missed: failed polls: required at most 0, actual 4");
    run.failureHolds =
        List.of(
            new RunRecord.Failure("closed", 3, 12.25, 300.5, 950.0),
            new RunRecord.Failure("http-503", 1, 1.5, 1.5, 1.5));
    RunFolder folder = run.write(runs);
    Golden.check(
        "report-body.html",
        () -> {
          String page = ReportPage.render(folder);
          return page.substring(page.indexOf("<body>"), page.indexOf("<script>\n"));
        });
  }

  @Test
  void theApiOfADefinitionIsInTheHeadAndAmongTheFacts() throws Exception {
    run.api = new RunRecord.Api("Jobs", "POST", List.of(202, 304));
    String text = new PageReader(ReportPage.render(run.write(runs))).text();

    assertThat(text)
        .contains("of API POST Jobs")
        .contains("API POST Jobs Permitted statuses 202, 304")
        .as("what another status than the article's means is not said")
        .contains("news, as the dialect reads it")
        .contains("Empty rate")
        .doesNotContain("204 at the hold limit", "(200)", "(204)", "200 or 204");

    run.api = new RunRecord.Api("Chat", "GET", null);
    assertThat(new PageReader(ReportPage.render(run.write(runs))).text())
        .contains("API GET Chat Permitted statuses those of the dialect");
  }

  @Test
  void injectorsThatSharedALoadStandSideBySide() throws Exception {
    run.shards =
        new RunRecord.Shards(
            3,
            2,
            List.of(1),
            Map.of("0", 12.5, "2", 950.0),
            List.of(
                new RunRecord.ShardHealth(
                    0,
                    40,
                    new RunRecord.Injector(0.25, 250_000_000L, 12.0, 1.5, 0L, null),
                    new RunRecord.Clock(3L, 2L)),
                new RunRecord.ShardHealth(
                    2,
                    40,
                    new RunRecord.Injector(null, null, null, null, null, null),
                    new RunRecord.Clock(null, null))));
    String text = new PageReader(ReportPage.render(run.write(runs))).text().replace('\u00a0', ' ');

    assertThat(text)
        .contains("Injectors side by side, in the window")
        .contains("0 40 12.5 ms 0.250 238 MiB 12.0 ms 1.50 ms 3")
        .contains("2 40 950 ms – – – – –")
        .contains("1 (missing) – – – – – – –");
  }

  @Test
  void theFileIsWrittenWholeAndNothingIsLeftAside() throws Exception {
    RunFolder folder = run.write(runs);
    ReportPage.write(folder);
    assertThat(Files.readString(folder.report()))
        .startsWith("<!doctype html>")
        .endsWith("</html>\n");
    assertThat(folder.path().resolve("page.css")).isNotEmptyFile();
    assertThat(Files.list(folder.path())).noneMatch(path -> path.toString().endsWith(".part"));
  }

  @Test
  void thePageIsWellFormedAndItsHeadingsStepDownInOrder() throws Exception {
    String html = ReportPage.render(run.write(runs));
    PageReader page = new PageReader(html);
    assertThat(page.all("h1")).hasSize(1);
    int level = 1;
    for (Element element : page.all("*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int next = element.getTagName().charAt(1) - '0';
        assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
        level = next;
      }
    }
    Set<String> ids = new HashSet<>();
    for (Element element : page.all("*")) {
      if (element.hasAttribute("id")) {
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
      }
    }
  }

  @Test
  void everyTableHasACaptionAndScopesAndEveryChartATitle() throws Exception {
    PageReader page = new PageReader(ReportPage.render(run.write(runs)));
    assertThat(page.all("table")).hasSizeGreaterThan(8);
    for (Element table : page.all("table")) {
      assertThat(page.within(table, "caption").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(table, "th")).allMatch(cell -> cell.hasAttribute("scope"));
    }
    List<Element> charts =
        page.all("svg").stream()
            .filter(svg -> svg.getAttribute("class").startsWith("chart"))
            .toList();
    assertThat(charts).hasSize(14);
    for (Element chart : charts) {
      assertThat(chart.getAttribute("role")).isEqualTo("img");
      assertThat(page.within(chart, "title").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(chart, "desc").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(chart, "path")).isNotEmpty();
    }
  }

  @Test
  void thePageLoadsItsStyleSheetOnlyAndLinksOnlyToFilesBesideIt() throws Exception {
    String html = ReportPage.render(run.write(runs));
    PageReader page = new PageReader(html);
    assertThat(page.all("link"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly("page.css");
    assertThat(page.all("img")).isEmpty();
    assertThat(page.all("a"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly("run.json", "totals.hlog", "latency.hlog", "series.csv", "index.html");
    assertThat(html).doesNotContain("src=", "@import", "url(");
  }

  @Test
  void aHostileLabelStaysText() throws Exception {
    run.label = "</title><script>alert('x')</script>\" onload=\"y & <u>";
    run.reasons = List.of("<img src=x onerror=alert(1)>");
    run.failed = Map.of("<i>kind</i>", 1L);
    String html = ReportPage.render(run.write(runs));
    assertThat(html).doesNotContain("<script>alert", "<img", "<i>kind", "<u>");
    assertThat(new PageReader(html).text()).contains(run.label, "<img src=x onerror=alert(1)>");
  }

  @Test
  void eachStatusHasItsWordAndItsReasons() throws Exception {
    assertThat(textOf(run)).contains("Complete").contains("met its objectives");

    FakeRun missed = new FakeRun(1);
    missed.seconds = 2;
    missed.reasons = List.of("objective missed: missed events: required at most 0, actual 3");
    assertThat(textOf(missed)).contains("Objectives missed", missed.reasons.get(0));

    FakeRun invalid = new FakeRun(2);
    invalid.seconds = 2;
    invalid.status = RunStatus.INVALID;
    invalid.reasons = List.of("injector queue added 181 ms to p99 (limit 10 ms)");
    assertThat(textOf(invalid)).contains("Invalid", "cannot be trusted", invalid.reasons.get(0));

    FakeRun aborted = new FakeRun(3);
    aborted.seconds = 2;
    aborted.status = RunStatus.ABORTED;
    aborted.reasons = List.of("interrupted");
    assertThat(textOf(aborted)).contains("Aborted", "interrupted");
  }

  @Test
  void aSparseRecordSaysWhatWasNotMeasuredAndShowsNoZeroForIt() throws Exception {
    RunFolder folder = new RunFolder(runs);
    RunRecords.write(SampleRecords.sparse(), folder.runJson());
    String text = new PageReader(ReportPage.render(folder)).text();
    assertThat(text)
        .contains("Missed events\u2013not measured")
        .contains("Delivery lag p99\u2013not available")
        .contains("No charts: series.csv: no such file")
        .doesNotContain(runs.toString());
  }

  @Test
  void aRecordOfNothingButItsVersionStillMakesAPage() throws Exception {
    RunFolder folder = new RunFolder(runs);
    Files.writeString(folder.runJson(), "{\"schemaVersion\": 1}");
    assertThat(new PageReader(ReportPage.render(folder)).text()).contains("No status");
  }

  static Stream<String> parts() {
    return Stream.of(
        "label",
        "settings",
        "window",
        "target",
        "environment",
        "totals",
        "polls",
        "held",
        "events",
        "metrics",
        "health",
        "health/injector",
        "health/server",
        "health/clock",
        "health/connections",
        "probes",
        "objectives",
        "failures",
        "held/intended",
        "startedAt");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aRecordThatLacksAPartStillMakesAPageAndASummary(String part) throws Exception {
    RunFolder folder = run.write(runs);
    RunRecord whole = RunRecords.read(folder.runJson());
    RunRecords.write(RecordTrees.without(whole, "/" + part), folder.runJson());
    ReportPage.write(folder);

    assertThat(new PageReader(Files.readString(folder.report())).text())
        .contains("Complete", "Second by second")
        .doesNotContain("ould not be made");
    assertThat(RunSummary.text(folder, Console.Paint.NONE)).contains("COMPLETE", "Objectives:");
    IndexPage.write(runs);
  }

  @Test
  void pollsThatAreNotHeldHaveNeitherPredictionNorIntention() throws Exception {
    RunFolder folder = run.write(runs);
    RunRecord record = RecordTrees.without(RunRecords.read(folder.runJson()), "/held/intended");
    record.settings().put("hold", "0s");
    RunRecords.write(RecordTrees.without(record, "/polls/emptyRatePredicted"), folder.runJson());

    assertThat(new PageReader(ReportPage.render(folder)).text())
        .contains("none was to be held", "no prediction: polls are not held")
        .doesNotContain("plan unknown", "intended");
  }

  @Test
  void theUsersBytesStandBesideTheEventsThatTheyBrought() {
    RunRecord record = SampleRecords.full();

    String table = ConsoleTable.of(PlannedActual.of(new RunFacts(record)), Console.Paint.NONE);

    assertThat(table).contains("58.2 MiB  1.99 KiB an event, 8.58 MiB sent");
    assertThat(
            ConsoleTable.of(
                PlannedActual.of(new RunFacts(RecordTrees.without(record, "/traffic"))),
                Console.Paint.NONE))
        .doesNotContain("Bytes");
  }

  @Test
  void aReportOfAnOlderRecordHasNoHoldsOfFailures() throws Exception {
    run.failed = Map.of("closed", 3L);
    assertThat(textOf(run)).contains("Failed polls by kind").doesNotContain("Failed after");
  }

  @Test
  void secondsInWhichPollsFailedAreDrawn() throws Exception {
    RunFolder folder = run.write(runs);
    assertThat(ReportPage.render(folder)).doesNotContain("polls failed");
    List<String> lines = Files.readAllLines(folder.seriesCsv());
    String[] fields = lines.get(6).split(",", -1);
    fields[8] = "17";
    lines.set(6, String.join(",", fields));
    Files.write(folder.seriesCsv(), lines);
    assertThat(ReportPage.render(folder)).contains("polls failed");
  }

  @Test
  void aPartOfThePageThatFailsLeavesAGapThatIsTold() throws Exception {
    RunFolder folder = run.write(runs);
    for (String part : List.of("Key figures", "Outcomes", "Latency", "Settings")) {
      ErrorCollector errors =
          new ErrorCollector((failed, thrown) -> {}) {
            @Override
            protected <T> T call(String name, Callable<T> work) throws Exception {
              if (name.equals(part)) {
                throw new StackOverflowError();
              }
              return super.call(name, work);
            }
          };
      String text = new PageReader(ReportPage.render(folder, errors)).text();

      assertThat(text).as(part).contains("Clock and connections", "Where it ran");
      assertThat(errors.problems()).hasSize(1).allMatch(problem -> problem.startsWith(part));
    }
  }

  @Test
  void withoutAUsableRecordThereIsNoPage() {
    RunFolder folder = new RunFolder(runs);
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> ReportPage.write(folder))
        .withMessageContaining("run.json");
    assertThat(folder.report()).doesNotExist();
  }

  @Test
  void aDamagedFileIsNamedWhereItsChartsWouldBe() throws Exception {
    RunFolder folder = run.write(runs);
    Files.writeString(folder.totalsLog(), "nonsense\n");
    Files.writeString(folder.seriesCsv(), "second,phase\n0,ramp\n");
    assertThat(new PageReader(ReportPage.render(folder)).text())
        .contains("No chart: totals.hlog: histogram 1 is not a line of a histogram log")
        .contains("No charts: series.csv: column held is missing");
  }

  @Test
  void aRunOfOneSecondIsDrawn() throws Exception {
    run.ramp = 0;
    run.warmup = 0;
    run.seconds = 1;
    run.tail = 0;
    String html = ReportPage.render(run.write(runs));
    assertThat(new PageReader(html).text()).contains("Held polls");
    assertThat(html).contains("class=\"dot s0\"").doesNotContain("NaN", "Infinity");
  }

  @Test
  void aRunWithoutDeliveriesSaysWhyThereIsNoLag() throws Exception {
    run.eventEverySeconds = 0;
    String html = ReportPage.render(run.write(runs));
    PageReader page = new PageReader(html);
    assertThat(page.text())
        .contains("No poll was answered with an event inside the window")
        .contains("100.0\u00a0%");
    assertThat(html).as("a share ends at 100 %").doesNotContain(">120</text>");
    assertThat(html).contains("id=\"hold-wide-t\"").doesNotContain("id=\"lag-wide-t\"");
  }

  @Test
  void holdsOfAnHourHaveRoom() throws Exception {
    run.holdSeconds = 3600;
    run.eventEverySeconds = 3600;
    run.users = 200_000;
    String html = ReportPage.render(run.write(runs));
    assertThat(html).contains(">3,000,000</text>").doesNotContain("NaN", "Infinity");
    new PageReader(html);
  }

  @Test
  void aLongRunIsThinnedAndTheCaptionSaysHow() throws Exception {
    run.users = 20;
    run.seconds = 5_000;
    String html = ReportPage.render(run.write(runs));
    assertThat(new PageReader(html).text())
        .contains("Long run: each point stands for 13 s and is the mean")
        .contains("Long run: each point stands for 13 s and is the worst second of it")
        .contains("Each row covers 251 s");
    assertThat(html.length()).isLessThan(600_000);
  }

  @Test
  void theEndOfARunDoesNotPressItsWindowFlat() throws Exception {
    RunFolder folder = run.write(runs);
    List<String> lines = Files.readAllLines(folder.seriesCsv());
    String last = lines.remove(lines.size() - 1);
    String[] fields = last.split(",", -1);
    fields[4] = "50000";
    lines.add(String.join(",", fields));
    Files.write(folder.seriesCsv(), lines);
    String html = ReportPage.render(folder);
    assertThat(new PageReader(html).text())
        .contains("the tail goes off the scale, up to 50,000 a second");
    assertThat(html).doesNotContain(">50,000</text>");
  }

  @Test
  void percentilesWithThinTailsAreMarked() throws Exception {
    run.users = 30;
    String text = textOf(run);
    assertThat(text).contains("\u2020 fewer than 10 samples lie beyond this value");
  }

  private String textOf(FakeRun one) throws Exception {
    return new PageReader(ReportPage.render(one.write(runs))).text();
  }
}
