package longpoll.compare;

/** A measure's shift, its interval and its floors in one line. */
final class ShiftInWords {
  private ShiftInWords() {}

  static String of(MeasureComparison compared) {
    Shift shift = compared.shift();
    Unit unit = compared.measure().unit();
    StringBuilder text =
        new StringBuilder(Amounts.format(compared.baseMedian(), unit))
            .append(" to ")
            .append(Amounts.format(compared.candidateMedian(), unit))
            .append(", shift ")
            .append(signed(compared, shift.estimate()))
            .append(", ")
            .append(Amounts.format(shift.confidence(), Unit.SHARE))
            .append(" interval ")
            .append(signed(compared, shift.low()))
            .append(" to ")
            .append(signed(compared, shift.high()))
            .append("; band ±")
            .append(Amounts.format(compared.band(), unit));
    if (compared.verdict() == Verdict.INCONCLUSIVE) {
      text.append(": ").append(why(compared));
    }
    return text.toString();
  }

  private static String why(MeasureComparison compared) {
    return compared.shift().excludesZero()
        ? "the shift is real but may or may not matter"
        : "the runs vary too much to tell; more of them, or longer ones, may";
  }

  private static String signed(MeasureComparison compared, double value) {
    Double share = compared.relative(value);
    Unit unit = compared.measure().unit();
    String amount = (value > 0 ? "+" : "") + Amounts.format(value, unit);
    // The shift of a share in percent of a percentage would be read as points.
    return share == null || unit == Unit.SHARE
        ? (unit == Unit.SHARE ? amount.replace(" %", " points") : amount)
        : amount + " (" + (share > 0 ? "+" : "") + Amounts.digits(share * 100) + " %)";
  }
}
