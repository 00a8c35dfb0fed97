package longpoll.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.record.RunRecord;

/** What a record has of polls that were not held as they should be, in words. Pure. */
final class HoldRemarks {
  /** A share of polls that is worth a remark. */
  private static final double REMARKABLE = 0.01;

  private HoldRemarks() {}

  static List<String> of(RunRecord record) {
    List<String> remarks = new ArrayList<>();
    early("users", record.polls(), remarks);
    early("probes", record.probes() == null ? null : record.probes().polls(), remarks);
    return remarks;
  }

  private static void early(String whose, RunRecord.Polls polls, List<String> remarks) {
    if (polls == null || polls.early() == null || polls.early() <= REMARKABLE * polls.empty()) {
      return;
    }
    remarks.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d 204s of the %s (%.1f %%) came before their hold limit by more than 5 %% of"
                + " it and 50 ms, by %s at the median: the target holds polls for less than the"
                + " setting hold says; set it to the target's own limit",
            polls.early(),
            polls.empty(),
            whose,
            100.0 * polls.early() / polls.empty(),
            InjectorQueue.millis(polls.earlyP50Ms())));
  }
}
