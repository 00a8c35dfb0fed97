package longpoll.finding;

import java.time.Instant;
import java.util.List;

/**
 * All that an examination found. Immutable.
 *
 * @param kind which examination it was
 * @param title of what was examined
 * @param durationMs how long it took
 * @param sections one for each API, or for each pair of URLs, that was examined; at least one
 */
public record FindingReport(
    Kind kind, String title, Instant startedAt, long durationMs, List<Section> sections) {

  /** The examinations that there are. */
  public enum Kind {
    CONTRACT("contract"),
    AUDIT("audit");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As commands and files are called. */
    public String word() {
      return word;
    }
  }

  /**
   * @param name of the API, or what else tells sections apart
   * @param about what was examined and how, a line each: URL, dialect, hold limit; no secrets
   * @param columns of the figures, such as "direct" and "via"
   * @param notices what a reader should know that is no finding, such as what was left out
   */
  public record Section(
      String name,
      List<Fact> about,
      List<String> columns,
      List<Figure> figures,
      List<Finding> findings,
      List<String> notices) {
    public Section {
      about = List.copyOf(about);
      columns = List.copyOf(columns);
      figures = List.copyOf(figures);
      findings = List.copyOf(findings);
      notices = List.copyOf(notices);
      for (Figure figure : figures) {
        if (figure.values().size() != columns.size()) {
          throw new IllegalArgumentException(
              "figure "
                  + figure.name()
                  + " has "
                  + figure.values().size()
                  + " values for "
                  + columns.size()
                  + " columns");
        }
      }
    }
  }

  /** A line about what was examined. */
  public record Fact(String name, String value) {}

  public FindingReport {
    sections = List.copyOf(sections);
    if (sections.isEmpty()) {
      throw new IllegalArgumentException("a report needs a section");
    }
  }

  /** How many findings have this verdict. */
  public long count(Finding.Verdict verdict) {
    return sections.stream()
        .flatMap(section -> section.findings().stream())
        .filter(finding -> finding.verdict() == verdict)
        .count();
  }

  /** Whether anything that was examined does not hold. */
  public boolean failed() {
    return count(Finding.Verdict.FAIL) > 0;
  }
}
