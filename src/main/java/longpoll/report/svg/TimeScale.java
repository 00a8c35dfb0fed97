package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;

/** Seconds, with steps that people count time in. */
public record TimeScale(double from, double to) implements Scale {
  private static final int[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400
  };
  private static final int IN_MINUTES_FROM = 300;
  private static final int IN_HOURS_FROM = 3 * 3600;

  public TimeScale {
    if (!(from < to)) {
      throw new IllegalArgumentException(
          "an axis must ascend, but goes from " + from + " to " + to);
    }
  }

  /** How the ticks are written. */
  public String unit() {
    return to >= IN_HOURS_FROM ? "h:min" : to >= IN_MINUTES_FROM ? "min:s" : "s";
  }

  @Override
  public double place(double value) {
    return (value - from) / (to - from);
  }

  @Override
  public List<Tick> ticks(int most) {
    long step = STEPS[0];
    for (int i = 1; i < STEPS.length && (to - from) / step > most; i++) {
      step = STEPS[i];
    }
    while ((to - from) / step > most) {
      step *= 2;
    }
    List<Tick> ticks = new ArrayList<>();
    for (long value = (long) Math.ceil(from / step) * step; value <= to; value += step) {
      ticks.add(new Tick(value, label(value)));
    }
    return ticks;
  }

  /** An instant on this axis, as its ticks are written. */
  public String label(long seconds) {
    if (to >= IN_HOURS_FROM) {
      return seconds / 3600 + ":" + twoDigits(seconds / 60 % 60);
    }
    return to >= IN_MINUTES_FROM
        ? seconds / 60 + ":" + twoDigits(seconds % 60)
        : Long.toString(seconds);
  }

  private static String twoDigits(long value) {
    return value < 10 ? "0" + value : Long.toString(value);
  }
}
