package longpoll.report;

import java.util.List;
import java.util.Locale;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Verdict;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.text.Numbers;

/**
 * What a reader has to know before any number: the status of a run, or the verdict of a comparison.
 *
 * @param kind CSS class and icon: {@code good}, {@code missed}, {@code aborted} or {@code invalid}
 */
public record Banner(String kind, String word, String sentence, List<String> reasons) {
  static Banner of(RunRecord record) {
    List<String> reasons = record.reasons() == null ? List.of() : record.reasons();
    RunStatus status = record.status();
    if (status == RunStatus.INVALID) {
      return new Banner(
          "invalid",
          "Invalid",
          "The run ended as planned, but its numbers cannot be trusted. Do not compare with it.",
          reasons);
    }
    if (status == RunStatus.ABORTED) {
      return new Banner(
          "aborted",
          "Aborted",
          "The run ended before its window did: the numbers cover a part of it only.",
          reasons);
    }
    if (status == null) {
      return new Banner("invalid", "No status", "The record does not say how it ended.", reasons);
    }
    if (!record.objectives().stream().allMatch(RunRecord.Objective::met)) {
      return new Banner(
          "missed",
          "Objectives missed",
          "The run is complete and its numbers stand, but it did not reach what was asked of it.",
          reasons);
    }
    return reasons.isEmpty()
        ? new Banner(
            "good", "Complete", "The run ended as planned and met its objectives.", reasons)
        : new Banner(
            "missed",
            "Complete, with remarks",
            "The run ended as planned and met its objectives, but something about it is odd.",
            reasons);
  }

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
