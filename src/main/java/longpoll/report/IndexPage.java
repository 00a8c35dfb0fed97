package longpoll.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/**
 * {@code results/index.html}: all runs, newest first, by API where they have a definition; the
 * history of each API, the trends of the others and their verdict against the baseline; and the
 * newest of one simulation laid over each other. A record that cannot be read is listed with its
 * error. Its style sheet is written beside it. Reads each {@code run.json}, but the histograms of a
 * few runs only.
 */
public final class IndexPage {
  private static final String RUN_JSON = "run.json";

  private IndexPage() {}

  /**
   * @param results the folder that has {@code runs/} and {@code baseline/}, either of which may be
   *     missing
   */
  public static void write(Path results) throws IOException {
    String page = render(results);
    // Also where it is a link to one, which cannot be created.
    if (!Files.isDirectory(results)) {
      Files.createDirectories(results);
    }
    Pages.write(results.resolve("index.html"), page);
  }

  static String render(Path results) throws IOException {
    List<RunEntry> entries = entries(results);
    RunEntry newestRun =
        entries.stream().filter(entry -> !entry.baseline()).findFirst().orElse(null);
    Map<String, Object> model = new LinkedHashMap<>();
    List<ApiHistory> histories = ApiHistory.of(entries);
    model.put("count", entries.size());
    model.put("groups", groups(entries, newestRun, histories));
    model.put("histories", histories);
    model.put("historiesLegend", ApiHistory.LEGEND);
    model.put("missedOf", missedOf(entries));
    model.put("trends", Trends.of(entries));
    model.put("trendsLegend", Trends.LEGEND);
    model.put("figures", Overlay.of(entries));
    model.put(
        "simulation",
        entries.stream()
            .filter(entry -> entry.readable() && Files.exists(entry.folder().totalsLog()))
            .map(entry -> Text.simulation(entry.run().simulation()))
            .findFirst()
            .orElse(""));
    return Pages.render("index.ftlh", model);
  }

  /** The runs of each API together, and last those without a definition; each newest first. */
  private static List<Group> groups(
      List<RunEntry> entries, RunEntry newestRun, List<ApiHistory> histories) {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    for (RunEntry entry : entries) {
      ApiHistory.Key key = ApiHistory.Key.of(entry);
      rows.computeIfAbsent(key == null ? "" : key.toString(), absent -> new ArrayList<>())
          .add(Row.of(entry, entry == newestRun));
    }
    List<Row> without = rows.remove("");
    Map<String, String> anchors =
        histories.stream().collect(Collectors.toMap(ApiHistory::api, ApiHistory::id));
    List<Group> groups = new ArrayList<>();
    rows.forEach((api, ofApi) -> groups.add(new Group(api, anchors.getOrDefault(api, ""), ofApi)));
    if (without != null) {
      String title = groups.isEmpty() ? "" : "Without an API definition";
      groups.add(new Group(title, "", without));
    }
    return groups;
  }

  /** What is missed of other runs than those of broadcasts, if there are such. */
  private static String missedOf(List<RunEntry> entries) {
    return entries.stream()
        .filter(RunEntry::readable)
        .map(entry -> EventWords.of(entry.run().events()))
        .filter(words -> words != EventWords.BROADCAST)
        .distinct()
        .sorted()
        .map(words -> " " + words.missedInTheIndex())
        .collect(Collectors.joining());
  }

  /** A baseline that is being written, or whose writing was cut short. */
  private static boolean hidden(Path inside) {
    for (Path name : inside) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static List<RunEntry> entries(Path results) throws IOException {
    List<RunEntry> entries = new ArrayList<>();
    Path runs = results.resolve("runs");
    if (Files.isDirectory(runs)) {
      try (Stream<Path> folders = Files.list(runs)) {
        folders
            .filter(Files::isDirectory)
            .forEach(folder -> entries.add(RunEntry.read(results, folder, false)));
      }
    }
    Path baseline = results.resolve("baseline");
    if (Files.isDirectory(baseline)) {
      try (Stream<Path> files = Files.walk(baseline)) {
        files
            .filter(file -> file.endsWith(RUN_JSON) && !hidden(baseline.relativize(file)))
            .forEach(file -> entries.add(RunEntry.read(results, file.getParent(), true)));
      }
    }
    entries.sort(Comparator.comparing(RunEntry::when).reversed().thenComparing(RunEntry::link));
    return entries;
  }

  /**
   * Lines of the index under one heading.
   *
   * @param title empty where no run has a definition
   * @param history id of the heading of the API's history; empty where there is none
   */
  public record Group(String title, String history, List<Row> rows) {}

  /**
   * A line of the index, ready to print.
   *
   * @param place {@code baseline}, or empty for a run of this machine
   * @param cells users, held, lag p50, lag p99, empty rate, predicted, missed, failed, duration;
   *     none for a record that cannot be read
   * @param report link to our report, or empty where there is none
   * @param gatling link to Gatling's report, or empty where there is none
   */
  public record Row(
      String when,
      String place,
      String label,
      String simulation,
      String id,
      Banner status,
      List<String> cells,
      String report,
      String gatling) {

    /**
     * @param mayComeLater whether Gatling's report may still be written
     */
    static Row of(RunEntry entry, boolean mayComeLater) {
      String place = entry.baseline() ? "baseline" : "";
      String id = entry.folder().path().getFileName().toString();
      String when = Text.moment(entry.when().toString());
      boolean gatling = mayComeLater || Files.exists(entry.folder().gatlingReport());
      String report = Files.exists(entry.folder().report()) ? entry.link() + "/report.html" : "";
      String gatlingLink = gatling ? entry.link() + "/index.html" : "";
      if (!entry.readable()) {
        String word = Files.exists(entry.folder().runJson()) ? "Unreadable" : "No record";
        Banner unreadable = new Banner("invalid", word, "", List.of(entry.error()));
        return new Row(when, place, "", "", id, unreadable, List.of(), report, gatlingLink);
      }
      RunRecord run = entry.run();
      return new Row(
          when,
          place,
          run.label() == null ? "" : run.label(),
          Text.simulation(run.simulation()),
          id,
          Banner.of(run),
          cells(new RunFacts(run)),
          report,
          gatlingLink);
    }

    private static List<String> cells(RunFacts facts) {
      MetricSummary lag = facts.metric(Measure.LAG);
      return List.of(
          Numbers.count(facts.users()),
          Numbers.percent(facts.heldShare()),
          Numbers.millis(lag.p50()),
          Numbers.millis(lag.p99()),
          Numbers.percent(facts.emptyRate()),
          Numbers.percent(facts.emptyRatePredicted()),
          Numbers.count(facts.missed()),
          Numbers.count(facts.failed()),
          Numbers.duration(facts.run().durationMs()));
    }
  }
}
