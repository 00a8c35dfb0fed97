package longpoll.report;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import longpoll.compare.ComparedRun;
import longpoll.compare.Difference;
import longpoll.compare.Differences;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Excerpt;
import longpoll.text.Numbers;

/**
 * The runs of one API over time, and what changed from each to the next, ready to print. Needs the
 * records alone.
 *
 * @param id of its heading
 * @param api method and name
 * @param about where it was polled last, and how many runs there are
 * @param verdict of the newest runs against the baseline; null where there is no baseline of the
 *     API
 * @param rows newest first
 * @param more how many older runs are left out, in words; empty for none
 */
public record ApiHistory(
    String id,
    String api,
    String about,
    List<Figure> charts,
    Banner verdict,
    List<Row> rows,
    String more) {
  private static final int MOST_RUNS = 100;
  private static final int MOST_CHANGES = 12;
  private static final int LONGEST_VALUE = 60;
  private static final int COMMIT = 10;

  /** What is made of a run says nothing of the API. */
  private static final String OF_REPORTS = "report.";

  /** What the marks of each chart mean. */
  static final List<Figure.Entry> LEGEND =
      Trends.legend("lag p50; empty rate; failed polls; users", "lag p99");

  /**
   * One run.
   *
   * @param report link to its report, or empty where there is none
   * @param cells users, empty rate, lag p50, lag p99, failed
   * @param changes from the run before; none where {@code remark} says why
   */
  public record Row(
      String when,
      String report,
      String id,
      Banner status,
      List<String> cells,
      List<Change> changes,
      String remark) {}

  /**
   * @param key a setting, or the path of a field of the record
   * @param before a dash where there was nothing
   */
  public record Change(String key, String before, String after) {}

  /** Method and name, by which runs belong together; null for those without a definition. */
  record Key(String method, String name) {
    static Key of(RunEntry entry) {
      RunRecord.Api api = entry.readable() ? entry.run().api() : null;
      return api == null ? null : new Key(api.method(), api.name());
    }

    @Override
    public String toString() {
      return method + " " + name;
    }
  }

  /** Of each API, that with the newest run first. */
  static List<ApiHistory> of(List<RunEntry> newestFirst) {
    Map<Key, List<RunEntry>> groups = new LinkedHashMap<>();
    for (RunEntry entry : newestFirst) {
      Key key = Key.of(entry);
      if (key != null && !entry.baseline()) {
        groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
      }
    }
    List<ApiHistory> histories = new ArrayList<>();
    groups.forEach(
        (key, runs) -> histories.add(of("api-" + histories.size(), key, runs, newestFirst)));
    return histories;
  }

  private static ApiHistory of(String id, Key key, List<RunEntry> newestFirst, List<RunEntry> all) {
    List<RunEntry> shown = newestFirst.stream().limit(MOST_RUNS).toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      rows.add(row(shown.get(i), i + 1 < newestFirst.size() ? newestFirst.get(i + 1) : null));
    }
    int left = newestFirst.size() - shown.size();
    return new ApiHistory(
        id,
        key.toString(),
        about(newestFirst),
        shown.size() > 1 ? charts(id, shown) : List.of(),
        verdict(key, newestFirst, all),
        rows,
        left == 0 ? "" : Numbers.count(left) + " older runs are left out.");
  }

  private static String about(List<RunEntry> newestFirst) {
    RunRecord newest = newestFirst.get(0).run();
    String runs = newestFirst.size() == 1 ? "1 run" : newestFirst.size() + " runs";
    String url = newest.target() == null ? "" : newest.target().url() + ", ";
    List<Integer> permitted = newest.api().permitted();
    return url
        + (permitted == null
            ? ""
            : "permits "
                + permitted.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "; ")
        + runs;
  }

  private static Banner verdict(Key key, List<RunEntry> newestFirst, List<RunEntry> all) {
    List<RunEntry> baseline =
        all.stream().filter(entry -> entry.baseline() && key.equals(Key.of(entry))).toList();
    return baseline.isEmpty()
        ? null
        : AgainstBaseline.of(newestFirst.get(0).run().simulation(), newestFirst, baseline);
  }

  /** Of what at least one complete run has measured. */
  private static List<Figure> charts(String id, List<RunEntry> newestFirst) {
    List<RunEntry> runs = Trends.oldestFirst(newestFirst);
    List<Figure> charts = new ArrayList<>();
    Function<RunFacts, Double> lag = facts -> facts.metric(Measure.LAG).p50();
    if (isKnown(runs, lag)) {
      charts.add(
          Trends.chart(
              id + "-lag",
              "Delivery lag",
              "ms",
              runs,
              Map.of("p50", lag),
              Map.of("p99", facts -> facts.metric(Measure.LAG).p99())));
    }
    Map<String, Function<RunFacts, Double>> others = new LinkedHashMap<>();
    others.put("Empty rate", Trends::emptyPercent);
    others.put("Failed polls", facts -> number(facts.failed()));
    others.put("Users", facts -> number(facts.users()));
    others.forEach(
        (title, value) -> {
          if (isKnown(runs, value)) {
            String name = title.toLowerCase(Locale.ROOT);
            String unit = title.equals("Empty rate") ? "%" : name.replaceFirst(".* ", "");
            charts.add(
                Trends.chart(
                    id + "-" + name.replace(' ', '-'), title, unit, runs, Map.of(name, value)));
          }
        });
    return charts;
  }

  private static Double number(Number value) {
    return value == null ? null : (Double) value.doubleValue();
  }

  private static boolean isKnown(List<RunEntry> runs, Function<RunFacts, Double> value) {
    return runs.stream()
        .filter(Trends::complete)
        .anyMatch(entry -> value.apply(new RunFacts(entry.run())) != null);
  }

  private static Row row(RunEntry entry, RunEntry before) {
    RunFacts facts = new RunFacts(entry.run());
    MetricSummary lag = facts.metric(Measure.LAG);
    List<Change> changes =
        before == null || !isWhole(entry) || !isWhole(before)
            ? List.of()
            : changes(before.run(), entry);
    String remark =
        before == null
            ? "the first run"
            : !isWhole(entry) || !isWhole(before)
                ? "cannot be told: a record lacks a part"
                : changes.isEmpty() ? "nothing" : "";
    return new Row(
        Text.moment(entry.when().toString()),
        Files.exists(entry.folder().report()) ? entry.link() + "/report.html" : "",
        entry.folder().path().getFileName().toString(),
        Banner.of(entry.run()),
        List.of(
            Numbers.count(facts.users()),
            Numbers.percent(facts.emptyRate()),
            Numbers.millis(lag.p50()),
            Numbers.millis(lag.p99()),
            Numbers.count(facts.failed())),
        changes,
        remark);
  }

  /** Whether the record has all that differences are looked for in. */
  private static boolean isWhole(RunEntry entry) {
    RunRecord run = entry.run();
    return Stream.of(run.settings(), run.target(), run.environment(), run.events())
        .allMatch(Objects::nonNull);
  }

  private static List<Change> changes(RunRecord before, RunEntry after) {
    List<Change> changes = new ArrayList<>();
    if (!Objects.equals(before.api().permitted(), after.run().api().permitted())) {
      changes.add(
          new Change(
              "api.permitted",
              Text.orNone(before.api().permitted()),
              Text.orNone(after.run().api().permitted())));
    }
    for (Difference difference :
        Differences.from(
            new ComparedRun(after.folder(), before),
            new ComparedRun(after.folder(), after.run()))) {
      if (!isLeftOut(difference.key(), before, after.run())) {
        changes.add(
            new Change(
                difference.key(),
                shown(difference.key(), difference.base()),
                shown(difference.key(), difference.candidate())));
      }
    }
    if (changes.size() > MOST_CHANGES) {
      int more = changes.size() - MOST_CHANGES;
      List<Change> first = new ArrayList<>(changes.subList(0, MOST_CHANGES));
      first.add(new Change("and " + more + " more", "", ""));
      return first;
    }
    return changes;
  }

  /** The record's target.url tells more than the setting, but the bundled server's port nothing. */
  private static boolean isLeftOut(String key, RunRecord before, RunRecord after) {
    return key.startsWith(OF_REPORTS)
        || key.equals("target")
        || key.equals("target.url") && before.target().bundled() && after.target().bundled();
  }

  private static String shown(String key, List<String> values) {
    String value = String.join(" ", values);
    boolean commit = key.equals("environment.commit") && value.length() > COMMIT;
    return Text.orNone(commit ? value.substring(0, COMMIT) : Excerpt.of(value, LONGEST_VALUE));
  }
}
