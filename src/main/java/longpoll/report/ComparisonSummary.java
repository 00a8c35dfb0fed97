package longpoll.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.ShiftText;
import longpoll.compare.Verdict;

/** A comparison on the terminal: the verdict and its reasons first. */
public final class ComparisonSummary {
  /** Each run of the bundled server has a port of its own: a line of them would be very long. */
  private static final int MOST_VALUES = 2;

  private ComparisonSummary() {}

  /** In colours where this process's output is a terminal. */
  public static void print(Comparison comparison, PrintWriter out) {
    text(comparison, Console.Paint.ofThisProcess()).lines().forEach(out::println);
    out.flush();
  }

  static String text(Comparison comparison, Console.Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append(headline(comparison, paint)).append('\n');
    text.append(Banner.sentence(comparison)).append('\n');
    comparison.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
    comparison.notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
    text.append('\n').append(ComparisonPage.runs(comparison));
    text.append(", judged by ").append(ComparisonPage.policy(comparison.policy())).append('\n');
    Table differences = ComparedTables.differences(comparison, MOST_VALUES);
    if (differences != null) {
      text.append('\n').append(ConsoleTable.of(differences, paint));
    }
    List<MeasureComparison> gated = comparison.gated();
    if (!gated.isEmpty()) {
      text.append('\n').append(ConsoleTable.of(table(comparison, gated), paint));
    }
    return text.toString();
  }

  private static String headline(Comparison comparison, Console.Paint paint) {
    Verdict verdict = comparison.verdict();
    String line =
        "Verdict: "
            + verdict.word().toUpperCase(Locale.ROOT)
            + (comparison.advisory() ? " (advisory)" : "");
    return switch (Banner.kind(verdict)) {
      case "good" -> paint.good(line);
      case "aborted" -> paint.strong(line);
      default -> paint.bad(line);
    };
  }

  private static Table table(Comparison comparison, List<MeasureComparison> gated) {
    Table.Builder table =
        new Table.Builder("Gated measures")
            .text("Measure")
            .numbers("Base", "Candidate", "Shift", "Relative", "Interval", "Band")
            .text("Verdict");
    for (MeasureComparison compared : gated) {
      table.row(
          compared.measure().name(),
          compared.measure().unit().formatOrNone(compared.baseMedian()),
          compared.measure().unit().formatOrNone(compared.candidateMedian()),
          ShiftText.shift(compared),
          ShiftText.relative(compared),
          ShiftText.interval(compared),
          ShiftText.band(compared),
          Banner.word(comparison, compared).toUpperCase(Locale.ROOT));
    }
    return table.build();
  }
}
