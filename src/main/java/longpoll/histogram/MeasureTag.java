package longpoll.histogram;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a line of a histogram log is of, by its tag: a measure's values from zero up, or the
 * magnitudes of those below.
 */
public record MeasureTag(Measure measure, boolean negative) {
  private static final Map<String, MeasureTag> ALL = new HashMap<>();

  static {
    for (Measure measure : Measure.values()) {
      ALL.put(measure.tag(), new MeasureTag(measure, false));
      if (measure.negativeTag() != null) {
        ALL.put(measure.negativeTag(), new MeasureTag(measure, true));
      }
    }
  }

  /** Empty for a tag of a later release. */
  public static Optional<MeasureTag> of(String tag) {
    return Optional.ofNullable(ALL.get(tag));
  }
}
