package longpoll.export;

import longpoll.compare.Amounts;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Shift;
import longpoll.compare.Unit;

/** Values of a comparison as people read them in a cell of a table. */
final class Cells {
  static final String NONE = "\u2013";

  private Cells() {}

  static String amount(Double value, Unit unit) {
    return value == null ? NONE : Amounts.format(value, unit);
  }

  static String shift(MeasureComparison compared) {
    return compared.shift() == null ? NONE : signed(compared, compared.shift().estimate());
  }

  static String interval(MeasureComparison compared) {
    Shift shift = compared.shift();
    return shift == null
        ? NONE
        : signed(compared, shift.low()) + " to " + signed(compared, shift.high());
  }

  static String confidence(MeasureComparison compared) {
    return compared.shift() == null
        ? NONE
        : Amounts.format(compared.shift().confidence(), Unit.SHARE);
  }

  static String probability(MeasureComparison compared) {
    return compared.shift() == null ? NONE : Amounts.digits(compared.shift().pValue());
  }

  /** In percent, unless it is the absolute floor that decides. */
  static String band(MeasureComparison compared) {
    if (compared.band() == null) {
      return NONE;
    }
    double relative = compared.gate().relative() * Math.abs(compared.baseMedian());
    String amount =
        compared.gate().absolute() > relative && compared.measure().unit() != Unit.SHARE
            ? Amounts.format(compared.band(), compared.measure().unit())
            : signed(compared, compared.band());
    return "\u00b1" + (amount.startsWith("+") ? amount.substring(1) : amount);
  }

  /** In percent of the base median; in the measure's unit where percent would mislead. */
  private static String signed(MeasureComparison compared, double value) {
    Unit unit = compared.measure().unit();
    Double share = compared.relative(value);
    if (unit == Unit.SHARE) {
      return sign(value) + Amounts.digits(value * 100) + " points";
    }
    return share == null
        ? sign(value) + Amounts.format(value, unit)
        : sign(share) + Amounts.digits(share * 100) + " %";
  }

  private static String sign(double value) {
    return value > 0 ? "+" : "";
  }
}
