package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class IndexPageTest {
  private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

  @TempDir Path results;

  @Test
  void withoutRunsThePageSaysHowToMakeOne() throws Exception {
    Path none = results.resolve("none");
    IndexPage.write(none);
    String html = Files.readString(none.resolve("index.html"));
    assertThat(new PageReader(html).text()).contains("There are no runs yet", "mvn gatling:test");
  }

  @Test
  void runsAndBaselinesAreListedNewestFirst() throws Exception {
    run("second", 1).write(runs());
    run("third", 2).write(runs());
    run("first", 0).write(results.resolve("baseline/release"));
    PageReader page = page();
    assertThat(page.text()).containsSubsequence("third", "second", "baseline", "first");
    assertThat(rows(page)).hasSize(3);
    assertThat(page.all("caption").get(0).getTextContent()).isNotBlank();
  }

  @Test
  void linksAreRelativeAndOnlyToWhatIsThereOrWillBe() throws Exception {
    RunFolder old = run("old", 1).write(runs());
    Files.writeString(old.report(), "x");
    RunFolder odd = new RunFolder(runs().resolve("odd name #1"));
    Files.move(run("odd", 2).write(runs()).path(), odd.path());
    Files.writeString(odd.report(), "x");
    assertThat(page().all("a"))
        .extracting(link -> link.getAttribute("href"))
        .containsExactly(
            "runs/odd%20name%20%231/report.html",
            "runs/odd%20name%20%231/index.html",
            "runs/" + old.path().getFileName() + "/report.html");
  }

  @Test
  void aRecordThatCannotBeReadIsListedWithItsErrorAndHidesNoOther() throws Exception {
    run("good", 1).write(runs());
    Path truncated = Files.createDirectories(runs().resolve("truncated"));
    Files.writeString(truncated.resolve("run.json"), "{\"schemaVersion\": 1, \"id");
    Path newer = Files.createDirectories(runs().resolve("newer"));
    Files.writeString(newer.resolve("run.json"), "{\"schemaVersion\": 9}");
    Files.createDirectories(runs().resolve("without"));
    PageReader page = page();
    assertThat(rows(page)).hasSize(4);
    assertThat(page.text())
        .contains("good", "Unreadable", "truncated", "not whole JSON")
        .contains("newer", "schemaVersion is 9")
        .contains("without", "No record", "no run.json")
        .doesNotContain(results.toString());
  }

  @Test
  void statusHasItsWordAndItsFirstReason() throws Exception {
    FakeRun invalid = run("bad", 1);
    invalid.status = RunStatus.INVALID;
    invalid.reasons = List.of("clock jumped", "queue too long", "and more");
    invalid.write(runs());
    assertThat(page().text()).contains("Invalid", "clock jumped", "(and 2 more)");
  }

  @Test
  void theNewestRunsOfTheNewestSimulationAreLaidOverEachOther() throws Exception {
    for (int i = 0; i < 10; i++) {
      run("run" + i, i).write(runs());
    }
    FakeRun other = run("other", 5);
    other.simulation = "longpoll.simulations.OtherSimulation";
    other.write(runs());
    String html = IndexPage.render(results);
    assertThat(html).contains("Newest runs of SteadySimulation");
    assertThat(html.split("class=\"line s\\d\" d=", -1))
        .as("2 charts, 2 sizes, 8 runs")
        .hasSize(33);
    String figures = html.substring(html.indexOf("<h2>Newest"));
    assertThat(figures).contains("run9,", "run2,").doesNotContain("run1,", "other,");
  }

  @Test
  void ofManyRunsOnlyTheNewestHistogramsAreDecoded() throws Exception {
    for (int i = 0; i < 500; i++) {
      FakeRun run = run("r", i);
      run.seconds = i < 492 ? 1 : 4;
      RunFolder folder = run.write(runs());
      if (i < 492) {
        Files.writeString(folder.totalsLog(), "would fail if it were read\n");
      }
    }
    PageReader page = page();
    assertThat(rows(page)).hasSize(500);
    assertThat(page.text()).doesNotContain("not a line of a histogram log");
  }

  @Test
  void runsOfOneSimulationAndLabelHaveATrend() throws Exception {
    for (int i = 0; i < 3; i++) {
      run("nightly", i).write(runs());
    }
    FakeRun invalid = run("nightly", 3);
    invalid.status = RunStatus.INVALID;
    invalid.write(runs());
    run("alone", 4).write(runs());
    PageReader page = page();
    assertThat(page.text()).contains("SteadySimulation – nightly 4 runs", "No baseline");
    assertThat(page.text()).doesNotContain("SteadySimulation – alone");
    assertThat(page.all("section")).hasSize(1);
    Element trend = page.all("section").get(0);
    List<Element> charts =
        page.within(trend, "svg").stream()
            .filter(svg -> svg.getAttribute("class").startsWith("chart"))
            .toList();
    assertThat(charts).hasSize(2);
    assertThat(marks(page, charts.get(0), "s0")).isEqualTo(3);
    assertThat(marks(page, charts.get(0), "s1")).isEqualTo(3);
    assertThat(marks(page, charts.get(0), "s3")).as("the invalid run").isEqualTo(1);
    assertThat(page.within(page.within(trend, "tbody").get(0), "tr")).hasSize(4);
  }

  @Test
  void theNewestRunsAreJudgedAgainstTheBaselineOfTheirSimulation() throws Exception {
    for (int i = 0; i < 4; i++) {
      baseline("base", i).write(results.resolve("baseline/release"));
      baseline("slow", 10 + i).write(runs());
    }
    FakeRun other = baseline("base", 5);
    other.simulation = "longpoll.simulations.OtherSimulation";
    other.write(results.resolve("baseline/other"));
    assertThat(page().text())
        .contains("Equivalent 4 base runs and 4 candidate runs of one load model");
  }

  @Test
  void tooFewRunsAndAnotherLoadModelAreSaid() throws Exception {
    baseline("base", 0).write(results.resolve("baseline/release"));
    baseline("few", 1).write(runs());
    baseline("few", 2).write(runs());
    for (int i = 3; i < 5; i++) {
      FakeRun more = baseline("more", i);
      more.users = 401;
      more.write(runs());
    }
    assertThat(page().text())
        .contains("Insufficient 1 base run and 2 candidate runs", "at least 4 a side are needed")
        .contains(
            "no baseline has this load model",
            "Not comparable",
            "users differs: 400 in base, 401 in candidate");
  }

  /** Large enough for every gate. */
  private FakeRun baseline(String label, int minute) {
    FakeRun run = run(label, minute);
    run.users = 400;
    run.seconds = 60;
    return run;
  }

  private static long marks(PageReader page, Element chart, String style) {
    return Stream.of("circle", "path")
        .flatMap(shape -> page.within(chart, shape).stream())
        .filter(shape -> shape.getAttribute("class").equals("mark " + style))
        .count();
  }

  @Test
  void aDamagedHistogramIsNamedAndTheOthersAreDrawn() throws Exception {
    run("whole", 1).write(runs());
    Files.writeString(run("damaged", 2).write(runs()).totalsLog(), "nonsense\n");
    PageReader page = page();
    assertThat(page.text())
        .contains("damaged, 11-24 09:02:00, 40 users: totals.hlog: histogram 1 is not");
    assertThat(page.all("path")).isNotEmpty();
  }

  @Test
  void aHostileLabelStaysText() throws Exception {
    run("</script><script>alert(1)</script>", 1).write(runs());
    String html = IndexPage.render(results);
    assertThat(html).doesNotContain("<script>alert", "</script><script>a");
    assertThat(new PageReader(html).text()).contains("<script>alert(1)</script>");
  }

  private FakeRun run(String label, int minute) {
    FakeRun run = new FakeRun(minute);
    run.label = label;
    run.startedAt = START.plusSeconds(60L * minute);
    run.users = 40;
    run.ramp = 0;
    run.warmup = 0;
    run.seconds = 4;
    run.holdSeconds = 1;
    run.eventEverySeconds = 1;
    return run;
  }

  private Path runs() {
    return results.resolve("runs");
  }

  private PageReader page() throws Exception {
    return new PageReader(render());
  }

  private String render() throws IOException {
    return IndexPage.render(results);
  }

  /** Rows of the first table, without its head. */
  private static List<Element> rows(PageReader page) {
    return page.within(page.all("tbody").get(0), "tr");
  }
}
