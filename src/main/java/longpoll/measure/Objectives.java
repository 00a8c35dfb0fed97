package longpoll.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.settings.Settings;

/** The objectives every run is held to, as the settings have them. */
public final class Objectives {
  private static final String FAILED = "failed polls";
  private static final String MISSED = "missed events";
  private static final String DUPLICATED = "duplicated events";
  private static final String EARLY = "early empties";
  private static final String HELD = "held of intended";
  private static final String VALID = "run is valid";

  private static final String NOT_MEASURED = "not measured";
  private static final String CANNOT_BE_TOLD = "cannot be told of this target";

  /** The names of all objectives, in the order of {@link #check}. */
  public static final List<String> NAMES = List.of(FAILED, MISSED, DUPLICATED, EARLY, HELD, VALID);

  private Objectives() {}

  /**
   * Holds a record against the objectives. Failures count over the whole run, all else in the
   * window. What the target gives no way to tell cannot be missed; it is met, and says so.
   */
  public static List<Objective> check(Settings.Objectives objectives, RunRecord record) {
    List<Objective> checked = new ArrayList<>();
    long failed =
        record.totals().failed().values().stream().mapToLong(Long::longValue).sum()
            + record.totals().gap();
    checked.add(atMost(FAILED, objectives.failedMax(), failed));
    RunRecord.Events events = record.events();
    checked.add(ofEvents(MISSED, objectives.missedMax(), events.missed(), events));
    checked.add(ofEvents(DUPLICATED, objectives.duplicatedMax(), events.duplicated(), events));
    checked.add(early(objectives.earlyMax(), record.polls()));
    checked.add(held(objectives.heldMin(), record.held()));
    checked.add(
        new Objective(
            VALID,
            record.status() == RunStatus.COMPLETE,
            RunStatus.COMPLETE.word(),
            record.status().word()));
    return checked;
  }

  private static Objective ofEvents(String name, long most, Long actual, RunRecord.Events events) {
    if (actual != null) {
      return atMost(name, most, actual);
    }
    return events.received() == null
        ? new Objective(name, false, "at most " + most, NOT_MEASURED)
        : new Objective(name, true, "at most " + most, CANNOT_BE_TOLD);
  }

  private static Objective atMost(String name, long most, long actual) {
    return new Objective(name, actual <= most, "at most " + most, "" + actual);
  }

  private static Objective early(double most, RunRecord.Polls polls) {
    String required = "at most " + percent(BigDecimal.valueOf(most));
    if (polls == null || polls.perSecond() == null) {
      return new Objective(EARLY, false, required, NOT_MEASURED);
    }
    if (polls.early() == null) {
      return new Objective(EARLY, true, required, CANNOT_BE_TOLD);
    }
    double share = polls.empty() == 0 ? 0 : (double) polls.early() / polls.empty();
    // Rounded up, so that what is too much never reads as if it were not.
    BigDecimal shown = BigDecimal.valueOf(share).setScale(4, RoundingMode.CEILING);
    return new Objective(EARLY, share <= most, required, percent(shown));
  }

  private static Objective held(double least, RunRecord.Held held) {
    String required = "at least " + percent(BigDecimal.valueOf(least));
    if (held.mean() == null) {
      return new Objective(HELD, false, required, NOT_MEASURED);
    }
    double share = held.mean() / held.intended();
    // Cut off, not rounded: what falls short must not read as if it did not.
    BigDecimal shown = BigDecimal.valueOf(share).setScale(4, RoundingMode.FLOOR);
    return new Objective(HELD, share >= least, required, percent(shown));
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }
}
