package longpoll.report;

import java.nio.file.Files;
import java.util.List;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/**
 * A line of the index, ready to print.
 *
 * @param place {@code baseline}, or empty for a run of this machine
 * @param cells users, held, lag p50, lag p99, empty rate, predicted, missed, failed, duration; none
 *     for a record that cannot be read
 * @param report link to our report, or empty where there is none
 * @param gatling link to Gatling's report, or empty where there is none
 */
public record IndexRow(
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
  static IndexRow of(RunEntry entry, boolean mayComeLater) {
    String place = entry.baseline() ? "baseline" : "";
    String id = entry.folder().path().getFileName().toString();
    String when = Text.moment(entry.when().toString());
    boolean gatling = mayComeLater || Files.exists(entry.folder().gatlingReport());
    String report = Files.exists(entry.folder().report()) ? entry.link() + "/report.html" : "";
    String gatlingLink = gatling ? entry.link() + "/index.html" : "";
    if (!entry.readable()) {
      String word = Files.exists(entry.folder().runJson()) ? "Unreadable" : "No record";
      Banner unreadable = new Banner("invalid", word, "", List.of(entry.error()));
      return new IndexRow(when, place, "", "", id, unreadable, List.of(), report, gatlingLink);
    }
    RunRecord run = entry.run();
    return new IndexRow(
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
    MetricSummary lag = facts.metric("lag");
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
