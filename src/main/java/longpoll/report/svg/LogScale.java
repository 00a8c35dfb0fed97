package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;
import longpoll.text.Numbers;

/** Equal factors, from one power of ten to another. */
public record LogScale(int fromPower, int toPower) implements Scale {
  private static final int FEW_DECADES = 3;

  public LogScale {
    if (fromPower >= toPower) {
      throw new IllegalArgumentException(
          "an axis must ascend, but goes from 10^" + fromPower + " to 10^" + toPower);
    }
  }

  /** The whole decades around two positive values. */
  public static LogScale around(double lowest, double highest) {
    if (!(lowest > 0 && highest >= lowest)) {
      throw new IllegalArgumentException(
          "a logarithmic axis needs values above 0, but got " + lowest + " to " + highest);
    }
    int from = (int) Math.floor(StrictMath.log10(lowest) + 1e-12);
    int to = (int) Math.ceil(StrictMath.log10(highest) - 1e-12);
    return new LogScale(from, Math.max(to, from + 1));
  }

  @Override
  public double place(double value) {
    return (StrictMath.log10(value) - fromPower) / (toPower - fromPower);
  }

  @Override
  public List<Tick> ticks(int most) {
    int decades = toPower - fromPower;
    int every = Math.max(1, (int) Math.ceil((double) decades / most));
    List<Tick> ticks = new ArrayList<>();
    for (int power = fromPower; power <= toPower; power += every) {
      add(ticks, 1, power);
      if (power < toPower && decades <= FEW_DECADES) {
        add(ticks, 2, power);
        add(ticks, 5, power);
      }
    }
    return ticks;
  }

  private static void add(List<Tick> ticks, int factor, int power) {
    double value = factor * StrictMath.pow(10, power);
    ticks.add(new Tick(value, Numbers.shortest(value)));
  }
}
