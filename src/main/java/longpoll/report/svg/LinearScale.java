package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;
import longpoll.text.Numbers;

/** Equal steps. The ends are the values given, widened to whole steps by {@link #around}. */
public record LinearScale(double from, double to) implements Scale {
  private static final int STEPS = 6;

  /** Room that is left free at the ends, so that no line runs along an edge. */
  private static final double HEADROOM = 0.04;

  public LinearScale {
    if (!(from < to) || Double.isInfinite(to - from)) {
      throw new IllegalArgumentException(
          "an axis must ascend, but goes from " + from + " to " + to);
    }
  }

  /**
   * From zero, or from below it where there are negative values, to whole steps above the highest.
   */
  public static LinearScale around(double lowest, double highest) {
    double low = Math.min(0, lowest);
    double high = Math.max(0, highest);
    if (high == low) {
      high = low + 1;
    }
    double step = step(high - low, STEPS);
    double room = (high - low) * HEADROOM;
    double from = low < 0 ? Math.floor((low - room) / step) * step : 0;
    double to = high > 0 ? Math.ceil((high + room) / step) * step : 0;
    return new LinearScale(from, to);
  }

  /** Whole steps around the values, wherever zero is. */
  public static LinearScale over(double lowest, double highest) {
    double range = highest > lowest ? highest - lowest : Math.max(Math.abs(lowest) * 0.1, 1e-6);
    double step = step(range, STEPS);
    double room = range * HEADROOM;
    double from = Math.floor((lowest - room) / step) * step;
    return new LinearScale(
        lowest >= 0 ? Math.max(0, from) : from, Math.ceil((highest + room) / step) * step);
  }

  @Override
  public double place(double value) {
    return (value - from) / (to - from);
  }

  @Override
  public List<Tick> ticks(int most) {
    double step = step(to - from, most);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(new Tick(i * step, Numbers.shortest(i * step)));
    }
    return ticks;
  }

  /** The smallest of 1, 2 or 5 times a power of ten that makes at most {@code most} steps. */
  static double step(double range, int most) {
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(range / most)));
    for (double factor : new double[] {1, 2, 5}) {
      if (range / (factor * power) <= most + 1e-9) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
