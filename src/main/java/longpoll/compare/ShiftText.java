package longpoll.compare;

import longpoll.text.Numbers;

/**
 * The shift of a measure in words and in the cells of a table. A dash: not measured, or not
 * estimated.
 */
public final class ShiftText {
  private ShiftText() {}

  /** Medians, shift, interval and band in one line. All of them must be there. */
  static String sentence(MeasureComparison compared) {
    Shift shift = compared.shift();
    Unit unit = compared.measure().unit();
    StringBuilder text =
        new StringBuilder(unit.format(compared.baseMedian()))
            .append(" to ")
            .append(unit.format(compared.candidateMedian()))
            .append(", shift ")
            .append(withPercent(compared, shift.estimate()))
            .append(", ")
            .append(Unit.SHARE.format(shift.confidence()))
            .append(" interval ")
            .append(withPercent(compared, shift.low()))
            .append(" to ")
            .append(withPercent(compared, shift.high()))
            .append("; band ±")
            .append(unit.format(compared.band()));
    if (compared.verdict() == Verdict.INCONCLUSIVE) {
      text.append(
          shift.excludesZero()
              ? ": the shift is real but may or may not matter"
              : ": the runs vary too much to tell; more of them, or longer ones, may");
    }
    return text.toString();
  }

  private static String withPercent(MeasureComparison compared, double value) {
    Unit unit = compared.measure().unit();
    Double share = compared.relative(value);
    return unit.formatChange(value)
        + (share == null || unit == Unit.SHARE ? "" : " (" + Numbers.signedPercent(share) + ")");
  }

  /** The shift in the measure's own unit; that of a share in points. */
  public static String shift(MeasureComparison compared) {
    Double estimate = estimate(compared);
    return estimate == null ? Numbers.NONE : compared.measure().unit().formatChange(estimate);
  }

  /** The shift relative to the baseline, where that is not 0. */
  public static String relative(MeasureComparison compared) {
    Double estimate = estimate(compared);
    Double share = estimate == null ? null : compared.relative(estimate);
    return share == null ? Numbers.NONE : Numbers.signedPercent(share);
  }

  /** Of so few runs that no shift can be estimated, the difference of the medians. */
  private static Double estimate(MeasureComparison compared) {
    if (compared.shift() != null) {
      return compared.shift().estimate();
    }
    return compared.baseMedian() == null || compared.candidateMedian() == null
        ? null
        : (Double) (compared.candidateMedian() - compared.baseMedian());
  }

  /** Relative where it can be, else in the measure's unit. */
  public static String interval(MeasureComparison compared) {
    Shift shift = compared.shift();
    if (shift == null) {
      return Numbers.NONE;
    }
    Double low = compared.relative(shift.low());
    Double high = compared.relative(shift.high());
    Unit unit = compared.measure().unit();
    return low == null
        ? unit.formatChange(shift.low()) + " to " + unit.formatChange(shift.high())
        : Numbers.signedPercent(low).replace(" %", "") + " to " + Numbers.signedPercent(high);
  }

  /** Relative where it can be, else in the measure's unit. */
  public static String band(MeasureComparison compared) {
    if (compared.band() == null) {
      return Numbers.NONE;
    }
    Double share = compared.relative(compared.band());
    return "±"
        + (share == null
            ? compared.measure().unit().format(compared.band())
            : Unit.SHARE.format(share));
  }

  public static String confidence(MeasureComparison compared) {
    return compared.shift() == null
        ? Numbers.NONE
        : Unit.SHARE.format(compared.shift().confidence());
  }

  public static String probability(MeasureComparison compared) {
    if (compared.shift() == null) {
      return Numbers.NONE;
    }
    double p = compared.shift().pValue();
    return p < 0.0001 ? "< 0.0001" : Numbers.significant(p);
  }
}
