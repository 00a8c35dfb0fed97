package longpoll.compare;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute objective of every run: {@code lag.parked.p99 <= 50ms}, {@code events.missed == 0},
 * {@code polls.emptyRate <= 40%}.
 *
 * @param text as it was written
 * @param limit in the measure's unit
 * @param whereMeasured whether a run that did not measure it meets it
 */
public record Requirement(
    String text, ComparedMeasure measure, Operator operator, double limit, boolean whereMeasured) {

  private static final Pattern FORM =
      Pattern.compile("\\s*([\\w.]+)\\s*(<=|>=|==|<|>)\\s*(.+?)\\s*");

  public Requirement {
    Objects.requireNonNull(text);
    Objects.requireNonNull(measure);
    Objects.requireNonNull(operator);
  }

  /**
   * @throws IllegalArgumentException with a message that names what is wrong and what to write
   */
  public static Requirement parse(String text, boolean whereMeasured) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an objective: write a measure, one of <= < == > >=, and a value, as in"
              + " 'lag.parked.p99 <= 50ms'");
    }
    String name = form.group(1);
    ComparedMeasure measure =
        ComparedMeasures.named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "unknown measure '"
                            + name
                            + "': did you mean '"
                            + ComparedMeasures.nearest(name)
                            + "'?"));
    return new Requirement(
        text.trim(),
        measure,
        Operator.of(form.group(2)),
        measure.unit().parse(form.group(3)),
        whereMeasured);
  }

  /** Holds a run against it. */
  public Check check(ComparedRun run) {
    Double actual =
        measure.of(run.record()).isPresent() ? measure.of(run.record()).getAsDouble() : null;
    boolean met = actual == null ? whereMeasured : operator.holds(actual, limit);
    return new Check(this, run, actual, met);
  }

  /**
   * @param actual in the measure's unit; null where the run did not measure it
   */
  public record Check(Requirement requirement, ComparedRun run, Double actual, boolean met) {

    /** One line: required and actual. */
    public String inWords() {
      return requirement.measure().name()
          + " of "
          + run.id()
          + ": required "
          + requirement.operator().symbol()
          + " "
          + requirement.measure().unit().format(requirement.limit())
          + ", actual "
          + (actual == null ? "not measured" : requirement.measure().unit().format(actual));
    }
  }

  /** How a value relates to the limit. */
  public enum Operator {
    AT_MOST("<="),
    LESS("<"),
    EQUAL("=="),
    MORE(">"),
    AT_LEAST(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    static Operator of(String symbol) {
      for (Operator operator : values()) {
        if (operator.symbol.equals(symbol)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("no such operator: " + symbol);
    }

    boolean holds(double actual, double limit) {
      return switch (this) {
        case AT_MOST -> actual <= limit;
        case LESS -> actual < limit;
        case EQUAL -> actual == limit;
        case MORE -> actual > limit;
        case AT_LEAST -> actual >= limit;
      };
    }
  }
}
