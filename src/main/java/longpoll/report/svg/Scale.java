package longpoll.report.svg;

import java.util.List;

/** Maps values to a place between 0 (start of the axis) and 1 (its end). Immutable. */
public interface Scale {
  double place(double value);

  /** Ticks in ascending order, at most about {@code most}. */
  List<Tick> ticks(int most);
}
