package longpoll.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;

/** Notices of polls that were not held as they should be, from a record. Pure. */
final class HoldNotices {
  /** A larger share of polls than this is worth a notice. */
  private static final double NOTABLE = 0.01;

  /** Fewer polls than this say nothing about how a target treats its clients. */
  private static final int ENOUGH = 10;

  private static final int MUCH_MORE = 2;

  private HoldNotices() {}

  static List<String> of(RunRecord record) {
    List<String> notices = new ArrayList<>();
    early("users", record.polls(), notices);
    early("probes", ofProbes(record), notices);
    Unheld users = unheldUsers(record);
    Unheld probes = unheldProbes(record);
    unheld("users", users, likelyCause(users, probes, "users", "probes"), notices);
    unheld("probes", probes, likelyCause(probes, users, "probes", "users"), notices);
    return notices;
  }

  /**
   * Whether the target treated users and probes as the same kind of client. Where it did not, the
   * probes' lag says nothing about the users'.
   */
  static boolean treatedAlike(RunRecord record) {
    Unheld users = unheldUsers(record);
    Unheld probes = unheldProbes(record);
    return !users.isMuchMoreThan(probes) && !probes.isMuchMoreThan(users);
  }

  private static RunRecord.Polls ofProbes(RunRecord record) {
    return record.probes() == null ? null : record.probes().polls();
  }

  private static void early(String whose, RunRecord.Polls polls, List<String> notices) {
    if (polls == null || polls.early() == null || polls.early() <= NOTABLE * polls.empty()) {
      return;
    }
    notices.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d empty polls of the %s (%.1f %%) came before their hold limit by more than 5 %% of"
                + " it and 50 ms, by %s at the median: the target holds polls for less than the"
                + " setting hold says; set it to the target's own limit",
            polls.early(),
            polls.empty(),
            whose,
            100.0 * polls.early() / polls.empty(),
            InjectorQueue.millis(polls.earlyP50Ms())));
  }

  private static void unheld(
      String whose, Unheld unheld, String likelyCause, List<String> notices) {
    if (unheld.isNotable()) {
      notices.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d polls of the %s (%.1f %%) came back without an event in under 5 %% of"
                  + " their hold limit (%s): %s",
              unheld.count(),
              unheld.polls(),
              whose,
              100 * unheld.share(),
              unheld.inWords(),
              likelyCause));
    }
  }

  private static String likelyCause(Unheld these, Unheld other, String whose, String others) {
    return these.isMuchMoreThan(other)
        ? "the target treats "
            + whose
            + " differently from "
            + others
            + ", perhaps because a cookie or a header is missing; so their lags are not compared"
        : "the target does not hold them";
  }

  private static Unheld unheldUsers(RunRecord record) {
    return unheld(record.polls(), record);
  }

  private static Unheld unheldProbes(RunRecord record) {
    return unheld(ofProbes(record), record);
  }

  private static Unheld unheld(RunRecord.Polls polls, RunRecord record) {
    if (polls == null || polls.unheld() == null) {
      return new Unheld(0, Map.of());
    }
    Map<String, Long> kinds = new TreeMap<>(polls.unheld());
    if (!eventsCarryFields(record)) {
      // Events of this target look like that.
      kinds.remove(RunRecord.Polls.FIELDLESS);
    }
    return new Unheld(polls.total(), kinds);
  }

  private static boolean eventsCarryFields(RunRecord record) {
    boolean numbered = record.events() != null && record.events().duplicated() != null;
    MetricSummary lag = record.metrics() == null ? null : record.metrics().get(Measure.LAG.tag());
    return numbered || lag != null && lag.count() > 0;
  }

  /**
   * @param polls that ended in the window
   * @param kinds those of them that came back at once without an event, by what came
   */
  private record Unheld(long polls, Map<String, Long> kinds) {
    long count() {
      return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    double share() {
      return polls == 0 ? 0 : (double) count() / polls;
    }

    boolean isNotable() {
      return share() > NOTABLE;
    }

    /** By more than chance explains in two samples of the same polls. */
    boolean isMuchMoreThan(Unheld other) {
      return other.polls >= ENOUGH
          && count() >= ENOUGH
          && isNotable()
          && share() > MUCH_MORE * other.share();
    }

    String inWords() {
      return kinds.entrySet().stream()
          .map(
              kind -> String.format(Locale.ROOT, "%,d as %s", kind.getValue(), name(kind.getKey())))
          .collect(Collectors.joining(", "));
    }

    private static String name(String kind) {
      return switch (kind) {
        case RunRecord.Polls.EMPTY -> "empty";
        case RunRecord.Polls.GAP -> "gap";
        case RunRecord.Polls.FIELDLESS -> "delivered without a known field";
        default -> kind;
      };
    }
  }
}
