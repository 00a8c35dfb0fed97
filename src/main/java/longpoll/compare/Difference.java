package longpoll.compare;

import java.util.List;

/**
 * Something that is not the same in all runs.
 *
 * @param key a setting's key, or the path of a field of the record
 * @param base the distinct values of the base runs, in their order
 * @param candidate the same of the candidate runs
 */
public record Difference(String key, List<String> base, List<String> candidate, Kind kind) {
  public Difference {
    base = List.copyOf(base);
    candidate = List.copyOf(candidate);
  }

  /** What a difference means for the comparison. */
  public enum Kind {
    /** Part of the load model: the runs were not the same job. */
    LOAD_MODEL("load model"),
    /** Part of the load model that the caller chose to vary. */
    VARIED("varied"),
    /** Names what is compared, such as a label or a commit. */
    IDENTITY("identity"),
    /** The machine, which may be the cause of a shift. */
    MACHINE("machine");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
