package longpoll.finding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A measured quantity, with a value for each column of its section. Immutable.
 *
 * @param name for programs, such as {@code hold.empty.p50}
 * @param title for people
 * @param unit such as {@code ms}; empty for a count
 * @param values in the order of the section's columns; null for what was not measured
 */
public record Figure(String name, String title, String unit, List<Double> values) {
  public Figure {
    // List.copyOf takes no nulls.
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
