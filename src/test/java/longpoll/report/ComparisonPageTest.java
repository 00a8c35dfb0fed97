package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.FakeRun;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.histogram.TotalsLog;
import longpoll.record.RunStatus;
import longpoll.record.SeriesCsv;
import longpoll.text.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class ComparisonPageTest {
  private static final Consumer<FakeRun> THE_SAME = run -> {};
  private static final Consumer<FakeRun> SLOWER = run -> run.lagMillis *= 1.5;

  private static final Consumer<FakeRun> NO_LAG = run -> run.lag = false;

  @TempDir Path folder;

  @Test
  void theBodyIsAsStoredUnderEveryLocale() throws Exception {
    Comparison comparison = paired(6, SLOWER);
    Golden.check(
        "comparison-body.html",
        () -> {
          String page = ComparisonPage.render(comparison, file());
          return withoutPoints(page.substring(page.indexOf("<body>"), page.indexOf("<script>\n")));
        });
  }

  /** Drawings have stored files of their own; here their points would hide the page. */
  private static String withoutPoints(String body) {
    return body.replaceAll(" d=\"[^\"]{80,}\"", " d=\"...\"")
        .replaceAll("\\[(\"[^\\]]{200,})\\]", "[...]")
        .replaceAll("\\[([0-9][^\\]]{200,})\\]", "[...]");
  }

  @Test
  void thePageIsWhole() throws Exception {
    assertThat(ComparisonPage.render(unpaired(1, THE_SAME), file()))
        .startsWith("<!doctype html>")
        .endsWith("</html>\n");
  }

  @Test
  void verdictAndReasonsComeBeforeAnythingElse() throws Exception {
    String text = text(paired(6, SLOWER));
    assertThat(text)
        .containsSubsequence(
            "6 pairs of runs",
            "Regression The candidate is worse",
            "regression: lag.parked.p50:",
            "What differed between the runs",
            "Gated measures");
  }

  @Test
  void thePageIsWellFormedItsHeadingsStepDownAndItsIdsAreUnique() throws Exception {
    PageReader page = page(paired(6, SLOWER));
    assertThat(page.all("h1")).hasSize(1);
    int level = 1;
    Set<String> ids = new HashSet<>();
    for (Element element : page.all("*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int next = element.getTagName().charAt(1) - '0';
        assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
        level = next;
      }
      if (element.hasAttribute("id")) {
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
      }
    }
  }

  @Test
  void everyTableHasACaptionAndScopesAndEveryChartATitle() throws Exception {
    PageReader page = page(paired(6, SLOWER));
    for (Element table : page.all("table")) {
      assertThat(page.within(table, "caption").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(table, "th")).allMatch(cell -> cell.hasAttribute("scope"));
    }
    assertThat(charts(page)).isNotEmpty();
    for (Element chart : charts(page)) {
      assertThat(chart.getAttribute("role")).isEqualTo("img");
      assertThat(page.within(chart, "title").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(chart, "desc").get(0).getTextContent()).isNotBlank();
      assertThat(page.within(chart, "path")).isNotEmpty();
    }
  }

  @Test
  void thePageLoadsItsStyleSheetOnlyAndLinksOnlyToReportsThatAreThere() throws Exception {
    Comparison comparison = unpaired(1, THE_SAME);
    Files.writeString(comparison.base().get(0).folder().report(), "x");
    Files.writeString(comparison.candidate().get(0).folder().gatlingReport(), "x");
    String html = ComparisonPage.render(comparison, file());
    String base = "base/" + comparison.base().get(0).id();
    String candidate = "candidate/" + comparison.candidate().get(0).id();
    PageReader page = new PageReader(html);
    assertThat(page.all("a"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly(
            base + "/report.html",
            base + "/run.json",
            candidate + "/index.html",
            candidate + "/run.json");
    assertThat(page.all("link"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly("page.css");
    assertThat(page.all("img")).isEmpty();
    assertThat(html).doesNotContain("src=", "@import", "url(", folder.toString());
  }

  @Test
  void oneRunASideHasDifferencesButNoIntervals() throws Exception {
    String html = ComparisonPage.render(unpaired(1, SLOWER), file());
    assertThat(new PageReader(html).text())
        .contains("Insufficient", "at least 4 a side are needed", "plain difference");
    assertThat(html).doesNotContain("shifts-wide", "NaN", "Infinity");
  }

  @Test
  void refusedRunsAreDrawnButNoMeasureOfThemIsJudged() throws Exception {
    Comparison comparison = unpaired(4, run -> run.users = 90);
    PageReader page = page(comparison);
    assertThat(page.text())
        .contains("Not comparable", "users differs: 60 in base, 90 in candidate");
    assertThat(page.all("span"))
        .extracting(span -> span.getAttribute("class"))
        .noneMatch(name -> name.startsWith("status"));
  }

  @Test
  void anInvalidRunIsRefusedWithItsReason() throws Exception {
    Comparison comparison =
        unpaired(
            1,
            run -> {
              run.status = RunStatus.INVALID;
              run.reasons = List.of("injector queue added 181 ms");
            });
    assertThat(text(comparison)).contains("Not comparable", "injector queue added 181 ms");
  }

  @Test
  void objectivesShowRequiredAndActualOfEachRun() throws Exception {
    String text = text(unpaired(2, run -> run.failed = java.util.Map.of("closed", 3L)));
    assertThat(text)
        .contains("Objective missed", "Missed 2 times", "totals.failed == 0")
        .containsSubsequence("base 1,", "0", "candidate 2,", "missed: 3");
  }

  @Test
  void bothSidesAreDrawnOverEachOtherWithTheirRunsThinAndTheirSumBold() throws Exception {
    String html = ComparisonPage.render(paired(6, SLOWER), file());
    String lag = html.substring(html.indexOf("id=\"lag-parked-wide-t\""));
    lag = lag.substring(0, lag.indexOf("id=\"lag-parked-narrow-t\""));
    assertThat(lag.split("class=\"line thin s0\"", -1)).hasSize(7);
    assertThat(lag.split("class=\"line thin s1\"", -1)).hasSize(7);
    assertThat(lag.split("class=\"line bold s0\"", -1)).hasSize(2);
    assertThat(lag.split("class=\"line bold s1\"", -1)).hasSize(2);
    assertThat(lag).contains("class=\"zone\"");
  }

  @Test
  void percentilesOfASideAreThoseOfItsRunsAddedUp() throws Exception {
    Comparison comparison = unpaired(2, SLOWER);
    SignedHistogram sum = new SignedHistogram();
    for (ComparedRun run : comparison.base()) {
      sum.add(TotalsLog.read(run.folder().totalsLog()).get(Measure.LAG_PARKED));
    }
    PageReader page = page(comparison);
    assertThat(page.text())
        .contains(
            String.join(
                " ",
                "base, all",
                Numbers.count(sum.count()),
                Numbers.digits(sum.valueAtPercentile(50) / 1e6),
                Numbers.digits(sum.valueAtPercentile(90) / 1e6)));
  }

  @Test
  void eachChartHasATableBesideIt() throws Exception {
    PageReader page = page(paired(6, SLOWER));
    for (Element figure : page.all("figure")) {
      String id = figure.getAttribute("data-chart");
      if (!id.startsWith("runs-")) {
        Node next = figure.getNextSibling();
        while (next != null && next.getNodeType() != Node.ELEMENT_NODE) {
          next = next.getNextSibling();
        }
        assertThat(next).as(id).isNotNull();
        assertThat(page.within((Element) next.getParentNode(), "table")).as(id).isNotEmpty();
      }
    }
    assertThat(page.text()).contains("Gated measures of each run");
  }

  @Test
  void pairsAreJoinedAndSingleRunsAreNot() throws Exception {
    String pairs = ComparisonPage.render(paired(6, SLOWER), file());
    assertThat(pairs.split("class=\"line thin s3\"", -1)).hasSizeGreaterThan(6);
    assertThat(pairs).contains("range over pairs");
    String single = ComparisonPage.render(unpaired(4, SLOWER), file());
    assertThat(single).doesNotContain("class=\"line thin s3\"").contains("range over runs");
  }

  @Test
  void aRunWithoutHistogramsOrSeriesIsLeftOutAndNamed() throws Exception {
    Comparison comparison = unpaired(2, THE_SAME);
    Files.delete(comparison.base().get(1).folder().totalsLog());
    Files.writeString(comparison.candidate().get(0).folder().totalsLog(), "nonsense\n");
    Files.writeString(comparison.candidate().get(1).folder().seriesCsv(), "");
    String text = text(comparison);
    assertThat(text)
        .contains("Left out: base 2, " + comparison.base().get(1).id() + ": totals.hlog: no such")
        .contains("candidate 1, " + comparison.candidate().get(0).id() + ": totals.hlog: histogram")
        .contains("Left out: candidate 2, " + comparison.candidate().get(1).id() + ": series.csv")
        .doesNotContain(folder.toString());
  }

  @Test
  void withoutAnyHistogramOrSeriesThePageSaysSo() throws Exception {
    Comparison comparison = unpaired(1, THE_SAME);
    for (ComparedRun run : List.of(comparison.base().get(0), comparison.candidate().get(0))) {
      Files.delete(run.folder().totalsLog());
      Files.writeString(run.folder().seriesCsv(), SeriesCsv.header() + "\n");
    }
    assertThat(text(comparison))
        .contains("No chart: base 1,", "No charts: base 1,", "has no whole second");
  }

  @Test
  void aTargetWithoutLagIsComparedByTheRest() throws Exception {
    Comparison comparison =
        new Comparer(PolicyReader.builtIn())
            .compare(side("base", 4, NO_LAG), side("candidate", 4, NO_LAG), false);
    assertThat(text(comparison))
        .contains(
            "insufficient: lag.parked.p50, lag.parked.p90, lag.parked.p99: not measured",
            "withheld or was not measured")
        .contains("No run measured it by the second");
  }

  @Test
  void twentyLongRunsASideStayASmallPage() throws Exception {
    Consumer<FakeRun> hour =
        run -> {
          run.users = 4;
          run.seconds = 3600;
        };
    Comparison comparison =
        new Comparer(PolicyReader.builtIn())
            .compare(side("base", 20, hour), side("candidate", 20, hour), false);
    String html = ComparisonPage.render(comparison, file());
    assertThat(html.length()).isLessThan(3_000_000);
    assertThat(new PageReader(html).text()).contains("Each point stands for 19 s");
  }

  @Test
  void aHostileLabelStaysText() throws Exception {
    String hostile = "</title><script>alert('x')</script>\" onload=\"y & <u>";
    String html = ComparisonPage.render(unpaired(1, run -> run.label = hostile), file());
    assertThat(html).doesNotContain("<script>alert", "<u>");
    assertThat(new PageReader(html).text()).contains(hostile);
  }

  private Comparison paired(int pairs, Consumer<FakeRun> change) throws Exception {
    return compare(pairs, true, change);
  }

  private Comparison unpaired(int runs, Consumer<FakeRun> change) throws Exception {
    return compare(runs, false, change);
  }

  private Comparison compare(int runs, boolean paired, Consumer<FakeRun> change) throws Exception {
    return new Comparer(PolicyReader.builtIn())
        .compare(side("base", runs, THE_SAME), side("candidate", runs, change), paired);
  }

  private List<ComparedRun> side(String name, int runs, Consumer<FakeRun> change) throws Exception {
    List<Path> folders = new ArrayList<>();
    for (FakeRun run : FakeComparisons.runs(runs, name.equals("base") ? 1 : 2)) {
      run.users = 60;
      run.ramp = 2;
      run.warmup = 2;
      run.seconds = 12;
      run.tail = 1;
      run.holdSeconds = 1;
      run.eventEverySeconds = 1;
      change.accept(run);
      folders.add(run.write(folder.resolve(name)).path());
    }
    return folders.stream().map(ComparedRun::read).toList();
  }

  private Path file() {
    return folder.resolve("comparison.html");
  }

  private PageReader page(Comparison comparison) throws Exception {
    return new PageReader(ComparisonPage.render(comparison, file()));
  }

  private String text(Comparison comparison) throws Exception {
    return page(comparison).text();
  }

  private static List<Element> charts(PageReader page) {
    return page.all("svg").stream()
        .filter(svg -> svg.getAttribute("class").startsWith("chart"))
        .toList();
  }
}
