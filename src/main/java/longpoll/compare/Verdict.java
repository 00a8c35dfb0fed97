package longpoll.compare;

/** What a comparison says, of one measure or of all. */
public enum Verdict {
  /** Worse: the interval excludes zero and the shift passes both floors. */
  REGRESSION("regression"),
  /** Of a two-sided measure: it moved, one way or the other. */
  CHANGED("changed"),
  /** Of all: a run misses an absolute objective. */
  OBJECTIVE_MISSED("objective missed"),
  /** Of all: the runs were not the same job. */
  NOT_COMPARABLE("not comparable"),
  /** The interval is too wide to tell. */
  INCONCLUSIVE("inconclusive"),
  /** Too few runs, or too few samples in them, to say anything. */
  INSUFFICIENT("insufficient"),
  /** Better: the mirror of a regression. */
  IMPROVED("improved"),
  /** The interval lies within the equivalence band. */
  EQUIVALENT("equivalent");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word that outputs use, in lower case. */
  public String word() {
    return word;
  }
}
