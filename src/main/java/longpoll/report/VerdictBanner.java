package longpoll.report;

import java.util.Locale;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Verdict;
import longpoll.text.Numbers;

/** The verdict of a comparison in words, for the page and the terminal. */
final class VerdictBanner {
  private VerdictBanner() {}

  static Banner of(Comparison comparison) {
    Verdict verdict = comparison.verdict();
    String word = verdict.word();
    return new Banner(
        kind(verdict),
        word.substring(0, 1).toUpperCase(Locale.ROOT)
            + word.substring(1)
            + (comparison.advisory() ? " (advisory)" : ""),
        sentence(comparison),
        comparison.reasons());
  }

  /** CSS class and icon of a verdict. */
  static String kind(Verdict verdict) {
    return switch (verdict) {
      case REGRESSION, OBJECTIVE_MISSED, NOT_COMPARABLE -> "invalid";
      case CHANGED -> "missed";
      case INCONCLUSIVE, INSUFFICIENT -> "aborted";
      case IMPROVED, EQUIVALENT -> "good";
    };
  }

  /** The verdict on a measure; none where the runs could not be compared. */
  static String word(Comparison comparison, MeasureComparison compared) {
    return comparison.refused() ? Numbers.NONE : compared.verdict().word();
  }

  static String sentence(Comparison comparison) {
    return switch (comparison.verdict()) {
      case REGRESSION ->
          "The candidate is worse: a gated measure moved the wrong way, by more than its floors and"
              + " more than the runs vary.";
      case CHANGED ->
          "A gated measure that should stay where it is moved, by more than its floors and more than"
              + " the runs vary.";
      case OBJECTIVE_MISSED -> "A run misses an objective that every run has to meet.";
      case NOT_COMPARABLE ->
          "These runs cannot be judged against each other. What is shown below is for inspection"
              + " only.";
      case INCONCLUSIVE ->
          "No gated measure is known to be worse, but of at least one it cannot be told: see its"
              + " interval.";
      case INSUFFICIENT ->
          "There are too few runs, or too few samples in them, to judge every gated measure.";
      case IMPROVED ->
          "The candidate is better: a gated measure moved the right way, and none the wrong way.";
      case EQUIVALENT ->
          comparison.gated().isEmpty()
              ? "The policy gates no measure, and no objective is missed."
              : "Every gated measure stays within the band of what does not matter.";
    };
  }
}
