package longpoll.report;

import java.util.List;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;

/**
 * What a reader has to know before any number: whether the numbers stand.
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
}
