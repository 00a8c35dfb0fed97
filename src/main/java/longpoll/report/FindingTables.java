package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.finding.Figure;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import longpoll.text.Numbers;

/** Words and tables of an examination, the same on the terminal and on the page. */
final class FindingTables {
  private FindingTables() {}

  /** {@code Contract of LongPollAPI}. */
  static String heading(FindingReport report) {
    String word = report.kind().word();
    return word.substring(0, 1).toUpperCase(Locale.ROOT)
        + word.substring(1)
        + " of "
        + report.title();
  }

  static Banner banner(FindingReport report) {
    if (report.failed()) {
      return new Banner("invalid", "Failed", counts(report), List.of());
    }
    return report.count(Finding.Verdict.UNKNOWN) > 0
        ? new Banner("good", "Passed, as far as it can be told", counts(report), List.of())
        : new Banner("good", "Passed", counts(report), List.of());
  }

  private static String counts(FindingReport report) {
    return String.format(
        Locale.ROOT,
        "%d passed, %d failed, %d cannot be told; examined in %s.",
        report.count(Finding.Verdict.PASS),
        report.count(Finding.Verdict.FAIL),
        report.count(Finding.Verdict.UNKNOWN),
        Numbers.duration(report.durationMs()));
  }

  /** The figures of a section, or null where it has none. */
  static Table figures(FindingReport.Section section) {
    if (section.figures().isEmpty()) {
      return null;
    }
    Table.Builder table = new Table.Builder("Measured").text("Measure");
    table.numbers(section.columns().toArray(String[]::new));
    for (Figure figure : section.figures()) {
      List<String> row = new ArrayList<>();
      row.add(figure.title());
      figure.values().forEach(value -> row.add(value(value, figure.unit())));
      table.row(row.toArray(String[]::new));
    }
    return table.build();
  }

  private static String value(Double value, String unit) {
    if (value == null || unit.isEmpty()) {
      return Numbers.mean(value);
    }
    return Numbers.digits(value) + "\u00a0" + unit;
  }

  /** When something happened, in seconds to the millisecond. */
  static String moment(Finding.Moment moment) {
    return Numbers.fixed(moment.micros() / 1e6, 3) + "\u00a0s";
  }

  /** What was sent and what came, or null where the finding has no timeline. */
  static Table timeline(Finding finding) {
    if (finding.timeline().isEmpty()) {
      return null;
    }
    Table.Builder table =
        new Table.Builder("Timeline of " + finding.id()).text("Time", "Client", "What happened");
    finding.timeline().forEach(moment -> table.row(moment(moment), moment.client(), moment.what()));
    return table.build();
  }
}
