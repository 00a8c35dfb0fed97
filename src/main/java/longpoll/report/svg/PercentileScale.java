package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;

/**
 * Places a fraction p (0 to below 1) at log10(1 / (1 - p)), so that each further nine takes the
 * same room.
 *
 * @param decades how many nines the axis shows
 */
public record PercentileScale(double decades) implements Scale {
  public PercentileScale {
    if (!(decades > 0 && decades < 16)) {
      throw new IllegalArgumentException("decades must be between 0 and 16, but is " + decades);
    }
  }

  /** The fraction at a place on the axis. */
  public double fraction(double place) {
    return 1 - StrictMath.pow(10, -place * decades);
  }

  @Override
  public double place(double fraction) {
    return -StrictMath.log10(1 - fraction) / decades;
  }

  @Override
  public List<Tick> ticks(int most) {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(0, "0"));
    ticks.add(new Tick(0.5, "50"));
    StringBuilder label = new StringBuilder("9");
    for (int nines = 1; nines <= decades + 1e-9; nines++) {
      ticks.add(
          new Tick(
              1 - StrictMath.pow(10, -nines), nines == 1 ? "90" : label.append('9').toString()));
      if (nines == 2) {
        label.append('.');
      }
    }
    ticks.removeIf(tick -> place(tick.value()) > 1 + 1e-9);
    if (ticks.size() > most) {
      ticks.remove(1);
    }
    return ticks;
  }
}
