package longpoll.report;

import java.io.PrintWriter;
import java.util.Locale;
import longpoll.compare.Amounts;
import longpoll.compare.Comparison;
import longpoll.compare.Difference;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Shift;
import longpoll.compare.Unit;

/** A comparison on the terminal: the verdict and its reasons first. */
public final class ComparisonSummary {
  private static final String ROW = "%-20s %12s %12s %10s %22s %9s  %s%n";

  private ComparisonSummary() {}

  public static void print(Comparison comparison, PrintWriter out) {
    out.println(
        "Verdict: "
            + comparison.verdict().word().toUpperCase(Locale.ROOT)
            + (comparison.advisory() ? " (advisory)" : ""));
    comparison.reasons().forEach(reason -> out.println("  " + reason));
    comparison.notes().forEach(note -> out.println("  note: " + note));
    out.println();
    out.println(
        comparison.paired()
            ? comparison.base().size() + " pairs of runs"
            : comparison.base().size()
                + " base runs, "
                + comparison.candidate().size()
                + " candidate runs");
    for (Difference difference : comparison.differences()) {
      out.println(
          "  "
              + difference.kind().word()
              + ": "
              + difference.key()
              + ": "
              + String.join(", ", difference.base())
              + " -> "
              + String.join(", ", difference.candidate()));
    }
    if (!comparison.gated().isEmpty()) {
      out.println();
      out.printf(
          Locale.ROOT, ROW, "Measure", "Base", "Candidate", "Shift", "Interval", "Band", "Verdict");
      comparison.gated().forEach(compared -> row(compared, out));
    }
    out.flush();
  }

  private static void row(MeasureComparison compared, PrintWriter out) {
    Unit unit = compared.measure().unit();
    Shift shift = compared.shift();
    out.printf(
        Locale.ROOT,
        ROW,
        compared.measure().name(),
        amount(compared.baseMedian(), unit),
        amount(compared.candidateMedian(), unit),
        shift == null ? Text.NONE : percent(compared, shift.estimate()),
        shift == null
            ? Text.NONE
            : percent(compared, shift.low()) + " to " + percent(compared, shift.high()),
        compared.band() == null ? Text.NONE : "±" + percent(compared, compared.band()).substring(1),
        compared.verdict().word().toUpperCase(Locale.ROOT));
  }

  private static String amount(Double value, Unit unit) {
    return value == null ? Text.NONE : Amounts.format(value, unit);
  }

  private static String percent(MeasureComparison compared, double value) {
    Double share = compared.relative(value);
    if (share == null) {
      String amount = Amounts.format(value, compared.measure().unit());
      return value < 0 ? amount : "+" + amount;
    }
    return (share < 0 ? "" : "+") + Amounts.digits(share * 100) + " %";
  }
}
