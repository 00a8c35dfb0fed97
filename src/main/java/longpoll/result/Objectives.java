package longpoll.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import longpoll.measure.ErrorCollector;
import longpoll.record.RunRecord;
import longpoll.record.RunRecord.Objective;
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
   * window. What the target gives no way to tell cannot be missed; it is met, and says so. An
   * objective that cannot be computed is missed.
   *
   * @param errors of the closing so far: a run that has some is not valid
   */
  public static List<Objective> check(
      Settings.Objectives objectives, RunRecord record, ErrorCollector errors) {
    RunRecord.Events events = record.events();
    List<Objective> checked = new ArrayList<>();
    checked.add(each(FAILED, errors, () -> failed(objectives.failedMax(), record.totals())));
    checked.add(
        each(
            MISSED,
            errors,
            () -> ofEvents(MISSED, objectives.missedMax(), events.missed(), events)));
    checked.add(
        each(
            DUPLICATED,
            errors,
            () -> ofEvents(DUPLICATED, objectives.duplicatedMax(), events.duplicated(), events)));
    checked.add(each(EARLY, errors, () -> early(objectives.earlyMax(), record.polls())));
    checked.add(each(HELD, errors, () -> held(objectives.heldMin(), record.held())));
    checked.add(valid(record.invalidBecause(errors.problems()).status()));
    return checked;
  }

  /**
   * A record that was judged before more of the closing failed: it is not valid any more.
   *
   * @param problems what failed since; none leaves the record as it is
   */
  public static RunRecord judgedBefore(RunRecord judged, List<String> problems) {
    if (problems.isEmpty()) {
      return judged;
    }
    RunRecord record = judged.invalidBecause(problems);
    return record.withObjectives(
        record.objectives().stream()
            .map(each -> each.name().equals(VALID) ? valid(record.status()) : each)
            .toList());
  }

  private static Objective valid(RunStatus status) {
    return new Objective(
        VALID, RunStatus.COMPLETE.word(), status.word(), status == RunStatus.COMPLETE);
  }

  private static Objective each(String name, ErrorCollector errors, Callable<Objective> check) {
    return errors.get(
        "objective '" + name + "'",
        new Objective(name, "to be known", "could not be computed", false),
        check);
  }

  private static Objective failed(long most, RunRecord.Totals totals) {
    if (totals == null) {
      return new Objective(FAILED, "at most " + most, NOT_MEASURED, false);
    }
    long failed = totals.failed().values().stream().mapToLong(Long::longValue).sum();
    return atMost(FAILED, most, failed + totals.gap());
  }

  private static Objective ofEvents(String name, long most, Long actual, RunRecord.Events events) {
    if (actual != null) {
      return atMost(name, most, actual);
    }
    return events.received() == null
        ? new Objective(name, "at most " + most, NOT_MEASURED, false)
        : new Objective(name, "at most " + most, CANNOT_BE_TOLD, true);
  }

  private static Objective atMost(String name, long most, long actual) {
    return new Objective(name, "at most " + most, "" + actual, actual <= most);
  }

  private static Objective early(double most, RunRecord.Polls polls) {
    String required = "at most " + percent(BigDecimal.valueOf(most));
    if (polls == null || polls.perSecond() == null) {
      return new Objective(EARLY, required, NOT_MEASURED, false);
    }
    if (polls.early() == null) {
      // No poll had a hold limit that it could be earlier than.
      return new Objective(EARLY, required, null, true);
    }
    double share = polls.empty() == 0 ? 0 : (double) polls.early() / polls.empty();
    // Rounded up, so that what is too much never reads as if it were not.
    BigDecimal shown = BigDecimal.valueOf(share).setScale(4, RoundingMode.CEILING);
    return new Objective(EARLY, required, percent(shown), share <= most);
  }

  private static Objective held(double least, RunRecord.Held held) {
    String required = "at least " + percent(BigDecimal.valueOf(least));
    if (held.mean() == null) {
      return new Objective(HELD, required, NOT_MEASURED, false);
    }
    Double share = held.share();
    if (share == null) {
      // Nobody was to be held, so nobody can be lacking.
      return new Objective(HELD, required, null, true);
    }
    // Cut off, not rounded: what falls short must not read as if it did not.
    BigDecimal shown = BigDecimal.valueOf(share).setScale(4, RoundingMode.FLOOR);
    return new Objective(HELD, required, percent(shown), share >= least);
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }
}
