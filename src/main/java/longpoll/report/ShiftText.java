package longpoll.report;

import longpoll.compare.Amounts;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Shift;
import longpoll.compare.Unit;
import longpoll.compare.Verdict;

/** Compared measures as the page and the terminal write them. A dash stands for what is not. */
final class ShiftText {
  private ShiftText() {}

  static String amount(Double value, Unit unit) {
    return value == null ? Text.NONE : Amounts.format(value, unit);
  }

  /** The shift in the measure's own unit; that of a share in points. */
  static String shift(MeasureComparison compared) {
    Double estimate = estimate(compared);
    return estimate == null ? Text.NONE : signed(compared, estimate);
  }

  /** The shift relative to the baseline, where that is not 0. */
  static String relative(MeasureComparison compared) {
    Double estimate = estimate(compared);
    Double share = estimate == null ? null : compared.relative(estimate);
    return share == null ? Text.NONE : percent(share) + " %";
  }

  /** Of so few runs that no shift can be estimated, the plain difference is all there is. */
  private static Double estimate(MeasureComparison compared) {
    if (compared.shift() != null) {
      return compared.shift().estimate();
    }
    return compared.baseMedian() == null || compared.candidateMedian() == null
        ? null
        : (Double) (compared.candidateMedian() - compared.baseMedian());
  }

  /** Relative where it can be, else in the measure's unit. */
  static String interval(MeasureComparison compared) {
    Shift shift = compared.shift();
    if (shift == null) {
      return Text.NONE;
    }
    Double low = compared.relative(shift.low());
    Double high = compared.relative(shift.high());
    return low == null
        ? signed(compared, shift.low()) + " to " + signed(compared, shift.high())
        : percent(low) + " to " + percent(high) + " %";
  }

  /** Relative where it can be, else in the measure's unit. */
  static String band(MeasureComparison compared) {
    if (compared.band() == null) {
      return Text.NONE;
    }
    Double share = compared.relative(compared.band());
    return share == null
        ? "±" + Amounts.format(compared.band(), compared.measure().unit())
        : "±" + Amounts.digits(share * 100) + " %";
  }

  static String confidence(MeasureComparison compared) {
    return compared.shift() == null
        ? Text.NONE
        : Amounts.format(compared.shift().confidence(), Unit.SHARE);
  }

  static String probability(MeasureComparison compared) {
    if (compared.shift() == null) {
      return Text.NONE;
    }
    double p = compared.shift().pValue();
    return p < 0.0001 ? "< 0.0001" : Amounts.digits(p);
  }

  /** The measure's verdict; none where the runs may not be compared at all. */
  static String verdict(Comparison comparison, MeasureComparison compared) {
    return comparison.verdict() == Verdict.NOT_COMPARABLE ? Text.NONE : compared.verdict().word();
  }

  /** CSS class and icon of a verdict. */
  static String kind(Verdict verdict) {
    return switch (verdict) {
      case REGRESSION, OBJECTIVE_MISSED, NOT_COMPARABLE -> "invalid";
      case CHANGED -> "missed";
      case INCONCLUSIVE, INSUFFICIENT -> "aborted";
      case IMPROVED, EQUIVALENT -> "good";
    };
  }

  private static String signed(MeasureComparison compared, double value) {
    Unit unit = compared.measure().unit();
    String amount = (value > 0 ? "+" : "") + Amounts.format(value, unit);
    return unit == Unit.SHARE ? amount.replace(" %", " points") : amount;
  }

  private static String percent(double share) {
    return (share > 0 ? "+" : "") + Amounts.digits(share * 100);
  }
}
