package longpoll.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import longpoll.settings.Settings;

/** The objectives every run is held to, as the settings have them. */
public final class Objectives {
  private static final String FAILED = "failed polls";
  private static final String MISSED = "missed events";
  private static final String DUPLICATED = "duplicated events";
  private static final String HELD = "held of intended";
  private static final String VALID = "run is valid";

  /** The names of all objectives, in the order of {@link #check}. */
  public static final List<String> NAMES = List.of(FAILED, MISSED, DUPLICATED, HELD, VALID);

  private Objectives() {}

  /**
   * Holds a record against the objectives. Failures count over the whole run, all else in the
   * window.
   */
  public static List<Objective> check(Settings.Objectives objectives, RunRecord record) {
    List<Objective> checked = new ArrayList<>();
    long failed =
        record.totals().failed().values().stream().mapToLong(Long::longValue).sum()
            + record.totals().gap();
    checked.add(atMost(FAILED, objectives.failedMax(), failed));
    checked.add(atMost(MISSED, objectives.missedMax(), record.events().missed()));
    checked.add(atMost(DUPLICATED, objectives.duplicatedMax(), record.events().duplicated()));
    checked.add(held(objectives.heldMin(), record.held()));
    checked.add(
        new Objective(
            VALID,
            record.status() == RunStatus.COMPLETE,
            RunStatus.COMPLETE.word(),
            record.status().word()));
    return checked;
  }

  private static Objective atMost(String name, long most, Long actual) {
    return new Objective(
        name,
        actual != null && actual <= most,
        "at most " + most,
        actual == null ? "not measured" : "" + actual);
  }

  private static Objective held(double least, RunRecord.Held held) {
    if (held.mean() == null) {
      return new Objective(HELD, false, "at least " + percent(least), "not measured");
    }
    double share = held.mean() / held.intended();
    return new Objective(HELD, share >= least, "at least " + percent(least), percent(share));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
