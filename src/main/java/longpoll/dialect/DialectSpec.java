package longpoll.dialect;

import java.util.Map;

/**
 * A dialect as data: all that another process needs to speak it. {@link Dialects#of} makes the
 * dialect of it, here and there.
 *
 * @param kind the code that speaks it
 * @param properties what that code needs to know, as JSON has it: text, numbers, lists and maps
 */
public record DialectSpec(String kind, Map<String, Object> properties) {
  public DialectSpec {
    properties = Map.copyOf(properties);
  }

  /** What it is, and nothing of what it knows: there may be credentials. */
  @Override
  public String toString() {
    return "DialectSpec of kind " + kind;
  }

  /** Of a kind that needs to know nothing. */
  public static DialectSpec of(String kind) {
    return new DialectSpec(kind, Map.of());
  }
}
