package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Requirement;
import longpoll.compare.ShiftText;
import longpoll.compare.Unit;
import longpoll.compare.Verdict;
import longpoll.text.Numbers;

/** The tables of a comparison: what differed, every measure, the objectives of every run. */
final class ComparedTables {
  private ComparedTables() {}

  /**
   * A measure's line, ready to print.
   *
   * @param cells base, candidate, shift, relative shift, interval, confidence, p, band
   * @param kind CSS class and icon of the verdict, or empty
   */
  public record MeasureRow(
      String name, String direction, List<String> cells, String kind, String word) {
    static MeasureRow of(Comparison comparison, MeasureComparison compared) {
      Unit unit = compared.measure().unit();
      boolean judged = comparison.verdict() != Verdict.NOT_COMPARABLE;
      return new MeasureRow(
          compared.measure().name(),
          compared.measure().direction().words(),
          List.of(
              unit.formatOrNone(compared.baseMedian()),
              unit.formatOrNone(compared.candidateMedian()),
              ShiftText.shift(compared),
              ShiftText.relative(compared),
              ShiftText.interval(compared),
              ShiftText.confidence(compared),
              ShiftText.probability(compared),
              ShiftText.band(compared)),
          judged ? Banner.kind(compared.verdict()) : "",
          Banner.word(comparison, compared));
    }
  }

  static List<MeasureRow> gated(Comparison comparison) {
    return comparison.gated().stream().map(one -> MeasureRow.of(comparison, one)).toList();
  }

  /** Measures that decide nothing; those that no run measured are left out. */
  static List<MeasureRow> others(Comparison comparison) {
    return comparison.measures().stream()
        .filter(compared -> !compared.gated() && compared.measured())
        .map(compared -> MeasureRow.of(comparison, compared))
        .toList();
  }

  static boolean anyWithoutInterval(Comparison comparison) {
    return comparison.measures().stream()
        .anyMatch(
            compared ->
                compared.shift() == null && !ShiftText.shift(compared).equals(Numbers.NONE));
  }

  static String notMeasured(Comparison comparison) {
    List<String> names =
        comparison.measures().stream()
            .filter(compared -> !compared.gated() && !compared.measured())
            .map(compared -> compared.measure().name())
            .toList();
    return names.isEmpty() ? "" : "Measured by no run: " + String.join(", ", names) + ".";
  }

  /**
   * By kind, in the order in which they weigh; null where nothing differed.
   *
   * @param mostValues how many values of a side are written out; of more, the first and a count
   */
  static Table differences(Comparison comparison, int mostValues) {
    if (comparison.differences().isEmpty()) {
      return null;
    }
    Table.Builder table =
        new Table.Builder("What was not the same in all runs")
            .text("Key", "Kind", "Base", "Candidate");
    for (Difference.Kind kind : Difference.Kind.values()) {
      for (Difference difference : comparison.differences()) {
        if (difference.kind() == kind) {
          table.row(
              difference.key(),
              kind.word(),
              values(difference.base(), mostValues),
              values(difference.candidate(), mostValues));
        }
      }
    }
    return table
        .note(
            "Load model: the runs were not the same job. Varied: the same, but asked for. Identity:"
                + " what is compared. Machine: what differs may be its doing.")
        .build();
  }

  private static String values(List<String> values, int most) {
    List<String> words = values.stream().map(value -> value.isEmpty() ? "(none)" : value).toList();
    return words.size() <= most
        ? String.join("; ", words)
        : words.get(0) + " and " + (words.size() - 1) + " more";
  }

  /** A line a run and a column an objective; null where the policy has none. */
  static Table objectives(Comparison comparison) {
    List<Requirement> objectives = comparison.policy().objectives();
    if (objectives.isEmpty()) {
      return null;
    }
    Table.Builder table =
        new Table.Builder("Objectives of every run: required at the head, actual below")
            .text("Run");
    objectives.forEach(objective -> table.numbers(objective.text()));
    for (RunName name : RunName.all(comparison)) {
      List<String> cells = new ArrayList<>(List.of(name.inFull()));
      // A run may be on both sides, which is refused, but shown.
      objectives.forEach(objective -> cells.add(actual(objective.check(name.run()))));
      table.row(cells.toArray(String[]::new));
    }
    return table.build();
  }

  private static String actual(Requirement.Check check) {
    String actual =
        check.actual() == null
            ? "not measured"
            : check.requirement().measure().unit().format(check.actual());
    return check.met() ? actual : "missed: " + actual;
  }
}
