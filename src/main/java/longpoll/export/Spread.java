package longpoll.export;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import longpoll.compare.Unit;

/** The smallest and the largest of the values that were measured. */
record Spread(double low, double high, int count) {
  /**
   * @param values null where a run did not measure it
   */
  static Optional<Spread> of(List<Double> values) {
    List<Double> measured = values.stream().filter(Objects::nonNull).sorted().toList();
    return measured.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Spread(measured.get(0), measured.get(measured.size() - 1), measured.size()));
  }

  String inWords(Unit unit) {
    return unit.format(low) + " to " + unit.format(high);
  }
}
