package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The index of runs whose APIs have definitions. */
class ApiHistoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");
  private static final RunRecord.Api CHAT = new RunRecord.Api("Chat", "GET", List.of(200, 204));
  private static final RunRecord.Api JOBS = new RunRecord.Api("Jobs", "POST", List.of(202, 304));

  @TempDir private Path results;

  private FakeRun run(RunRecord.Api api, int minute) {
    FakeRun run = new FakeRun(minute);
    run.api = api;
    run.label = api == null ? "plain" : api.name();
    run.startedAt = START.plusSeconds(60L * minute);
    run.users = 40;
    run.ramp = 0;
    run.warmup = 0;
    run.seconds = 4;
    run.holdSeconds = 1;
    run.eventEverySeconds = 1;
    return run;
  }

  private RunFolder write(FakeRun run) throws IOException {
    return run.write(results.resolve("runs"));
  }

  private static void edit(RunFolder folder, Consumer<ObjectNode> change) throws IOException {
    ObjectNode record = (ObjectNode) JSON.readTree(folder.runJson().toFile());
    change.accept(record);
    Files.writeString(folder.runJson(), record.toPrettyString());
  }

  private PageReader page() throws Exception {
    return new PageReader(IndexPage.render(results));
  }

  /** The rows of the history of an API, newest first, each as text. */
  private static List<String> history(PageReader page, String api) {
    Element section =
        page.all("section").stream()
            .filter(each -> page.within(each, "h3").get(0).getTextContent().startsWith(api + " "))
            .findFirst()
            .orElseThrow();
    return page.within(page.within(section, "tbody").get(0), "tr").stream()
        .map(row -> row.getTextContent().replaceAll("\\s+", " ").trim())
        .toList();
  }

  @Test
  void runsStandTogetherByTheirApiAndOthersInOneGroup() throws Exception {
    write(run(CHAT, 0));
    write(run(JOBS, 1));
    write(run(null, 2));
    write(run(CHAT, 3));
    Files.createDirectories(results.resolve("runs/without"));
    PageReader page = page();

    List<Element> groups = page.within(page.all("table").get(0), "tbody");
    assertThat(groups)
        .extracting(
            group ->
                page.within(group, "tr").get(0).getTextContent().replaceAll("\\s+", " ").trim())
        .containsExactly(
            "GET Chat 2 runs, history",
            "POST Jobs 1 run, history",
            "Without an API definition 2 runs");
    assertThat(groups)
        .extracting(group -> page.within(group, "tr").size())
        .containsExactly(3, 2, 3);
    assertThat(page.all("a"))
        .extracting(link -> link.getAttribute("href"))
        .contains("#api-0", "#api-1");
    assertThat(page.text()).contains("5 runs, newest first; 2 APIs");
  }

  @Test
  void withoutADefinitionThePageHasNeitherGroupsNorHistories() throws Exception {
    write(run(null, 0));
    write(run(null, 1));

    assertThat(IndexPage.render(results))
        .contains("Trends, by simulation and label")
        .doesNotContain("definition", "History of each API", "class=\"group\"");
  }

  @Test
  void aHistorySaysWhatChangedFromEachRunToTheNext() throws Exception {
    write(run(CHAT, 0));
    write(run(CHAT, 1));
    FakeRun more = run(CHAT, 2);
    more.users = 80;
    more.holdSeconds = 2;
    more.commit = "fedcba9876543210";
    more.settings = Map.of("report.console-every", "1s", "rearm", "fixed 2s");
    edit(
        write(more),
        record -> {
          ((ObjectNode) record.get("target"))
              .put("version", "2.0")
              .put("url", "http://h/poll")
              .put("bundled", false);
          ((ObjectNode) record.get("settings")).put("target", "http://h/poll");
        });
    List<String> rows = history(page(), "GET Chat");

    assertThat(rows).hasSize(3);
    assertThat(rows.get(2))
        .startsWith("2026-11-24 09:00:00 Complete 40 ")
        .endsWith("the first run");
    assertThat(rows.get(1)).endsWith(" nothing");
    assertThat(rows.get(0))
        .startsWith("2026-11-24 09:02:00 Complete 80 ")
        .contains("hold 1s → 2s")
        .contains("rearm immediate → fixed 2s")
        .contains("users 40 → 80")
        .contains("target.url http://127.0.0.1:41234/poll → http://h/poll")
        .contains("target.version 0.1.0 → 2.0")
        .containsPattern("environment\\.commit \\w+ → fedcba9876$")
        .doesNotContain("report.console-every", "target http");
  }

  @Test
  void anotherSetOfPermittedStatusesIsAChange() throws Exception {
    write(run(CHAT, 0));
    write(run(new RunRecord.Api("Chat", "GET", List.of(200, 204, 410)), 1));
    write(run(new RunRecord.Api("Chat", "GET", null), 2));
    List<String> rows = history(page(), "GET Chat");

    assertThat(rows.get(1)).endsWith("api.permitted [200, 204] → [200, 204, 410]");
    assertThat(rows.get(0)).endsWith("api.permitted [200, 204, 410] → –");
  }

  @Test
  void anotherMethodIsAnotherHistory() throws Exception {
    write(run(CHAT, 0));
    write(run(new RunRecord.Api("Chat", "POST", List.of(200)), 1));
    PageReader page = page();

    assertThat(history(page, "GET Chat")).hasSize(1);
    assertThat(history(page, "POST Chat")).hasSize(1);
  }

  @Test
  void figuresAreThoseOfTheRecord() throws Exception {
    FakeRun failing = run(CHAT, 0);
    failing.failed = Map.of("http-204", 7L);
    failing.lag = false;
    write(failing);

    assertThat(history(page(), "GET Chat").get(0)).contains(" – – 7 the first run");
  }

  @Test
  void severalRunsAreDrawnAndOneIsNot() throws Exception {
    write(run(CHAT, 0));
    FakeRun invalid = run(CHAT, 1);
    invalid.status = RunStatus.INVALID;
    write(invalid);
    write(run(CHAT, 2));
    write(run(JOBS, 3));
    PageReader page = page();
    List<Element> sections = page.all("section");

    assertThat(sections).hasSize(2);
    assertThat(page.within(sections.get(0), "figure")).as("POST Jobs, one run").isEmpty();
    assertThat(page.within(sections.get(1), "figure")).hasSize(4);
    assertThat(page.text()).doesNotContain("Trends, by simulation and label");
  }

  @Test
  void aRecordThatLacksAPartHidesNoOther() throws Exception {
    write(run(CHAT, 0));
    edit(write(run(CHAT, 1)), record -> record.putNull("environment"));
    write(run(CHAT, 2));
    List<String> rows = history(page(), "GET Chat");

    assertThat(rows.get(0)).endsWith("cannot be told: a record lacks a part");
    assertThat(rows.get(1)).endsWith("cannot be told: a record lacks a part");
  }

  @Test
  void ofManyRunsTheNewestHundredAreShown() throws Exception {
    for (int i = 0; i < 103; i++) {
      FakeRun run = run(CHAT, i);
      run.seconds = 1;
      run.users = 4;
      write(run);
    }
    PageReader page = page();

    assertThat(history(page, "GET Chat")).hasSize(100);
    assertThat(history(page, "GET Chat").get(99))
        .as("the next older one is known")
        .endsWith("nothing");
    assertThat(page.text()).contains("3 older runs are left out.");
  }

  @Test
  void aBaselineIsNoPartOfAHistory() throws Exception {
    write(run(CHAT, 1));
    run(CHAT, 0).write(results.resolve("baseline/release"));
    PageReader page = page();

    assertThat(history(page, "GET Chat")).hasSize(1);
    assertThat(page.text()).contains("GET Chat 2 runs, history", "baseline");
  }

  @Test
  void theNewestRunsAreJudgedAgainstTheBaselineOfTheirApiOnly() throws Exception {
    write(run(JOBS, 2));
    write(run(CHAT, 3));
    run(CHAT, 0).write(results.resolve("baseline/release"));
    PageReader page = page();

    assertThat(page.text()).containsOnlyOnce("1 base run and 1 candidate run");
    assertThat(page.within(page.all("section").get(0), "p"))
        .as("GET Chat")
        .extracting(p -> p.getAttribute("class"))
        .anyMatch(kind -> kind.startsWith("status "));
  }

  @Test
  void whatNoRunMeasuredIsNotDrawn() throws Exception {
    for (int i = 0; i < 2; i++) {
      FakeRun run = run(CHAT, i);
      run.lag = false;
      write(run);
    }
    PageReader page = page();

    assertThat(page.within(page.all("section").get(0), "h4"))
        .extracting(Element::getTextContent)
        .containsExactly("Empty rate", "Failed polls", "Users");
  }

  @Test
  void aHostileNameStaysText() throws Exception {
    write(run(new RunRecord.Api("</script><script>alert(1)</script>", "GET", null), 0));

    assertThat(IndexPage.render(results)).doesNotContain("<script>alert", "</script><script>a");
  }
}
