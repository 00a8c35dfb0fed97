package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;

/** Equal room for each of some labels; the i-th stands at value i. */
public record CategoryScale(List<String> labels) implements Scale {
  public CategoryScale {
    labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an axis of categories needs at least one");
    }
  }

  @Override
  public double place(double value) {
    return (value + 0.5) / labels.size();
  }

  /** Of many labels every second, third and so on. */
  @Override
  public List<Tick> ticks(int most) {
    int every = (labels.size() + most - 1) / most;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < labels.size(); i += every) {
      ticks.add(new Tick(i, labels.get(i)));
    }
    return ticks;
  }
}
